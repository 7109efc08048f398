using System.CommandLine;
using System.Globalization;
using Faro.Cli.Running;

namespace Faro.Cli.Commands;

/// <summary><c>up</c>: starts everything, prints the addresses, and stops everything on Ctrl-C.</summary>
internal sealed class UpCommand : ICliCommand
{
    private readonly Option<int> _port = new("--port") { Description = "The API's port on 127.0.0.1; 0 takes a free one.", HelpName = "N", DefaultValueFactory = _ => 8080 };
    private readonly Option<DirectoryInfo?> _catalog = new("--catalog") { Description = "Let the sandbox venues serve the recorded catalogs of this folder instead of the built-in one.", HelpName = "DIR" };
    private readonly Option<bool> _live = new("--live") { Description = "Use the real venues: live keys trade there, test keys at twins that mirror their books." };
    private readonly Option<string?> _admin = new("--admin-secret") { Description = "The secret of the admin routes (default: $ADMIN_SECRET, else a generated one).", HelpName = "S" };
    private readonly Option<string?> _cron = new("--cron-secret") { Description = "The secret of the cron routes (default: $CRON_SECRET, else a generated one).", HelpName = "S" };

    /// <summary>What is started, in this order.</summary>
    private static IUpPart[] Parts() => [new DatabasePart(), new SandboxPart(), new HttpPart()];

    /// <inheritdoc/>
    public Command Build(Guarded guarded)
    {
        _port.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !ushort.TryParse(token.Value, CultureInfo.InvariantCulture, out _))
                result.AddError("--port is 0 to 65535.");
        });
        var command = new Command("up", "Start Postgres, the API and the sandbox venues; Ctrl-C stops them all.")
        {
            _port, _catalog, _live, _admin, _cron,
        };
        command.SetAction((parsed, ct) => guarded(parsed, terminal => Run(parsed, terminal, ct)));
        return command;
    }

    private async Task Run(ParseResult parsed, Terminal terminal, CancellationToken ct)
    {
        var folder = parsed.GetRequiredValue(CommonOptions.Data).FullName;
        var catalog = parsed.GetValue(_catalog);
        if (catalog is { Exists: false })
        {
            throw new CliException(
                File.Exists(catalog.FullName) ? $"{catalog.FullName} is a file, and --catalog needs a folder: give the one that contains it." : $"There is no folder {catalog.FullName}.",
                wrongUse: true);
        }

        if (Instance.Find(folder) is { } other)
            throw new CliException($"An instance of {folder} already runs at {other.BaseUrl} (pid {other.Pid}): use it, or name another folder with --data DIR.");
        LoopbackPort.MustBeFree(parsed.GetValue(_port));
        DataFolder.Prepare(folder);
        var secrets = Secrets.ReadOrMake(folder, parsed.GetValue(_admin), parsed.GetValue(_cron));
        var run = new UpRun(new(parsed.GetValue(_port), folder, catalog?.FullName, parsed.GetValue(_live), secrets), terminal);
        await using var started = new Started();
        try
        {
            foreach (var part in Parts()) started.Add(await part.Start(run, ct));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            terminal.Note("Stopping.");
            return;
        }

        if (run.BaseUrl is { } baseUrl) Instance.Write(folder, baseUrl, sandbox: !run.Settings.Live);
        try
        {
            Welcome.Print(run);
            await UntilAsked(run, ct);
            terminal.Note("Stopping.");
        }
        finally
        {
            Instance.Forget(folder);
        }
    }

    /// <summary>Returns when asked to stop, fails when a part exits.</summary>
    private static async Task UntilAsked(UpRun run, CancellationToken ct)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var _ = ct.Register(asked.SetResult);
        if (await Task.WhenAny([asked.Task, .. run.Losses]) != asked.Task)
            throw new CliException("Postgres exited by itself: stopping the rest.");
    }

    /// <summary>What has been started, stopped in reverse order; one that fails to stop does not prevent the others.</summary>
    private sealed class Started : IAsyncDisposable
    {
        private readonly Stack<IAsyncDisposable> _parts = new();

        public void Add(IAsyncDisposable part) => _parts.Push(part);

        public async ValueTask DisposeAsync()
        {
            List<Exception> failures = [];
            while (_parts.TryPop(out var part))
            {
                try
                {
                    await part.DisposeAsync();
                }
                catch (Exception e)
                {
                    failures.Add(e);
                }
            }

            if (failures.Count > 0) throw new AggregateException(failures);
        }
    }
}
