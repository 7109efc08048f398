using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace Faro.Cli;

/// <summary>Messages for an invalid command line: what is wrong, and what was probably meant.</summary>
internal static partial class Mistakes
{
    /// <summary>One sentence a mistake.</summary>
    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        List<string> unknown = [.. parsed.UnmatchedTokens];
        if (unknown.FirstOrDefault(t => t.StartsWith('-')) is { } option)
            return [$"There is no option '{option}'{Of(command)}.{Meant(option, Options(parsed.CommandResult))}"];
        if (unknown.Count > 0 && command.Subcommands.Count > 0)
            return [$"There is no command '{unknown[0]}'{Of(command)}.{Meant(unknown[0], command.Subcommands.Select(c => c.Name))}"];
        if (unknown.Count > 0)
            return [$"'{unknown[0]}' is one argument too many{Of(command)}."];
        if (command.Subcommands.Count > 0)
            return [$"'{command.Name}' needs a command: {string.Join(", ", command.Subcommands.Select(c => c.Name))}."];
        return [.. parsed.Errors.Select(e => Plain(e, command)).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>How to get help for the current command.</summary>
    public static string Help(ParseResult parsed) =>
        $"Try: {string.Join(' ', Path(parsed.CommandResult).Reverse())} --help";

    private static IEnumerable<string> Path(CommandResult result)
    {
        for (SymbolResult? up = result; up is not null; up = up.Parent)
        {
            if (up is CommandResult command) yield return command.Command.Name;
        }
    }

    private static IEnumerable<string> Options(CommandResult result)
    {
        for (SymbolResult? up = result; up is not null; up = up.Parent)
        {
            if (up is not CommandResult command) continue;
            foreach (var option in command.Command.Options.Where(o => up == result || o.Recursive)) yield return option.Name;
        }
    }

    private static string Of(Command command) => command.Parents.Any() ? $" of '{command.Name}'" : "";

    private static string Plain(ParseError error, Command command)
    {
        if (NoneOf().Match(error.Message) is { Success: true } choice)
        {
            List<string> known = [.. Quoted().Matches(choice.Groups["known"].Value).Select(k => k.Groups[1].Value)];
            return $"'{choice.Groups["value"].Value}' is none of {string.Join(", ", known)}.{Meant(choice.Groups["value"].Value, known)}";
        }

        return error.SymbolResult is CommandResult or ArgumentResult && error.Message.StartsWith("Required argument missing", StringComparison.Ordinal)
            ? $"'{command.Name}' needs {string.Join(' ', command.Arguments.Select(Shown))}."
            : Plain(error.Message);
    }

    private static string Shown(Argument argument) =>
        argument.CompletionSources.Count > 0 && argument.GetCompletions(System.CommandLine.Completions.CompletionContext.Empty).Select(c => c.Label).ToList() is { Count: > 0 } known
            ? string.Join('|', known)
            : argument.Name.ToUpperInvariant();

    private static string Plain(string message) => WrongType().Match(message) is { Success: true } wrong
        ? $"'{wrong.Groups["value"].Value}' is no value for {wrong.Groups["name"].Value}: {(wrong.Groups["type"].Value.Contains("Int", StringComparison.Ordinal) ? "it takes a whole number" : "it takes another kind of value")}."
        : message;

    private static string Meant(string word, IEnumerable<string> known)
    {
        var near = known
            .Select(k => (Name: k, Distance: k.StartsWith(word, StringComparison.OrdinalIgnoreCase) ? 0 : Distance(word.ToLowerInvariant(), k)))
            .Where(k => k.Distance <= Math.Max(1, Math.Min(word.Length, k.Name.Length) / 3))
            .OrderBy(k => k.Distance).ThenBy(k => k.Name, StringComparer.Ordinal)
            .ToList();
        return near.Count == 0 ? "" : $" Did you mean '{near[0].Name}'?";
    }

    /// <summary>How many letters to add, drop, change or swap with their neighbour.</summary>
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var change = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }

        return d[a.Length, b.Length];
    }

    [GeneratedRegex("^Argument '(?<value>.*)' not recognized. Must be one of:(?<known>.*)$", RegexOptions.Singleline)]
    private static partial Regex NoneOf();

    [GeneratedRegex("'(.*?)'")]
    private static partial Regex Quoted();

    [GeneratedRegex("^Cannot parse argument '(?<value>.*)' for (option|command) '(?<name>.*)' as expected type '(?<type>.*)'")]
    private static partial Regex WrongType();
}
