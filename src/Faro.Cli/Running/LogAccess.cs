using Faro.Http;
using Faro.Log;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Faro.Cli.Running;

/// <summary>
/// The log of a data folder, for commands that work on it directly. The API's own composition says which events and
/// projections exist; nothing in it is started.
/// </summary>
internal sealed class LogAccess : IAsyncDisposable
{
    private readonly Database _database;
    private readonly WebApplication _composition;

    private LogAccess(Database database, WebApplication composition, EventLog log)
    {
        _database = database;
        _composition = composition;
        Log = log;
    }

    /// <summary>The log.</summary>
    public EventLog Log { get; }

    /// <summary>A service of the composition that works on the log alone.</summary>
    public T Of<T>()
        where T : notnull => _composition.Services.GetRequiredService<T>();

    /// <summary>Opens it: in the running instance's database, a named one, or one started temporarily.</summary>
    public static async Task<LogAccess> Open(string folder, Terminal terminal, CancellationToken ct)
    {
        var database = await Database.Open(folder, terminal, ct);
        var composition = FaroHttp.Build([], builder =>
        {
            builder.Logging.ClearProviders();
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:Faro"] = database.ConnectionString });
            if (File.Exists(LogKey.PathIn(folder)))
                builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Faro:Proofs:KeyFile"] = LogKey.PathIn(folder) });
        });
        var log = composition.Services.GetRequiredService<EventLog>();
        await log.CreateSchema(ct);
        return new LogAccess(database, composition, log);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _composition.DisposeAsync();
        await _database.DisposeAsync();
    }
}
