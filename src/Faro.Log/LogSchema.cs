using System.Text.RegularExpressions;
using Faro.Log.Projecting;
using Faro.Log.Rebuilding;
using JasperFx;
using JasperFx.Events.Projections;
using Npgsql;

namespace Faro.Log;

/// <summary>Creates the tables of the log. Safe to run from many nodes at once, and again at every start.</summary>
internal static partial class LogSchema
{
    /// <summary>The table of the version before Marten that identifies it.</summary>
    private const string BeforeMarten = "shard_lease";

    public static async Task Create(EventLog log, CancellationToken cancel)
    {
        if (!PlainName().IsMatch(log.Schema))
            throw new ArgumentException($"'{log.Schema}' is not a plain lower-case name.");
        await using var connection = await log.Database.OpenConnectionAsync(cancel);
        await Execute(connection, $"select pg_advisory_lock(hashtextextended('faro:schema:{log.Schema}', 0))", cancel);
        try
        {
            var old = await Exists(log, BeforeMarten, connection, cancel);
            if (old)
                await TakeOver(log, connection, cancel);
            var stored = await StoredShapes.Stored(log, connection, cancel);
            await log.Store.Storage.ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate.CreateOrUpdate);
            await FactQueries.CreateIndex(connection, log.Schema, cancel);
            await CompressFast(connection, log.Schema, cancel);
            await StoredShapes.RecordNew(log, connection, stored, cancel);
            // Nobody could append to an inline view whose rows it cannot read; the others are folded while the node serves. The rebuild's
            // switch notes the new shape, so that a start that was killed begins it again.
            foreach (var inline in await StoredShapes.Outdated(log, connection, cancel))
            {
                if (inline.Lifecycle == ProjectionLifecycle.Inline)
                    await new Rebuilder(log).Rebuild(inline.Name, cancel: cancel);
            }

            foreach (var replaced in log.Projections.Select(p => p.Replaces).OfType<string>())
                await Execute(connection, $"set client_min_messages = warning; drop table if exists {log.Schema}.{replaced}; reset client_min_messages", cancel);

            if (old)
                await Execute(connection, $"drop table {log.Schema}.{BeforeMarten}", cancel);
        }
        finally
        {
            await Execute(connection, $"select pg_advisory_unlock(hashtextextended('faro:schema:{log.Schema}', 0))", CancellationToken.None);
        }
    }

    /// <summary>Long documents and their search vectors are compressed with lz4, at a fifth of the default's cost, where the server was built with it.</summary>
    public static Task CompressFast(NpgsqlConnection connection, string schema, CancellationToken cancel) => Execute(connection, $"""
        do $$
        declare statement text;
        begin
            for statement in select format('alter table %s alter column %I set compression lz4', a.attrelid::regclass, a.attname)
                from pg_attribute a join pg_class c on c.oid = a.attrelid
                where c.relnamespace = '{schema}'::regnamespace and c.relkind = 'r' and a.attcompression = '' and a.atttypid in ('json'::regtype, 'jsonb'::regtype, 'tsvector'::regtype)
            loop execute statement; end loop;
        exception when feature_not_supported or invalid_parameter_value or insufficient_privilege then null;
        end $$
        """, cancel);

    private static async Task<bool> Exists(EventLog log, string table, NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"select to_regclass('{log.Schema}.{table}') is not null", connection);
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>
    /// A database of the version before Marten: the log is kept; the views and what led to them are dropped and folded again.
    /// </summary>
    private static async Task TakeOver(EventLog log, NpgsqlConnection connection, CancellationToken cancel)
    {
        var views = log.Projections.SelectMany(p => new[] { p.TableName, p.Replaces }).OfType<string>()
            .Concat(["mt_doc_runview", "mt_doc_keyview", "shard_rebuild", "stream_snapshot"]);
        await Execute(connection, $"""
            begin;
            delete from {log.Schema}.mt_event_progression where name <> 'HighWaterMark';
            {string.Concat(views.Select(v => $"drop table if exists {log.Schema}.{v};"))}
            commit
            """, cancel);
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancel);
    }

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,57}$")]
    private static partial Regex PlainName();
}
