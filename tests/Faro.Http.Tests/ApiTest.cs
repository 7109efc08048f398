using Faro.Testing;

namespace Faro.Http.Tests;

/// <summary>A database for the class, hosts on it for its tests.</summary>
public abstract class ApiTest : IAsyncLifetime
{
    private readonly List<object> _toDispose = [];

    protected TestDatabase Database { get; private set; } = null!;

    /// <summary>The host most tests need.</summary>
    protected ApiHost Api { get; private set; } = null!;

    public virtual async Task InitializeAsync()
    {
        Database = await TestDatabase.Create("http");
        _toDispose.Add(Database);
        Api = Host();
    }

    public async Task DisposeAsync()
    {
        _toDispose.Reverse();
        foreach (var item in _toDispose)
        {
            if (item is IAsyncDisposable later)
                await later.DisposeAsync();
            else
                ((IDisposable)item).Dispose();
        }
    }

    protected ApiHost Host(Dictionary<string, string?>? settings = null, TimeProvider? clock = null, string? database = null)
    {
        var host = new ApiHost(database ?? Database.ConnectionString, settings, clock);
        _toDispose.Add(host);
        return host;
    }

    protected void Dispose(IAsyncDisposable item) => _toDispose.Add(item);

    protected void Dispose(IDisposable item) => _toDispose.Add(item);

    protected async Task<T?> Scalar<T>(string sql)
    {
        await using var command = Database.DataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }
}
