using Marten;
using Npgsql;

namespace Faro.Log.Projecting;

/// <summary>
/// A GIN index takes in new entries through a list, which the session that fills it up has to work off. While large pages are
/// written (a first sync, a view that catches up), another session does that, beside the next page.
/// </summary>
internal sealed class PendingLists(NpgsqlDataSource database, string place)
{
    private const int LargePage = 1_000;

    private readonly string _tidy = $"""
        select gin_clean_pending_list(i.indexrelid) from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am a on a.oid = c.relam
        where i.indrelid = '{place}'::regclass and a.amname = 'gin'
        """;

    private Task _tidying = Task.CompletedTask;
    private bool _filled;

    /// <summary>Called before a page is written.</summary>
    public async Task Before(IDocumentOperations operations, int rows)
    {
        await _tidying; // one at a time; what went wrong is the shard's to tell
        if (_filled)
            _tidying = Tidy();
        _filled = rows >= LargePage;
        if (_filled)
            operations.QueueOperation(new SetWise("set local gin_pending_list_limit = '64MB'", []));
    }

    private async Task Tidy()
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(_tidy, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }
}
