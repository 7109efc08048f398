using System.Globalization;

namespace Faro.Testing;

/// <summary>
/// How often tests kill a process with SIGKILL: as often as they say themselves, or <c>FARO_CRASH_RUNS</c> times. With
/// <c>FARO_CRASH_RUNS=50 ./faro test --filter Category=Kill</c> all of them are run so, and nothing else.
/// </summary>
public static class Kills
{
    public const string Category = nameof(Category);

    public const string Name = "Kill";

    public static int Or(int usual) => Environment.GetEnvironmentVariable("FARO_CRASH_RUNS") is { Length: > 0 } runs ? int.Parse(runs, CultureInfo.InvariantCulture) : usual;
}
