using System.Text.RegularExpressions;
using Faro.Testing;

namespace Faro.Pipeline.Tests;

/// <summary>The repository's files as the tidy tests see them, and the house rules that can be read off a text.</summary>
internal static partial class TidySource
{
    public const int MaxLines = 450;

    /// <summary>Path below the root, with forward slashes, and the text.</summary>
    public sealed record SourceFile(string Path, string Text);

    /// <summary>Everything below these folders with one of these endings, built files left out.</summary>
    public static IEnumerable<SourceFile> Files(string[] folders, params string[] endings) =>
        from folder in folders
        let top = RepositoryRoot.File(folder)
        where Directory.Exists(top)
        from path in Directory.EnumerateFiles(top, "*", SearchOption.AllDirectories)
        let name = Path.GetRelativePath(RepositoryRoot.Directory, path).Replace('\\', '/')
        where endings.Length == 0 || endings.Any(e => name.EndsWith(e, StringComparison.Ordinal))
        where !name.Split('/').Any(part => part is "bin" or "obj" or "TestResults" or "node_modules")
        orderby name
        select new SourceFile(name, File.ReadAllText(path));

    /// <summary>Pure code gets its time, ids and luck as arguments: projections, deciders, events, planners, the engine.</summary>
    public static bool IsPure(string path) =>
        path.StartsWith("src/", StringComparison.Ordinal)
        && (PureName().IsMatch(path) || path.Split('/').SkipLast(1).Any(f => f is "Routing" or "Scoring" or "Terms" or "Engine"));

    public static IEnumerable<string> ImpureLines(string text) => Lines(WithoutComments(text), Impure());

    public static IEnumerable<string> FloatingMoneyLines(string text) => Lines(WithoutComments(text), Floating()).Where(l => Money().IsMatch(l));

    public static IEnumerable<string> SwallowedExceptions(string text) =>
        Swallowing().Matches(WithoutComments(text)).Select(m => OneLine().Replace(m.Value, " "));

    public static IEnumerable<string> UnfinishedLines(string text) => Lines(text, Unfinished());

    /// <summary>A reader elsewhere has neither this machine's folders nor what lies beside the repository.</summary>
    public static IEnumerable<string> MachinePaths(string path, string text) =>
        Lines(text, MachinePath()).Where(line => !(
            (path.StartsWith("tests/", StringComparison.Ordinal) || path.StartsWith("bench/", StringComparison.Ordinal))
            && (line.Contains("FARO_SHARED", StringComparison.Ordinal) || line.Contains("../shared", StringComparison.Ordinal))));

    /// <summary>Marten's tables of events and streams are read by its sessions; what needs the rows themselves has its home in Faro.Log.</summary>
    public static IEnumerable<string> LogTableLines(string path, string text) =>
        path.StartsWith("src/Faro.Log/", StringComparison.Ordinal) ? [] : Lines(WithoutComments(text), LogTable());

    public static bool IsEventName(string name) => LowerSnakeCase().IsMatch(name);

    /// <summary>The lines of code, comments left out, that a pattern finds.</summary>
    public static IEnumerable<string> LinesOf(string text, Regex pattern) => Lines(WithoutComments(text), pattern);

    private static IEnumerable<string> Lines(string text, Regex pattern) =>
        text.Split('\n').Where(line => pattern.IsMatch(line)).Select(line => line.Trim());

    private static string WithoutComments(string text) => Comment().Replace(text, "");

    // A // inside a string (a URL) is not a comment: it follows a colon or a quote.
    [GeneratedRegex(@"(?<![:""])//[^\n]*|/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"(View|Decider|Events)\.cs$")]
    private static partial Regex PureName();

    [GeneratedRegex(@"DateTime(Offset)?\.(UtcNow|Now|Today)|TimeProvider\.System|Stopwatch\.|Environment\.TickCount|Guid\.(NewGuid|CreateVersion7)|Random\.Shared|new Random\(|RandomNumberGenerator\.")]
    private static partial Regex Impure();

    [GeneratedRegex(@"\b(double|float)\b")]
    private static partial Regex Floating();

    [GeneratedRegex(@"price|size|amount|usd|notional|qty|quantity|fee|balance|collateral|shares", RegexOptions.IgnoreCase)]
    private static partial Regex Money();

    [GeneratedRegex(@"\bmt_(events|streams)\b", RegexOptions.IgnoreCase)]
    private static partial Regex LogTable();

    [GeneratedRegex(@"\bcatch\s*\{|\bcatch\s*\(\s*(System\.)?Exception\b[^)]*\)\s*\{\s*\}")]
    private static partial Regex Swallowing();

    [GeneratedRegex(@"\s+")]
    private static partial Regex OneLine();

    [GeneratedRegex(@"NotImplementedException|\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"(^|[^A-Za-z0-9_.])/(work|farm|root|opt/nuget)/|\.\./shared|(^|[^A-Za-z0-9_.])/home/[a-z]")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
    private static partial Regex LowerSnakeCase();
}
