using Faro.Http.Keys;
using Faro.Log;
using Npgsql;

namespace Faro.Http.Hosting;

/// <summary>
/// Creates the tables of the log before anything else starts. An unreachable database does not prevent the start:
/// after some seconds the API starts without it (health works, reads return 503, ready is 503) and the tables follow as
/// soon as it comes.
/// </summary>
public sealed partial class LogStart(EventLog log, ILogger<LogStart> logger) : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan WaitAtStart = TimeSpan.FromSeconds(5);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the tables are there.</summary>
    public Task Ready => _ready.Task;

    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var started = Environment.TickCount64;
        while (!await TryCreate(cancellationToken) && Environment.TickCount64 - started < WaitAtStart.TotalMilliseconds)
            await Task.Delay(200, cancellationToken);
    }

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!Ready.IsCompleted && !await TryCreate(stoppingToken))
            await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken);
    }

    private async Task<bool> TryCreate(CancellationToken cancel)
    {
        try
        {
            await log.CreateSchema(cancel);
            await CreateOwnTables(cancel);
            _ready.TrySetResult();
            return true;
        }
        catch (Exception e) when (ApiErrors.OfException(e) is { Status: 503 })
        {
            LogAway(logger, e.Message);
            return false;
        }
    }

    /// <summary>Under the log's own lock for schemas: <c>if not exists</c> alone loses a race between two nodes.</summary>
    private async Task CreateOwnTables(CancellationToken cancel)
    {
        await using var connection = await log.Database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using var command = new NpgsqlCommand(
            $"set local client_min_messages = warning; select pg_advisory_xact_lock(hashtextextended('faro:schema:{log.Schema}', 0)); "
            + KeyWatch.Ddl(log.Schema) + Limits.SharedBudgets.Ddl(log.Schema), connection, transaction);
        await command.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database cannot be reached, trying again: {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);
}
