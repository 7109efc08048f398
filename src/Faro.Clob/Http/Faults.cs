using System.Collections.Concurrent;

namespace Faro.Clob.Http;

/// <summary>Faults that a sandbox user has requested, so that clients can be tested against them. Does nothing until armed.</summary>
internal sealed class Faults(TimeProvider clock)
{
    public static readonly string[] Names = ["delay", "drop_after_commit", "unavailable", "ws_gap", "ws_duplicate"];

    private readonly ConcurrentDictionary<string, (int Left, int DelayMs)> _armed = new();

    public void Arm(string name, int times, int delayMs) => _armed[name] = (times, delayMs);

    public void Disarm() => _armed.Clear();

    /// <summary>Takes one charge of a fault.</summary>
    public bool Take(string name, out int delayMs)
    {
        while (_armed.TryGetValue(name, out (int Left, int DelayMs) fault))
        {
            delayMs = fault.DelayMs;
            if (fault.Left <= 0) return false;
            if (_armed.TryUpdate(name, (fault.Left - 1, fault.DelayMs), fault)) return true;
        }

        delayMs = 0;
        return false;
    }

    /// <summary>Before an order is looked at.</summary>
    public async Task BeforeTaking()
    {
        if (_armed.IsEmpty) return;
        if (Take("unavailable", out _)) throw new ClobProblem("SERVICE_DEGRADED", "Set to be unavailable.", retryAfter: 1);
        if (Take("delay", out int delayMs)) await Task.Delay(TimeSpan.FromMilliseconds(delayMs), clock);
    }

    /// <summary>After its commit: the caller must query the result.</summary>
    public Task AfterCommit(HttpContext context)
    {
        if (!_armed.IsEmpty && Take("drop_after_commit", out _)) context.Abort();
        return Task.CompletedTask;
    }
}
