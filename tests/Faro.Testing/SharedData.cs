using Xunit;

namespace Faro.Testing;

/// <summary>Recorded data that is too big for the repository: FARO_SHARED, or the folder "shared" beside the repository.</summary>
public static class SharedData
{
    /// <summary>Null on a machine without the data.</summary>
    public static string? Directory { get; } = Find();

    /// <summary>A path inside; only in tests that are skipped when the data is absent.</summary>
    public static string File(params string[] parts) =>
        Path.Combine([Directory ?? throw new InvalidOperationException("No shared data here: mark the test [SharedDataFact]."), .. parts]);

    /// <summary>Why a test that needs this path cannot run here; null when it can.</summary>
    internal static string? WhyAbsent(string? path)
    {
        if (Directory is null) return "No recorded data: set FARO_SHARED or put a folder 'shared' beside the repository.";
        return path is null || Path.Exists(Path.Combine(Directory, path)) ? null : $"The recorded data here holds no {path}.";
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("FARO_SHARED") is { Length: > 0 } named)
            return System.IO.Directory.Exists(named) ? named : null;
        var beside = Path.Combine(RepositoryRoot.Directory, "..", "shared");
        return System.IO.Directory.Exists(beside) ? Path.GetFullPath(beside) : null;
    }
}

/// <summary>A fact that needs recorded data (optionally: this path of it) and is skipped without.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(string? path = null) => Skip = SharedData.WhyAbsent(path);
}

/// <summary>A theory that needs recorded data (optionally: this path of it) and is skipped without.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedDataTheoryAttribute : TheoryAttribute
{
    public SharedDataTheoryAttribute(string? path = null) => Skip = SharedData.WhyAbsent(path);
}
