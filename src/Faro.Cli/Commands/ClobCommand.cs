using System.CommandLine;
using System.Text.Json.Nodes;
using Faro.Cli.Running;
using Faro.Clob;
using Microsoft.AspNetCore.Builder;

namespace Faro.Cli.Commands;

/// <summary><c>clob</c>: the venue alone.</summary>
internal sealed class ClobCommand : ICliCommand
{
    /// <inheritdoc/>
    public Command Build(Guarded guarded) => new("clob", "The order book behind the Foresight twin (clob replay FILE runs matching scenarios: tools/Faro.Conformance).")
    {
        Up(guarded),
    };

    private static Command Up(Guarded guarded)
    {
        Option<int> port = new("--port") { Description = "The venue's port on loopback (0: a free one).", HelpName = "N", DefaultValueFactory = _ => 5056 };
        Command command = new("up", "Start the order book alone, as a sandbox venue with its own Postgres; Ctrl-C stops both.") { port };
        command.SetAction((parsed, ct) => guarded(parsed, terminal =>
            Serve(parsed.GetRequiredValue(CommonOptions.Data).FullName, parsed.GetRequiredValue(port), terminal, ct)));
        return command;
    }

    private static async Task Serve(string folder, int port, Terminal terminal, CancellationToken ct)
    {
        LoopbackPort.MustBeFree(port);
        DataFolder.Prepare(folder);
        Secrets secrets = Secrets.ReadOrMake(folder, null, null);
        await using Database database = await Database.OpenOrMake(folder, terminal, ct);
        ClobOptions options = new() { ConnectionString = await database.Foresight(terminal, ct), Sandbox = true, AdminSecret = secrets.Admin };
        await using WebApplication app = ClobHost.Build(options, $"http://127.0.0.1:{port}");
        await app.StartAsync(ct);
        await app.UntilReady();
        terminal.Record(new JsonObject { ["url"] = app.Urls.First(), ["postgres"] = database.Place });
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = ct.Register(() => asked.TrySetResult());
        if (await Task.WhenAny(asked.Task, database.Lost) != asked.Task) throw new CliException("Postgres exited by itself: stopping.");
        await app.StopAsync(CancellationToken.None);
    }
}
