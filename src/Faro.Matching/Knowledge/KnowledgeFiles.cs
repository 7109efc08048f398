using System.Reflection;

namespace Faro.Matching.Knowledge;

/// <summary>
/// The tables that matching knows the world by: competitions, teams, clubs, schools, places, offices, parties, instruments, feeds,
/// stations. Each is a text file inside the program; a file of the same name in <see cref="Folder"/> is read after it and adds to it.
/// </summary>
public static class KnowledgeFiles
{
    /// <summary>The environment variable that names the operator's folder.</summary>
    public const string Variable = "FARO_KNOWLEDGE";

    private const string Prefix = "Faro.Matching.Knowledge.";

    /// <summary>The operator's folder; null without one. Read once, when the first market is read.</summary>
    public static string? Folder { get; set; } = Environment.GetEnvironmentVariable(Variable);

    /// <summary>The names of the embedded tables.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(n => n[Prefix.Length..]).Order(StringComparer.Ordinal),
    ];

    /// <summary>The lines of a table that are neither empty nor comments: the program's own first, then the operator's.</summary>
    /// <exception cref="InvalidOperationException">There is no such table.</exception>
    public static IEnumerable<string> Lines(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + name)
            ?? throw new InvalidOperationException($"The table {name} is not embedded.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (IsEntry(line))
                yield return line;
        }

        if (Folder is null || Path.Combine(Folder, name) is var own && !File.Exists(own))
            yield break;
        foreach (var line in File.ReadLines(own))
        {
            if (IsEntry(line))
                yield return line;
        }
    }

    /// <summary>The cells of a tab-separated line, trimmed; missing cells are empty.</summary>
    internal static string[] Cells(string line, int count)
    {
        var cells = line.Split('\t', StringSplitOptions.TrimEntries);
        return cells.Length >= count ? cells : [.. cells, .. Enumerable.Repeat("", count - cells.Length)];
    }

    /// <summary>The parts of a cell.</summary>
    internal static string[] Parts(string cell) => cell.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static bool IsEntry(string line) => line.Length > 0 && line[0] != '#' && !string.IsNullOrWhiteSpace(line);
}
