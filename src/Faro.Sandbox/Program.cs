using System.Globalization;

namespace Faro.Sandbox;

/// <summary>Starts the venue twins as a process of their own.</summary>
public static class Program
{
    /// <summary>Entry point: <c>[--catalog DIR] [--port FIRST] [--multiply N] [--postgres CONNECTION]</c>. Ctrl-C ends it.</summary>
    public static async Task<int> Main(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        var options = new SandboxOptions();
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            options = args[i] switch
            {
                "--catalog" => options with { CatalogDirectory = args[i + 1] },
                "--port" => options with { FirstPort = int.Parse(args[i + 1], CultureInfo.InvariantCulture) },
                "--postgres" => options with { ForesightPostgres = args[i + 1] },
                "--multiply" => options with { MultiplyTo = int.Parse(args[i + 1], CultureInfo.InvariantCulture) },
                _ => options,
            };
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            stop.Cancel();
        };
        await using var host = await SandboxHost.StartAsync(options, stop.Token);
        foreach (var line in host.Report.Lines())
            Console.WriteLine(line);
        Console.WriteLine(host.Addresses);
        await Task.Delay(Timeout.Infinite, stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        return 0;
    }
}
