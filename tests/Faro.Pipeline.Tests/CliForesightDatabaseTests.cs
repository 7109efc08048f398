using Faro.Cli.Running;
using Faro.Clob.Journal;
using Faro.Testing;
using Npgsql;

namespace Faro.Pipeline.Tests;

/// <summary>The sandbox venue's journal, which holds signed orders, has a database of its own; an earlier version's journal goes there.</summary>
public sealed class CliForesightDatabaseTests : IAsyncLifetime
{
    private readonly List<string> _notes = [];
    private TestDatabase _faro = null!;

    public async Task InitializeAsync() => _faro = await TestDatabase.Create("faro_beside");

    public async Task DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await using (var source = NpgsqlDataSource.Create((await TestPostgres.Shared).ConnectionString("postgres")))
        await using (var drop = source.CreateCommand($"drop database if exists \"{_faro.Name}_foresight\" with (force)"))
            await drop.ExecuteNonQueryAsync();
        await _faro.DisposeAsync();
    }

    [Fact]
    public async Task A_new_folder_gets_a_database_and_a_second_start_finds_it()
    {
        var first = await Prepare();
        Assert.EndsWith("_foresight", new NpgsqlConnectionStringBuilder(first).Database, StringComparison.Ordinal);
        Assert.Equal(first, await Prepare());
        Assert.Empty(_notes);
    }

    [Fact]
    public async Task An_earlier_versions_journal_is_moved_whole_and_gone_from_Faros_database()
    {
        await Write(_faro.ConnectionString, [[1, 2, 3], [4]]);
        var target = await Prepare();
        Assert.Equal([[1, 2, 3], [4]], await Payloads(target));
        Assert.True(await Gone());
        Assert.Single(_notes);
        await Prepare();
        Assert.Single(_notes);
    }

    [Fact]
    public async Task Killed_between_the_copy_and_the_drop_the_next_start_only_drops()
    {
        await Write(await Prepare(), [[1, 2, 3], [4], [5]]); // the copy, which went on since
        await Write(_faro.ConnectionString, [[1, 2, 3], [4]]);
        Assert.Equal([[1, 2, 3], [4], [5]], await Payloads(await Prepare()));
        Assert.True(await Gone());
    }

    [Fact]
    public async Task A_journal_that_somebody_writes_to_is_left_alone()
    {
        await Write(_faro.ConnectionString, [[1]]);
        await using var source = NpgsqlDataSource.Create(_faro.ConnectionString);
        await using var writer = await source.OpenConnectionAsync(); // as the version did whose journal lay here
        await using (var hold = new NpgsqlCommand("select pg_advisory_lock(hashtextextended('faro:clob:writer:clob', 0))", writer))
            await hold.ExecuteNonQueryAsync();
        var refused = await Assert.ThrowsAsync<Cli.CliException>(Prepare);
        Assert.Contains("stop it first", refused.Message, StringComparison.Ordinal);
        Assert.Equal([[1]], await Payloads(_faro.ConnectionString));
    }

    [Fact]
    public async Task Nothing_is_taken_out_of_an_operators_own_database()
    {
        await Write(_faro.ConnectionString, [[1]]);
        var target = await ForesightDatabase.Prepare(_faro.ConnectionString, outside: true, _notes.Add, CancellationToken.None);
        Assert.NotEqual(_faro.ConnectionString, target);
        Assert.Equal([[1]], await Payloads(_faro.ConnectionString));
        Assert.Contains("drop schema clob cascade", _notes.Single(), StringComparison.Ordinal);
    }

    private Task<string> Prepare() => ForesightDatabase.Prepare(_faro.ConnectionString, outside: false, _notes.Add, CancellationToken.None);

    private static async Task Write(string connectionString, byte[][] payloads)
    {
        await using var journal = new PostgresJournal(NpgsqlDataSource.Create(connectionString), "clob");
        await journal.CreateSchema(CancellationToken.None);
        await journal.BecomeWriter(CancellationToken.None);
        for (var i = 0; i < payloads.Length; i++)
            await journal.Append(i + 1, 1, 0, i, payloads[i], CancellationToken.None);
    }

    private static async Task<byte[][]> Payloads(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
        await using var command = source.CreateCommand("select payload from clob.journal order by batch");
        await using var reader = await command.ExecuteReaderAsync();
        var payloads = new List<byte[]>();
        while (await reader.ReadAsync()) payloads.Add(reader.GetFieldValue<byte[]>(0));
        return [.. payloads];
    }

    private async Task<bool> Gone()
    {
        await using var command = _faro.DataSource.CreateCommand("select to_regnamespace('clob') is null");
        return (bool)(await command.ExecuteScalarAsync())!;
    }
}
