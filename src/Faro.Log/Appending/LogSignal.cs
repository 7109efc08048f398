using Npgsql;

namespace Faro.Log;

/// <summary>
/// Tells readers that the log has grown: this process at once, other nodes by NOTIFY. The NOTIFY is sent beside the
/// appends, never inside them (inside, Postgres would make all commits queue for one lock), and many appends share one.
/// A lost one costs a poll interval, never an event.
/// </summary>
internal sealed class LogSignal(NpgsqlDataSource database, string schema)
{
    private int _notifying;
    private int _again;
    private TaskCompletionSource _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Channel { get; } = $"{schema}_log";

    /// <summary>Completes at the next growth that this process hears of.</summary>
    public Task Next => Volatile.Read(ref _grown).Task;

    /// <summary>Wakes the readers of this process.</summary>
    public void Wake() =>
        Interlocked.Exchange(ref _grown, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>Wakes everyone.</summary>
    public void Grown()
    {
        Wake();
        Volatile.Write(ref _again, 1);
        if (Interlocked.CompareExchange(ref _notifying, 1, 0) == 0)
            _ = Task.Run(Notify);
    }

    private async Task Notify()
    {
        try
        {
            while (Interlocked.Exchange(ref _again, 0) == 1)
            {
                await using var command = database.CreateCommand($"notify {Channel}");
                await command.ExecuteNonQueryAsync();
                await Task.Delay(2);
            }
        }
        catch (Exception e) when (e is NpgsqlException or ObjectDisposedException or InvalidOperationException)
        {
            // The database is away or closing; other nodes find the events by polling.
        }
        finally
        {
            Volatile.Write(ref _notifying, 0);
        }
    }
}
