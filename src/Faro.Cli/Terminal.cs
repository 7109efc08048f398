using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Faro.Cli;

/// <summary>A command's output: lines and tables for people, or one JSON object per line for programs.</summary>
internal sealed class Terminal(TextWriter output, TextWriter error, bool json)
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly IAnsiConsole _bars = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });

    /// <summary>True under <c>--json</c>.</summary>
    public bool Json => json;

    /// <summary>True for an interactive terminal: only then are progress bars drawn.</summary>
    private bool Watched => !json && ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;

    /// <summary>Progress information for people only; not part of the result.</summary>
    public void Note(string text)
    {
        if (!json) error.WriteLine(text);
    }

    /// <summary>Lines of the result that are for people only.</summary>
    public void Say(string text)
    {
        if (!json) output.WriteLine(text);
    }

    /// <summary>What went wrong.</summary>
    public void Problem(string text)
    {
        if (text.Length == 0) return; // already printed
        if (json) Write(new JsonObject { ["error"] = text });
        else error.WriteLine(text);
    }

    /// <summary>One result: one JSON object for programs, aligned names and values for people.</summary>
    public void Record(JsonObject record)
    {
        if (json)
        {
            Write(record);
            return;
        }

        var width = record.Count == 0 ? 0 : record.Max(member => member.Key.Length);
        foreach (var (name, value) in record) output.WriteLine($"{Words(name).PadRight(width)}  {Text(value)}");
    }

    /// <summary>Many results of one type: one JSON object per line for programs, a table of these columns for people.</summary>
    public void Rows(IEnumerable<JsonObject> rows, params string[] columns)
    {
        if (json)
        {
            foreach (var row in rows) Write(row);
            return;
        }

        Table([.. columns.Select(Words)], rows.Select(row => columns.Select(c => Text(row[c])).ToArray()));
    }

    /// <summary>A table, for people only.</summary>
    public void Table(string[] head, IEnumerable<string[]> rows)
    {
        if (json) return;
        // Not wrapped or truncated: ids are copied.
        List<string[]> lines = [head, .. rows];
        var widths = head.Select((_, i) => lines.Max(line => line[i].Length)).ToArray();
        foreach (var line in lines) output.WriteLine(string.Join("  ", line.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());
    }

    /// <summary>A result for programs only: people get another output.</summary>
    public void Object(JsonObject record)
    {
        if (json) Write(record);
    }

    /// <summary>
    /// Work whose count comes from elsewhere: a line that changes while somebody watches, a line now and then where the output is
    /// piped, nothing for machines.
    /// </summary>
    /// <param name="title">What is done.</param>
    /// <param name="work">The work.</param>
    /// <param name="count">Its progress in a few words; null when unknown.</param>
    /// <param name="ct">Stops the polling; the work is stopped separately.</param>
    public async Task<T> Waiting<T>(string title, Func<Task<T>> work, Func<CancellationToken, Task<string?>> count, CancellationToken ct)
    {
        if (json) return await work();
        if (Watched) return await _bars.Status().StartAsync(Markup.Escape(title), status => Follow(TimeSpan.FromMilliseconds(500), text => status.Status(Markup.Escape(text))));
        return await Follow(TimeSpan.FromSeconds(3), Note);

        async Task<T> Follow(TimeSpan pause, Action<string> say)
        {
            var begun = Stopwatch.StartNew();
            await count(ct); // what was there before
            var done = work();
            while (await Task.WhenAny(done, Task.Delay(pause, ct)) != done)
                say($"{title}: {(await count(ct) is { } so ? so + ", " : "")}{begun.Elapsed.TotalSeconds:F0} s");
            return await done;
        }
    }

    /// <summary>Work with a count: a progress bar in a terminal, an object per report for programs.</summary>
    public async Task<T> Counting<T>(string title, Func<IProgress<Progress>, Task<T>> work)
    {
        if (!Watched)
        {
            var said = Stopwatch.StartNew();
            return await work(new Reports(p =>
            {
                Machine(title, p);
                if (json || said.Elapsed < TimeSpan.FromSeconds(3)) return;
                Note(string.Create(CultureInfo.InvariantCulture, $"{title}: {p.Done:N0} of {p.Total:N0}"));
                said.Restart();
            }));
        }

        return await _bars.Progress().StartAsync(async context =>
        {
            var bar = context.AddTask(Markup.Escape(title), maxValue: 1);
            return await work(new Reports(p =>
            {
                bar.MaxValue = Math.Max(p.Total, 1);
                bar.Value = p.Done;
            }));
        });
    }

    private void Machine(string title, Progress progress)
    {
        if (json) Write(new JsonObject { ["progress"] = title, ["done"] = progress.Done, ["total"] = progress.Total });
    }

    private void Write(JsonObject record)
    {
        lock (output) output.WriteLine(record.ToJsonString(Compact));
    }

    private static string Words(string name) => name.Replace('_', ' ');

    private static string Text(JsonNode? value) => value switch
    {
        null => "-",
        JsonValue scalar => scalar.ToString(),
        JsonArray list when list.All(item => item is JsonValue) => string.Join(", ", list.Select(Text)),
        _ => value.ToJsonString(Compact),
    };

    /// <summary>How far the work is.</summary>
    internal readonly record struct Progress(long Done, long Total);

    /// <summary>Reports on the calling thread, in order (the framework's own Progress posts them).</summary>
    private sealed class Reports(Action<Progress> report) : IProgress<Progress>
    {
        public void Report(Progress value) => report(value);
    }
}
