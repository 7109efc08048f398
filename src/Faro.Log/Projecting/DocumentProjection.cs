using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Aggregation;
using Npgsql;

namespace Faro.Log.Projecting;

/// <summary>A projection with one Marten document per stream, whose <c>Id</c> is the stream's. Marten loads and writes it.</summary>
/// <typeparam name="TDocument">The document.</typeparam>
public abstract class DocumentProjection<TDocument> : StreamProjection<TDocument>
    where TDocument : class
{
    /// <summary>The members that Marten keeps in columns of their own too, as <see cref="ConfigureDocument"/> names them to it.</summary>
    protected virtual IReadOnlyList<ViewColumn<TDocument>> Columns => [];

    /// <summary>What Marten has to know about the document besides its class: duplicated members, indexes.</summary>
    protected virtual void ConfigureDocument(MartenRegistry.DocumentMappingExpression<TDocument> document)
    {
    }

    /// <inheritdoc/>
    protected sealed override ViewTable<TDocument> CreateTable() => new($"mt_doc_{typeof(TDocument).Name.ToLowerInvariant()}", [.. Columns]) { IsDocument = true };

    internal sealed override void AddTo(StoreOptions options, EventTypes types, NpgsqlDataSource database, EventLogOptions settings)
    {
        ConfigureDocument(options.Schema.For<TDocument>());
        options.Projections.Add(new Adapter(this, types, database, settings.Schema), Lifecycle);
    }

    /// <summary>As Marten creates it: by a second store that has its documents in the other schema.</summary>
    internal sealed override async Task CreateTable(EventLog log, NpgsqlConnection connection, string schema, CancellationToken cancel)
    {
        await using var beside = DocumentStore.For(o =>
        {
            LogConfiguration.Configure(o, log.Types, [this], log.Database, log.Options);
            o.Events.DatabaseSchemaName = log.Schema;
            o.DatabaseSchemaName = schema;
            o.AutoCreateSchemaObjects = AutoCreate.CreateOrUpdate;
        });
        await beside.Storage.Database.EnsureStorageExistsAsync(typeof(TDocument), cancel);
    }

    internal sealed override (string Search, IReadOnlyDictionary<string, string> Indexes) Completion(string schema) =>
        ("", new Dictionary<string, string>());

    private sealed class Adapter : SingleStreamProjection<TDocument, string>
    {
        private readonly DocumentProjection<TDocument> _fold;
        private readonly NpgsqlDataSource _database;
        private readonly string _schema;

        public Adapter(DocumentProjection<TDocument> fold, EventTypes types, NpgsqlDataSource database, string schema)
        {
            (_fold, _database, _schema) = (fold, database, schema);
            Name = fold.Name;
            IncludedEventTypes.AddRange(types.Under(fold.Handles));
        }

        public override async ValueTask<TDocument?> EvolveAsync(
            TDocument? snapshot, string id, IQuerySession session, IEvent e, CancellationToken cancellation)
        {
            try
            {
                return _fold.Project(snapshot, e);
            }
            catch (Exception inner) when (_fold.Lifecycle == ProjectionLifecycle.Async)
            {
                if ((await SkippedEvents.Read(_database, _schema, _fold, cancellation)).Contains(e.Sequence))
                    return snapshot;
                await StoppedShards.Add(_database, _schema, _fold.ShardName, e, inner);
                throw;
            }
        }
    }
}
