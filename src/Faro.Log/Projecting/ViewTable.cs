using NpgsqlTypes;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace Faro.Log.Projecting;

/// <summary>A column of a view's table, in addition to the document: what is searched, sorted or filtered.</summary>
/// <typeparam name="TView">The view.</typeparam>
/// <param name="Name">The column's name.</param>
/// <param name="SqlType">Its type in SQL.</param>
/// <param name="DbType">Its type on the wire.</param>
/// <param name="Value">Its value; null is SQL NULL. Pure.</param>
public sealed record ViewColumn<TView>(string Name, string SqlType, NpgsqlDbType DbType, Func<TView, object?> Value);

/// <summary>An index of a view's table.</summary>
/// <param name="Name">Its name, to which <c>idx_TABLE_</c> is prefixed.</param>
/// <param name="Columns">Columns or expressions, each with its order.</param>
public sealed record ViewIndex(string Name, params string[] Columns)
{
    /// <summary>Which rows it holds; null: all.</summary>
    public string? Where { get; init; }

    /// <summary>Further columns that it carries.</summary>
    public string[]? Include { get; init; }

    /// <summary>Its method.</summary>
    public IndexMethod Method { get; init; } = IndexMethod.btree;

    /// <summary>Whether Marten compares it with the database; it cannot read an expression with a collation of its own.</summary>
    public bool IsChecked { get; init; } = true;

    internal IndexDefinition Definition(string table) =>
        new($"idx_{table}_{Name}") { Columns = Columns, Predicate = Where, IncludeColumns = Include, Method = Method };
}

/// <summary>
/// The table that holds a view's rows: <c>id text</c>, the columns, <c>data json</c> (the document, which Postgres writes and
/// reads at half the cost of <c>jsonb</c>) and <c>version bigint</c>, the last event that touched the row. Marten creates and checks it.
/// </summary>
/// <typeparam name="TView">The view.</typeparam>
/// <param name="name">The table's name, without the schema.</param>
/// <param name="columns">The columns to search by.</param>
public sealed class ViewTable<TView>(string name, params ViewColumn<TView>[] columns)
    where TView : class
{
    /// <summary>The table's name, without the schema.</summary>
    public string Name { get; } = name;

    /// <summary>Its indexes, besides the primary key.</summary>
    public IReadOnlyList<ViewIndex> Indexes { get; init; } = [];

    /// <summary>The expression of a generated column <c>search tsvector</c>; null: there is none.</summary>
    public string? Search { get; init; }

    /// <summary>The database's extensions that its indexes need.</summary>
    public IReadOnlyList<string> Extensions { get; init; } = [];

    /// <summary>Whether it is Marten's own table of documents, which Marten creates and writes.</summary>
    internal bool IsDocument { get; init; }

    internal IReadOnlyList<ViewColumn<TView>> Columns => columns;

    /// <summary>The table without what is slow to maintain while it is filled: its search column and its indexes.</summary>
    internal Table Bare(string schema)
    {
        var table = new Table(new PostgresqlObjectName(schema, Name, SchemaUtils.IdentifierUsage.General));
        table.AddColumn("id", "text").AsPrimaryKey();
        foreach (var column in columns)
            table.AddColumn(column.Name, column.SqlType);
        table.AddColumn("data", "json").NotNull();
        table.AddColumn("version", "bigint").NotNull();
        return table;
    }

    /// <summary>The table without its indexes.</summary>
    internal Table Searchable(string schema)
    {
        var table = Bare(schema);
        if (Search is { } search)
            table.AddColumn("search", "tsvector").GeneratedAs(search);
        return table;
    }

    internal Table Definition(string schema)
    {
        var table = Searchable(schema);
        foreach (var index in Indexes)
        {
            var definition = index.Definition(Name);
            if (!index.IsChecked)
                table.IgnoreIndex(definition.Name);
            table.Indexes.Add(definition);
        }

        return table;
    }

    /// <summary>What the table lacks while it is filled, in SQL: its search column, and its indexes by name.</summary>
    internal (string Search, IReadOnlyDictionary<string, string> Indexes) Completion(string schema)
    {
        var table = Definition(schema);
        var search = Search is null ? "" : $"alter table {schema}.{Name} add column if not exists search tsvector generated always as ({Search}) stored;";
        return (search, table.Indexes.ToDictionary(i => i.Name, i => i.ToDDL(table), StringComparer.Ordinal));
    }
}
