using System.Text.Json;
using Faro.Log.Rebuilding;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Npgsql;
using Weasel.Postgresql;

namespace Faro.Log.Projecting;

/// <summary>A fold of the log into views. Pure: no clock, no random, no new id, no I/O; the same log gives the same rows.</summary>
public abstract class Projection
{
    /// <summary>The key of its progress: a literal, never renamed.</summary>
    public abstract string Name { get; }

    /// <summary>When its views follow the log: in the appending transaction, or by the daemon milliseconds later.</summary>
    public virtual ProjectionLifecycle Lifecycle => ProjectionLifecycle.Async;

    /// <summary>The event classes (or their bases) that it handles; the daemon reads no others.</summary>
    public abstract IReadOnlyList<Type> Handles { get; }

    /// <summary>The name of its progress row, as Marten writes it.</summary>
    public string ShardName => $"{Name}:All";

    /// <summary>
    /// The table in which an earlier version kept the views, without the schema; null if there was none. A log that
    /// has it is folded again when it is opened, and the table is dropped.
    /// </summary>
    public virtual string? Replaces => null;

    /// <summary>
    /// Raised when the fold makes other rows of the same facts though their shape has stayed: a log with rows of another revision, or of
    /// another shape, rebuilds them by itself.
    /// </summary>
    public virtual int Revision => 1;

    /// <summary>The table that holds its views, without the schema.</summary>
    public abstract string TableName { get; }

    /// <summary>What its rows are like, in one word.</summary>
    internal abstract string Shape { get; }

    internal abstract Task CreateTable(EventLog log, NpgsqlConnection connection, string schema, CancellationToken cancel);

    /// <summary>The SQL of what <see cref="CreateTable"/> left out, to be run when the table is filled.</summary>
    internal abstract (string Search, IReadOnlyDictionary<string, string> Indexes) Completion(string schema);

    internal abstract void AddTo(StoreOptions options, EventTypes types, NpgsqlDataSource database, EventLogOptions settings);

    internal abstract IRebuildFold RebuildFold(string schema);

    internal abstract IReadOnlyList<Type>? JoiningTypes { get; }
}

/// <summary>A projection onto views of one class, each event touching any number of them.</summary>
/// <typeparam name="TView">The view.</typeparam>
public abstract class Projection<TView> : Projection
    where TView : class
{
    private ViewTable<TView>? _table;
    private string? _shape;

    /// <inheritdoc/>
    public sealed override string TableName => Table.Name;

    /// <summary>Where the views are kept.</summary>
    protected virtual ViewTable<TView> CreateTable() => new(JsonNamingPolicy.SnakeCaseLower.ConvertName(typeof(TView).Name));

    /// <summary>The ids of the views that the event touches, before anything is loaded.</summary>
    public abstract IEnumerable<string> Identify(IEvent e);

    /// <summary>Further views that must be loaded because this one names them (a group, an alias).</summary>
    public virtual IEnumerable<string> Related(TView view) => [];

    /// <summary>Folds one event into the views.</summary>
    public abstract void Project(ViewSet<TView> views, IEvent e);

    /// <summary>Whether every view belongs to one stream alone.</summary>
    public virtual bool IsPerStream => false;

    /// <summary>Whether the event can only touch views that are not stored yet, so that nothing needs to be loaded for it.</summary>
    public virtual bool StartsAnew(IEvent e) => IsPerStream && e.Version == 1;

    /// <summary>
    /// The event classes that touch views of several streams. Every other event touches only the views of its own stream and of
    /// those that an event of these classes names together with it. Null: any event may touch any view. A rebuild folds streams
    /// that are unrelated independently, each to its end in memory; with null it folds page by page.
    /// </summary>
    public virtual IReadOnlyList<Type>? Joins => IsPerStream ? [] : null;

    /// <summary>The streams whose views an event of <see cref="Joins"/> touches, besides its own.</summary>
    public virtual IEnumerable<string> Joined(IEvent e) => [];

    /// <summary>Whether rows carry the version of their stream instead of the place in the log.</summary>
    internal bool CountsVersions => Table.IsDocument;

    internal sealed override IReadOnlyList<Type>? JoiningTypes => Joins;

    internal ViewTable<TView> Table => _table ??= CreateTable();

    internal sealed override string Shape => _shape ??= ViewShape.Of(Revision, Table);

    internal override Task CreateTable(EventLog log, NpgsqlConnection connection, string schema, CancellationToken cancel) =>
        (Joins is null ? Table.Bare(schema) : Table.Searchable(schema)).CreateAsync(connection, ct: cancel);

    internal override (string Search, IReadOnlyDictionary<string, string> Indexes) Completion(string schema) => Table.Completion(schema);

    internal ViewStore<TView> Store(string schema) => new(Table, $"{schema}.{TableName}");

    internal override void AddTo(StoreOptions options, EventTypes types, NpgsqlDataSource database, EventLogOptions settings)
    {
        foreach (var extension in Table.Extensions)
            options.Storage.ExtendedSchemaObjects.Add(new Extension(extension));
        options.Storage.ExtendedSchemaObjects.Add(Table.Definition(settings.Schema));
        options.Projections.Add(new TableProjection<TView>(this, types, database, settings), Lifecycle);
    }

    internal sealed override IRebuildFold RebuildFold(string schema) => new RebuildFold<TView>(this, Store(schema));
}

/// <summary>A projection with one view per stream.</summary>
/// <typeparam name="TView">The view.</typeparam>
public abstract class StreamProjection<TView> : Projection<TView>
    where TView : class
{
    /// <summary>Folds one event: returns the new view, or null for no view.</summary>
    public abstract TView? Project(TView? view, IEvent e);

    /// <summary>The id of the view of a stream; by default the stream's own id.</summary>
    public virtual string IdOf(string stream) => stream;

    /// <inheritdoc/>
    public sealed override IEnumerable<string> Identify(IEvent e) => [IdOf(e.Stream)];

    /// <inheritdoc/>
    public sealed override bool IsPerStream => true;

    /// <inheritdoc/>
    public sealed override void Project(ViewSet<TView> views, IEvent e)
    {
        var id = IdOf(e.Stream);
        var before = views.Get(id);
        var after = Project(before, e);
        if (after is not null)
            views.Set(id, after);
        else if (before is not null)
            views.Remove(id);
    }
}
