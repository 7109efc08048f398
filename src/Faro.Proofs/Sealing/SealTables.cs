using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace Faro.Proofs.Sealing;

/// <summary>The tables of the tree, next to Marten's own; Marten creates and checks them.</summary>
internal static class SealTables
{
    public const string Leaves = "log_leaf";

    /// <summary>Every eighth level of inner nodes, whole subtrees only.</summary>
    public const string Nodes = "log_node";

    public const string Roots = "log_root";

    public static IEnumerable<Table> Definitions(string schema)
    {
        var leaves = Named(schema, Leaves);
        leaves.AddColumn("idx", "bigint").AsPrimaryKey();
        leaves.AddColumn("seq_id", "bigint").NotNull();
        leaves.AddColumn("stream_id", "varchar").NotNull();
        leaves.AddColumn("version", "bigint").NotNull();
        leaves.AddColumn("name", "varchar").NotNull();
        leaves.AddColumn("hash", "bytea").NotNull();
        leaves.AddColumn("data_hash", "bytea").NotNull();
        leaves.Indexes.Add(new IndexDefinition("idx_log_leaf_seq_id") { Columns = ["seq_id"], IsUnique = true });
        leaves.Indexes.Add(new IndexDefinition("idx_log_leaf_stream") { Columns = ["stream_id", "version"] });
        yield return leaves;

        var nodes = Named(schema, Nodes);
        nodes.AddColumn("level", "integer").AsPrimaryKey();
        nodes.AddColumn("idx", "bigint").AsPrimaryKey();
        nodes.AddColumn("hash", "bytea").NotNull();
        yield return nodes;

        var roots = Named(schema, Roots);
        roots.AddColumn("tree_size", "bigint").AsPrimaryKey();
        roots.AddColumn("note", "text").NotNull();
        roots.AddColumn("published_at", "timestamptz");
        yield return roots;
    }

    private static Table Named(string schema, string name) => new(new PostgresqlObjectName(schema, name, SchemaUtils.IdentifierUsage.General));
}
