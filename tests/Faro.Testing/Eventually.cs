using System.Diagnostics;

namespace Faro.Testing;

/// <summary>Waits for what must come about: looks again and again, and says what it saw last when it did not.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>The first value that is good.</summary>
    /// <exception cref="TimeoutException">A minute has passed.</exception>
    public static async Task<T> Get<T>(Func<Task<T>> read, Func<T, bool> good)
    {
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            var value = await read();
            if (good(value)) return value;
            if (Stopwatch.GetElapsedTime(begun) > Patience) throw new TimeoutException($"It did not come about; the last look saw: {value}");
            await Task.Delay(Pause);
        }
    }

    /// <summary>Returns when the condition holds.</summary>
    /// <exception cref="TimeoutException">A minute has passed.</exception>
    public static Task Is(Func<Task<bool>> condition) => Get(condition, holds => holds);

    /// <summary>Returns when the condition holds.</summary>
    /// <exception cref="TimeoutException">A minute has passed.</exception>
    public static Task Is(Func<bool> condition) => Is(() => Task.FromResult(condition()));
}
