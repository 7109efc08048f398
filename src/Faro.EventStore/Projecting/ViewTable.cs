using System.Text;
using System.Text.Json;
using NpgsqlTypes;

namespace Faro.EventStore;

/// <summary>A column of a view's own table, beside the document: what is searched, sorted or filtered.</summary>
/// <typeparam name="TView">The view.</typeparam>
/// <param name="Name">The column's name.</param>
/// <param name="SqlType">Its type in SQL.</param>
/// <param name="DbType">Its type on the wire.</param>
/// <param name="Value">Its value; null is SQL NULL. Pure.</param>
public sealed record ViewColumn<TView>(string Name, string SqlType, NpgsqlDbType DbType, Func<TView, object?> Value);

/// <summary>
/// Where a view's rows are kept. A <see cref="Document"/> lives in Marten's own <c>mt_doc_…</c> table, which real Marten can
/// load; a <see cref="Own"/> table adds real columns and indexes for search and keeps the document as <c>json</c>, which
/// Postgres writes and reads at half the cost of <c>jsonb</c>.
/// </summary>
/// <typeparam name="TView">The view.</typeparam>
public sealed class ViewTable<TView>
    where TView : class
{
    private readonly string _more;

    private ViewTable(string name, bool isDocument, IReadOnlyList<ViewColumn<TView>> columns, string more)
    {
        Name = LogSchema.Checked(name);
        IsDocument = isDocument;
        Columns = columns;
        _more = more;
    }

    /// <summary>The table's name, without the schema.</summary>
    public string Name { get; }

    internal bool IsDocument { get; }

    internal IReadOnlyList<ViewColumn<TView>> Columns { get; }

    /// <summary>Marten's document table for <typeparamref name="TView"/>: <c>mt_doc_</c> and the class name in lower case, and <c>_n</c> from version 2 on.</summary>
    public static ViewTable<TView> Document(int version = 1) =>
        new($"mt_doc_{typeof(TView).Name.ToLowerInvariant()}{(version > 1 ? $"_{version}" : "")}", true, [], "");

    /// <summary>A table of our own: <c>id text</c>, the columns, <c>data json</c>, <c>version bigint</c>.</summary>
    /// <param name="name">The table's name; must not begin with <c>mt_</c>.</param>
    /// <param name="columns">The columns to search by.</param>
    /// <param name="more">
    /// Further DDL (generated columns as <c>alter table {table} add column if not exists …</c>, indexes as
    /// <c>create index if not exists {index:NAME} on {table} …</c>), with <c>{table}</c> and <c>{index:…}</c> filled in.
    /// </param>
    public static ViewTable<TView> Own(string name, IReadOnlyList<ViewColumn<TView>> columns, string more = "") =>
        name.StartsWith("mt_", StringComparison.Ordinal)
            ? throw new ArgumentException("mt_ tables are Marten's.", nameof(name))
            : new(name, false, columns, more);

    internal string Ddl(string schema, string suffix = "")
    {
        var table = Name + suffix;
        var sql = new StringBuilder();
        if (IsDocument)
        {
            sql.Append($"""
                create table if not exists {schema}.{table} (
                    id varchar not null,
                    data jsonb not null,
                    mt_last_modified timestamptz default transaction_timestamp(),
                    mt_dotnet_type varchar,
                    mt_version integer not null default 0,
                    constraint pkey_{table}_id primary key (id)
                );

                """);
            return sql.ToString();
        }

        sql.Append($"create table if not exists {schema}.{table} (id text not null, ");
        foreach (var column in Columns)
            sql.Append($"{LogSchema.Checked(column.Name)} {column.SqlType}, ");
        sql.Append($"data json not null, version bigint not null, constraint pkey_{table}_id primary key (id));\n");
        var more = _more.Replace("{table}", $"{schema}.{table}", StringComparison.Ordinal);
        while (more.IndexOf("{index:", StringComparison.Ordinal) is >= 0 and var at)
        {
            var end = more.IndexOf('}', at);
            var index = more[(at + 7)..end];
            more = string.Concat(more.AsSpan(0, at), $"idx_{table}_{index}", more.AsSpan(end + 1));
        }

        return sql.AppendLine(more).ToString();
    }

    internal static byte[] Json(TView view) => JsonSerializer.SerializeToUtf8Bytes(view, EventTypes.DefaultJson);

    internal static TView View(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<TView>(json, EventTypes.DefaultJson)
        ?? throw new InvalidDataException($"A stored {typeof(TView).Name} is JSON null.");
}
