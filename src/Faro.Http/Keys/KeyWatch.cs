using Faro.Http.Hosting;
using Faro.Log;

namespace Faro.Http.Keys;

/// <summary>
/// In the background: checks the keys in use several times a second, and writes their last use in batches to a
/// table of its own (it is no fact worth the log).
/// </summary>
internal sealed partial class KeyWatch(EventLog log, KeyRing ring, LogStart start, ILogger<KeyWatch> logger) : BackgroundService
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan WriteEvery = TimeSpan.FromSeconds(15);

    private readonly string _write = $"""
        insert into {log.Schema}.key_last_use as u (key_id, used_at) select * from unnest($1::uuid[], $2::timestamptz[])
        on conflict (key_id) do update set used_at = excluded.used_at where u.used_at < excluded.used_at
        """;

    /// <summary>The table of last uses.</summary>
    public static string Ddl(string schema) =>
        $"create table if not exists {schema}.key_last_use (key_id uuid primary key, used_at timestamptz not null);";

    /// <summary>Writes what has not been written.</summary>
    public async Task WriteLastUses(CancellationToken cancel)
    {
        var due = ring.Entries.Where(e => e.LastUsed != e.LastUsedStored)
            .Select(e => (Entry: e, Used: e.LastUsed!.Value)).OrderBy(e => e.Entry.Id).ToList();
        if (due.Count == 0)
            return;
        await using var command = log.Database.CreateCommand(_write);
        command.Parameters.Add(new() { Value = due.Select(d => d.Entry.Id).ToArray() });
        command.Parameters.Add(new() { Value = due.Select(d => d.Used.UtcDateTime).ToArray() });
        await command.ExecuteNonQueryAsync(cancel);
        foreach (var (entry, used) in due)
            entry.LastUsedStored = used;
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Guard(WriteLastUses, cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await start.Ready.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(AskEvery);
        var written = Environment.TickCount64;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await Guard(ring.CheckKeysInUse, stoppingToken);
            if (Environment.TickCount64 - written < WriteEvery.TotalMilliseconds)
                continue;
            written = Environment.TickCount64;
            await Guard(WriteLastUses, stoppingToken);
            ring.Forget();
        }
    }

    /// <summary>Waits for a database that cannot be reached: meanwhile each request tries it by itself, and fails.</summary>
    private async Task Guard(Func<CancellationToken, Task> work, CancellationToken cancel)
    {
        try
        {
            await work(cancel);
        }
        catch (Exception e) when (ApiErrors.OfException(e) is { Status: 503 })
        {
            LogAway(logger, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The maintenance of keys has failed")]
    private static partial void LogAway(ILogger logger, Exception e);
}
