using Faro.Log.Stored;
using Faro.Proofs.Facts;
using Faro.Proofs.Merkle;
using Faro.Proofs.Roots;
using Faro.Signing;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Marten.Services;
using Marten.Subscriptions;
using Npgsql;

namespace Faro.Proofs.Sealing;

/// <summary>
/// Seals each fact once it is settled: its hash becomes a leaf of the tree, in the transaction of the subscription's progress.
/// It seals the row as stored, read again without Marten. A subscription that is reset to the beginning seals
/// nothing twice.
/// </summary>
public sealed class LogSeal : SubscriptionBase
{
    private const int PageSize = 5_000;
    private readonly NpgsqlDataSource _database;
    private readonly StoredRows _rows;
    private readonly SealQueries _seals;
    private readonly LogRoots _roots;
    private readonly string _channel;

    /// <summary>The subscription.</summary>
    /// <param name="database">The database of the log.</param>
    /// <param name="settings">Where the log is.</param>
    /// <param name="roots">Signs the root after many new facts.</param>
    public LogSeal(NpgsqlDataSource database, Log.EventLogOptions settings, LogRoots roots)
    {
        Name = "log-seal";
        IncludeArchivedEvents = true;
        Options.BatchSize = PageSize;
        _database = database;
        _rows = new StoredRows(settings.Schema);
        _seals = new SealQueries(settings.Schema);
        _roots = roots;
        _channel = SealedEnd.ChannelOf(settings.Schema);
    }

    /// <inheritdoc/>
    public override async Task<IChangeListener> ProcessEventsAsync(
        EventRange page, ISubscriptionController controller, IDocumentOperations operations, CancellationToken cancellationToken)
    {
        await using var connection = await _database.OpenConnectionAsync(cancellationToken);
        var (size, after) = await _seals.End(connection, cancellationToken);
        var facts = new List<StoredFact>();
        await foreach (var row in _rows.Between(connection, after, page.SequenceCeiling, cancellationToken))
            facts.Add(new StoredFact(row));
        if (facts.Count == 0)
            return NullChangeListener.Instance;

        var growth = new TreeGrowth(size, await Unfinished(connection, size, cancellationToken));
        var last = await _seals.LastOf(connection, [.. facts.Select(f => f.Stream).Distinct()], cancellationToken);
        var seals = new List<Seal>(facts.Count);
        foreach (var fact in facts)
        {
            var leaf = fact.Leaf(last.TryGetValue(fact.Stream, out var previous) ? previous : null);
            seals.Add(new Seal(growth.Size, fact.Sequence, fact.Stream, fact.Version, fact.Name, leaf, fact.DataHash()));
            growth.Add(leaf);
            last[fact.Stream] = leaf;
        }

        Queue(operations, seals, growth);
        operations.QueueSqlCommand("select pg_notify(?, '')", _channel);
        return new SignWhenLarge(_roots);
    }

    private async Task<List<Hash256[]>> Unfinished(NpgsqlConnection connection, long size, CancellationToken cancel)
    {
        var rows = new List<Hash256[]>();
        for (var level = 0; level == 0 || size >> (level * StoredTree.Step) > 0; level++)
        {
            var count = size >> (level * StoredTree.Step);
            rows.Add(count % StoredTree.Width == 0 ? [] : await _seals.Row(connection, level, count / StoredTree.Width, cancel));
        }

        return rows;
    }

    private void Queue(IDocumentOperations operations, List<Seal> seals, TreeGrowth growth)
    {
        operations.QueueSqlCommand(
            _seals.InsertLeaves,
            seals.ConvertAll(s => s.Index).ToArray(), seals.ConvertAll(s => s.Sequence).ToArray(), seals.ConvertAll(s => s.Stream).ToArray(),
            seals.ConvertAll(s => s.Version).ToArray(), seals.ConvertAll(s => s.Name).ToArray(), seals.ConvertAll(s => s.Hash.Bytes.ToArray()).ToArray(),
            seals.ConvertAll(s => s.DataHash.Bytes.ToArray()).ToArray());
        if (growth.Nodes.Count > 0)
        {
            operations.QueueSqlCommand(
                _seals.InsertNodes,
                growth.Nodes.ConvertAll(n => n.Level).ToArray(), growth.Nodes.ConvertAll(n => n.Index).ToArray(),
                growth.Nodes.ConvertAll(n => n.Hash.Bytes.ToArray()).ToArray());
        }
    }

    /// <summary>Signs after a page that leaves many facts unsigned, without waiting for the next minute.</summary>
    private sealed class SignWhenLarge(LogRoots roots) : IChangeListener
    {
        public Task AfterCommitAsync(IDocumentSession session, IChangeSet commit, CancellationToken token) => roots.SignWhenLarge(token);

        public Task BeforeCommitAsync(IDocumentSession session, IChangeSet commit, CancellationToken token) => Task.CompletedTask;
    }
}
