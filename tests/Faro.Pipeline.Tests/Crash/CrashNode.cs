using System.Diagnostics;
using System.Globalization;
using Faro.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Faro.Pipeline.Tests.Crash;

/// <summary>
/// The whole API as a process that kills itself (SIGKILL: nothing is flushed, nothing is closed) when it comes to a step it
/// was told: the product's own composition, watched through the traces that Npgsql, HttpClient and the server write anyway.
/// </summary>
internal static class CrashNode
{
    /// <summary>What the node says about itself, between its log lines.</summary>
    public const string Mark = "node: ";

    public static async Task<int> Run(string[] settings)
    {
        using var killer = new Killer();
        await using var app = FaroHttp.Build(settings, b => b.WebHost.UseUrls("http://127.0.0.1:0"));
        await app.StartAsync();
        await Console.Out.WriteLineAsync($"{Mark}{app.Urls.First()}");
        // A plan is a word and a number: the kind of step, and which of them is the last. The end of the input is the end of the test.
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var words = line.Split(' ');
            killer.Arm(words[0], int.Parse(words[1], CultureInfo.InvariantCulture));
            await Console.Out.WriteLineAsync($"{Mark}armed");
        }

        return 0;
    }

    private sealed class Killer : IDisposable
    {
        private readonly ActivityListener _listener;
        private string _step = "";
        private int _left;

        public Killer()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = s => s.Name is "Npgsql" or "System.Net.Http" or "Microsoft.AspNetCore",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                ActivityStarted = a => Look(a, ended: false),
                ActivityStopped = a => Look(a, ended: true),
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public void Arm(string step, int count)
        {
            _step = step;
            Volatile.Write(ref _left, count);
        }

        public void Dispose() => _listener.Dispose();

        private void Look(Activity activity, bool ended)
        {
            if (Volatile.Read(ref _left) <= 0) return;
            var isStep = activity.Source.Name switch
            {
                // The statement has run; whether its transaction commits is the killer's doing.
                "Npgsql" when ended && _step == "append" => IsAppend(activity),
                "Npgsql" => _step == "any",
                // A worker's call has its answer; what it does with it has not begun.
                "System.Net.Http" when _step == "delivered" => ended && !OfACall(activity),
                "System.Net.Http" => OfACall(activity) && (_step == "any" || _step == (ended ? "answered" : "send")),
                _ => false,
            };
            if (!isStep || Interlocked.Decrement(ref _left) != 0) return;
            Process.GetCurrentProcess().Kill();
            Thread.Sleep(Timeout.Infinite);
        }

        private static bool IsAppend(Activity activity) => activity.TagObjects.Any(
            t => t.Value is string text && text.Contains("mt_events", StringComparison.Ordinal) && text.Contains("insert into", StringComparison.Ordinal));

        /// <summary>Whether it happens for a request, not for a worker.</summary>
        private static bool OfACall(Activity activity)
        {
            var root = activity;
            while (root.Parent is { } parent) root = parent;
            return root.Source.Name == "Microsoft.AspNetCore";
        }
    }
}
