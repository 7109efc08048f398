using Npgsql;

namespace Faro.Http.Hosting;

/// <summary>
/// Takes the leadership away from a node that hangs (SIGSTOP, a frozen virtual machine). Wolverine's leader holds a lock of
/// its session and uses it every second; Postgres frees the lock of a process that died, but not of one that hangs.
/// So the others end a session that holds the lock and has been idle for seconds: then one of them leads, detects the silent node
/// and moves its work. When that node resumes, it notices at its next query, and becomes a follower.
/// </summary>
internal sealed partial class SilentLeader(
    LogStart log, NpgsqlDataSource database, FaroHttpOptions node, TimeProvider clock, ILogger<SilentLeader> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Shorter than a node may be silent (<see cref="NodeMode"/>): when it is declared dead, there is a leader to move its work.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(4);

    /// <summary>Wolverine names the sessions of its locks; those that hold none are not ended.</summary>
    private const string EndSilent = """
        select count(*) filter (where pg_terminate_backend(a.pid)) from pg_stat_activity a
        where a.datname = current_database() and a.usename = current_user and a.application_name like 'wolverine-advisory-lock:%'
          and a.state = 'idle' and a.state_change < clock_timestamp() - $1
          and exists (select from pg_locks l where l.pid = a.pid and l.locktype = 'advisory' and l.granted)
        """;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (node is not { Workers: true, Cluster: true })
            return;
        await log.Ready.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var command = database.CreateCommand(EndSilent);
                command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = Silence });
                if (await command.ExecuteScalarAsync(stoppingToken) is > 0L)
                    LogEnded(logger);
            }
            catch (NpgsqlException e) when (ApiErrors.OfException(e) is { Status: 503 })
            {
                LogAway(logger, e.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The leader has sent no heartbeat for seconds; its leadership was ended")]
    private static partial void LogEnded(ILogger logger);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The leader's heartbeat could not be checked: {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);
}
