using Npgsql;
using NpgsqlTypes;

namespace Faro.Log;

/// <summary>Loads the views of a batch, folds the batch in memory, and writes what changed, set-wise.</summary>
internal abstract class ViewFold
{
    /// <summary>Folds the events and writes the rows in the given transaction.</summary>
    /// <exception cref="PoisonEventException">The fold failed at an event; nothing was written.</exception>
    public abstract Task Apply(NpgsqlConnection connection, NpgsqlTransaction? transaction, IReadOnlyList<Recorded> events, CancellationToken cancel);
}

/// <summary>An event that the fold cannot digest.</summary>
internal sealed class PoisonEventException(Recorded e, Exception inner)
    : Exception($"Event {e.Sequence} ({e.Name} of {e.Stream}) could not be projected: {inner.Message}", inner)
{
    public Recorded Event { get; } = e;
}

/// <inheritdoc/>
internal sealed class ViewFold<TView>(Projection<TView> projection, string schema, string suffix) : ViewFold
    where TView : class
{
    private const int Chunk = 1_000;
    private readonly ViewTable<TView> _table = projection.Table;
    private readonly string _name = $"{schema}.{projection.Table.Name}{suffix}";

    public override async Task Apply(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, IReadOnlyList<Recorded> events, CancellationToken cancel)
    {
        var views = new ViewSet<TView>();
        await Load(connection, transaction, views, events, cancel);
        foreach (var e in events)
        {
            views.Begin(e);
            try
            {
                projection.Project(views, e);
            }
            catch (Exception inner)
            {
                throw new PoisonEventException(e, inner);
            }
        }

        await Write(connection, transaction, views, cancel);
    }

    private async Task Load(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, ViewSet<TView> views, IReadOnlyList<Recorded> events, CancellationToken cancel)
    {
        var wanted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var e in events)
        {
            var isNew = projection.StartsAnew(e);
            foreach (var id in projection.Identify(e))
            {
                if (isNew)
                    views.Loaded(id, null, stored: false);
                else if (!views.Contains(id))
                    wanted.Add(id);
            }
        }

        while (wanted.Count > 0)
        {
            var related = new HashSet<string>(StringComparer.Ordinal);
            await using (var command = new NpgsqlCommand($"select id, data from {_name} where id = any($1)", connection, transaction))
            {
                command.Parameters.Add(new() { Value = wanted.ToArray() });
                await using var reader = await command.ExecuteReaderAsync(cancel);
                while (await reader.ReadAsync(cancel))
                {
                    var view = ViewTable<TView>.View(reader.GetFieldValue<byte[]>(1));
                    views.Loaded(reader.GetString(0), view, stored: true);
                    related.UnionWith(projection.Related(view));
                }
            }

            foreach (var id in wanted)
                views.Loaded(id, null, stored: false);
            related.RemoveWhere(views.Contains);
            wanted = related;
        }
    }

    private async Task Write(NpgsqlConnection connection, NpgsqlTransaction? transaction, ViewSet<TView> views, CancellationToken cancel)
    {
        var fresh = new List<Row>();
        var changed = new List<Row>();
        var removed = new List<string>();
        foreach (var (id, slot) in views.Changed())
        {
            if (slot.View is not { } view)
            {
                if (slot.Stored)
                    removed.Add(id);
                continue;
            }

            (slot.Stored ? changed : fresh).Add(new Row(id, view, slot.Last!));
        }

        if (removed.Count > 0)
        {
            await using var delete = new NpgsqlCommand($"delete from {_name} where id = any($1)", connection, transaction);
            delete.Parameters.Add(new() { Value = removed.ToArray() });
            await delete.ExecuteNonQueryAsync(cancel);
        }

        await Write(connection, transaction, fresh, changed, cancel);
    }

    /// <summary>Writes rows that are known to be new.</summary>
    public Task Add(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, IEnumerable<(string Id, TView View, Recorded Last)> rows, CancellationToken cancel) =>
        Write(connection, transaction, [.. rows.Select(r => new Row(r.Id, r.View, r.Last))], [], cancel);

    private async Task Write(NpgsqlConnection connection, NpgsqlTransaction? transaction, List<Row> fresh, List<Row> changed, CancellationToken cancel)
    {
        // Rows known to be new go by COPY when they are many; a few, or changed ones, by one upsert.
        if (fresh.Count >= 32)
            changed.AddRange(await Copy(connection, transaction, fresh, cancel));
        else
            changed.AddRange(fresh);
        foreach (var chunk in changed.Chunk(Chunk))
            await Upsert(connection, transaction, chunk, cancel);
    }

    /// <summary>Writes the rows by COPY, save those whose full text only the server can make, and answers these.</summary>
    private async Task<List<Row>> Copy(NpgsqlConnection connection, NpgsqlTransaction? transaction, List<Row> rows, CancellationToken cancel)
    {
        if (_table.Search is { } search)
            await search.Words.Learn(connection, transaction, rows.SelectMany(r => new[] { search.First(r.View), search.Second(r.View) }), cancel);
        var names = ColumnNames().ToList();
        var left = new List<Row>();
        using var vector = new GrowingBuffer(16 * 1024);
        await using var copy = await BinaryRows.Begin(connection, $"copy {_name} ({string.Join(", ", names)}) from stdin (format binary)", cancel);
        foreach (var row in rows)
        {
            vector.Clear();
            if (_table.Search is { } text && !text.Words.TryWrite(vector, text.First(row.View), text.Second(row.View)))
            {
                left.Add(row);
                continue;
            }

            Write(copy, row, names.Count, vector.Written.Span);
            if (copy.IsFull)
                await copy.Send(cancel);
        }

        await copy.Complete(cancel);
        return left;
    }

    private void Write(BinaryRows copy, Row row, int fields, ReadOnlySpan<byte> vector)
    {
        copy.Row(fields);
        copy.Text(row.Id);
        foreach (var column in _table.Columns)
            copy.Value(column.Value(row.View), column.DbType);
        var json = copy.Serialized(row.View, EventTypes.DefaultJson);
        if (_table.IsDocument)
        {
            copy.Jsonb(json);
            copy.Time(row.Last.RecordedAt.UtcDateTime);
            copy.Text(typeof(TView).FullName!);
            copy.Int32(Revision(row.Last));
            return;
        }

        copy.Wire(json);
        copy.Int64(row.Last.Sequence);
        if (_table.Search is not null)
            copy.Wire(vector);
    }

    private async Task Upsert(NpgsqlConnection connection, NpgsqlTransaction? transaction, Row[] rows, CancellationToken cancel)
    {
        var names = ColumnNames().ToList();
        List<string> types = [_table.IsDocument ? "varchar" : "text"];
        types.AddRange(_table.Columns.Select(c => c.SqlType));
        types.AddRange(_table.IsDocument ? ["jsonb", "timestamptz", "varchar", "integer"] : ["json", "bigint"]);
        var values = types.Select((_, i) => $"r.v{i}").ToList();
        if (_table.Search is { } text)
        {
            values.Add(text.Sql($"r.v{types.Count}", $"r.v{types.Count + 1}"));
            types.AddRange(["text", "text"]);
        }

        var arrays = string.Join(", ", types.Select((t, i) => $"${i + 1}::{t}[]"));
        var sets = string.Join(", ", names.Skip(1).Select(n => $"{n} = excluded.{n}"));
        await using var command = new NpgsqlCommand($"""
            insert into {_name} ({string.Join(", ", names)})
            select {string.Join(", ", values)} from unnest({arrays}) as r({string.Join(", ", types.Select((_, i) => $"v{i}"))})
            on conflict (id) do update set {sets}
            """, connection, transaction);
        Add(r => r.Id, NpgsqlDbType.Text);
        foreach (var column in _table.Columns)
            Add(r => column.Value(r.View), column.DbType);
        Add(r => ViewTable<TView>.Json(r.View), _table.IsDocument ? NpgsqlDbType.Jsonb : NpgsqlDbType.Json);
        if (_table.IsDocument)
        {
            Add(r => r.Last.RecordedAt.UtcDateTime, NpgsqlDbType.TimestampTz);
            Add(_ => typeof(TView).FullName, NpgsqlDbType.Varchar);
            Add(r => Revision(r.Last), NpgsqlDbType.Integer);
        }
        else
        {
            Add(r => r.Last.Sequence, NpgsqlDbType.Bigint);
        }

        if (_table.Search is { } search)
        {
            Add(r => search.First(r.View), NpgsqlDbType.Text);
            Add(r => search.Second(r.View), NpgsqlDbType.Text);
        }

        await command.ExecuteNonQueryAsync(cancel);

        void Add(Func<Row, object?> value, NpgsqlDbType type) => command.Parameters.Add(
            new() { Value = Array.ConvertAll(rows, r => value(r) ?? DBNull.Value), NpgsqlDbType = NpgsqlDbType.Array | type });
    }

    private IEnumerable<string> ColumnNames() =>
    [
        "id", .. _table.Columns.Select(c => c.Name), "data",
        .. _table.IsDocument ? (string[])["mt_last_modified", "mt_dotnet_type", "mt_version"] : ["version"],
        .. _table.Search is { } search ? (string[])[search.Column] : [],
    ];

    /// <summary>What Marten keeps: the stream's version for a view of one stream, else the place in the log.</summary>
    private int Revision(Recorded last) => checked((int)(projection.IsPerStream ? last.Version : last.Sequence));

    private readonly record struct Row(string Id, TView View, Recorded Last);
}
