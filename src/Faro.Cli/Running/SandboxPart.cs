using Faro.Sandbox;

namespace Faro.Cli.Running;

/// <summary>The venue twins, unless the real venues are asked for.</summary>
internal sealed class SandboxPart : IUpPart
{
    /// <inheritdoc/>
    public async Task<IAsyncDisposable> Start(UpRun run, CancellationToken ct)
    {
        try
        {
            var sandbox = await SandboxHost.StartAsync(new SandboxOptions { CatalogDirectory = run.Settings.CatalogFolder, ForesightPostgres = run.ConnectionString }, ct);
            await sandbox.Trading.ForesightFilled.WaitAsync(ct); // its markets are listed and quoted in the background
            run.Sandbox = sandbox.Addresses;
            foreach (var line in sandbox.Report.Lines()) run.Terminal.Note(line);
            run.Lines.Add(new("sandbox", sandbox.Addresses.Admin.ToString()));
            return sandbox;
        }
        catch (Exception e) when (e is IOException or InvalidDataException && run.Settings.CatalogFolder is { } folder)
        {
            throw new CliException($"The catalog in {folder} cannot be used: {e.Message}");
        }
    }
}
