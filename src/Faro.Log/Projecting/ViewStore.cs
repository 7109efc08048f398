using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Faro.Log.Projecting;

/// <summary>A row to be written.</summary>
/// <param name="Id">Its id.</param>
/// <param name="View">The document.</param>
/// <param name="Version">The last event that touched it: its place in the log, for documents in the stream.</param>
internal readonly record struct ViewRow<TView>(string Id, TView View, long Version);

/// <summary>Reads and writes the rows of a view, many at once.</summary>
/// <typeparam name="TView">The view.</typeparam>
/// <param name="table">What the table is like.</param>
/// <param name="place">The table's name, with the schema.</param>
internal sealed class ViewStore<TView>(ViewTable<TView> table, string place)
    where TView : class
{
    private readonly string[] _names = ["id", .. table.Columns.Select(c => c.Name), "data", table.IsDocument ? "mt_version" : "version"];

    public string Place => place;

    public string Load { get; } = $"select id, data from {place} where id = any($1)";

    public string Delete { get; } = $"delete from {place} where id = any($1)";

    private string[] SqlTypes =>
        ["text", .. table.Columns.Select(c => c.SqlType), table.IsDocument ? "jsonb" : "json", "bigint"];

    private NpgsqlDbType[] Types =>
        [NpgsqlDbType.Text, .. table.Columns.Select(c => c.DbType), table.IsDocument ? NpgsqlDbType.Jsonb : NpgsqlDbType.Json, NpgsqlDbType.Bigint];

    public static byte[] Json(TView view) => JsonSerializer.SerializeToUtf8Bytes(view, EventTypes.DefaultJson);

    public static TView View(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<TView>(json, EventTypes.DefaultJson)
        ?? throw new InvalidDataException($"A stored {typeof(TView).Name} is JSON null.");

    /// <summary>One statement for any number of rows, with one array per column.</summary>
    public string Upsert()
    {
        var arrays = string.Join(", ", SqlTypes.Select((t, i) => $"${i + 1}::{t}[]"));
        var sets = string.Join(", ", _names.Skip(1).Select(n => $"{n} = excluded.{n}"));
        return $"insert into {place} ({string.Join(", ", _names)}) select * from unnest({arrays}) on conflict (id) do update set {sets}";
    }

    public IEnumerable<NpgsqlParameter> Parameters(IReadOnlyList<ViewRow<TView>> rows)
    {
        var types = Types;
        var values = Array.ConvertAll(types, _ => new object[rows.Count]);
        Parallel.For(0, rows.Count, row => // much of it is writing JSON, and the shard can do nothing else meanwhile
        {
            for (var i = 0; i < types.Length; i++)
                values[i][row] = Value(rows[row], i) ?? DBNull.Value;
        });
        return types.Select((type, i) => new NpgsqlParameter { Value = values[i], NpgsqlDbType = NpgsqlDbType.Array | type });
    }

    /// <summary>Writes rows that are not there yet.</summary>
    public async Task Copy(NpgsqlConnection connection, IEnumerable<ViewRow<TView>> rows, CancellationToken cancel)
    {
        var types = Types;
        await using var copy = await connection.BeginBinaryImportAsync($"copy {place} ({string.Join(", ", _names)}) from stdin (format binary)", cancel);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(cancel);
            for (var i = 0; i < types.Length; i++)
            {
                if (Value(row, i) is { } value)
                    await copy.WriteAsync(value, types[i], cancel);
                else
                    await copy.WriteNullAsync(cancel);
            }
        }

        await copy.CompleteAsync(cancel);
    }

    private object? Value(ViewRow<TView> row, int place) =>
        place == 0 ? row.Id
        : place <= table.Columns.Count ? table.Columns[place - 1].Value(row.View)
        : place == table.Columns.Count + 1 ? Json(row.View)
        : row.Version;
}
