using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Npgsql;
using NpgsqlTypes;

namespace Faro.Clob.Journal;

/// <summary>One commit's worth of commands.</summary>
/// <param name="Batch">From 1, without gaps: two writers cannot both have the next one.</param>
/// <param name="Commands">How many commands the payload has.</param>
/// <param name="Orders">How many orders they accepted.</param>
/// <param name="Payload">Commands, encoded by <see cref="CommandCodec"/>.</param>
/// <param name="Digest">The digest of their results, from <see cref="OutcomeDigest"/>.</param>
public sealed record JournalBatch(long Batch, int Commands, int Orders, byte[] Payload, long Digest);

/// <summary>Another process became the writer: this one's memory is out of date.</summary>
public sealed class JournalTakenOverException() : Exception("Another process writes this venue's journal now.");

/// <summary>
/// The journal in Postgres: one row per batch, so a commit is one small insert. A new writer begins a new term, and a
/// batch is only accepted from the writer of the current one: a process that was suspended writes nothing when it resumes.
/// </summary>
public sealed partial class PostgresJournal : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database;
    private readonly string _schema;
    private NpgsqlConnection? _writer;
    private NpgsqlCommand? _insert;
    private long? _term;

    /// <summary>A journal in a schema of this database, which is closed with the journal.</summary>
    public PostgresJournal(NpgsqlDataSource database, string schema)
    {
        if (!PlainName().IsMatch(schema)) throw new ArgumentException($"'{schema}' is not a plain lower-case name.", nameof(schema));
        (_database, _schema) = (database, schema);
    }

    /// <summary>Creates the tables; safe from many nodes and at every start.</summary>
    public async Task CreateSchema(CancellationToken cancel)
    {
        await using NpgsqlCommand command = _database.CreateCommand($"""
            begin;
            select pg_advisory_xact_lock(hashtextextended('faro:clob:schema:{_schema}', 0));
            create schema if not exists {_schema};
            create table if not exists {_schema}.journal (
                batch bigint primary key,
                written_at timestamptz not null default clock_timestamp(),
                commands int not null,
                orders int not null,
                digest bigint not null,
                payload bytea not null
            );
            alter table {_schema}.journal alter column payload set storage external;
            create table if not exists {_schema}.writer (
                one boolean primary key default true check (one),
                term bigint not null
            );
            insert into {_schema}.writer (term) values (0) on conflict do nothing;
            {SnapshotTables}
            commit;
            """);
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>
    /// Becomes the writer, replacing any other. A journal that already was the writer and only lost its connection continues
    /// if nobody else came meanwhile.
    /// </summary>
    /// <exception cref="JournalTakenOverException">This journal was the writer, and now another process is.</exception>
    public async Task BecomeWriter(CancellationToken cancel)
    {
        await Disconnect();
        NpgsqlConnection connection = await _database.OpenConnectionAsync(cancel);
        try
        {
            await using NpgsqlCommand begin = new(
                $"update {_schema}.writer set term = term + 1 where $1 is null or term = $1 returning term", connection);
            begin.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bigint, Value = _term is { } held ? held : DBNull.Value });
            _term = await begin.ExecuteScalarAsync(cancel) as long? ?? throw new JournalTakenOverException();

            // The share lock makes a new writer wait for a batch that is being committed, and see it.
            NpgsqlCommand insert = new(
                $"""
                insert into {_schema}.journal (batch, commands, orders, digest, payload)
                select $1, $2, $3, $4, $5 from {_schema}.writer where term = $6 for share
                """, connection)
            {
                CommandTimeout = 30,
            };
            insert.Parameters.Add(new NpgsqlParameter<long>());
            insert.Parameters.Add(new NpgsqlParameter<int>());
            insert.Parameters.Add(new NpgsqlParameter<int>());
            insert.Parameters.Add(new NpgsqlParameter<long>());
            insert.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bytea });
            insert.Parameters.Add(new NpgsqlParameter<long> { TypedValue = _term.Value });
            await insert.PrepareAsync(cancel);
            (_writer, _insert) = (connection, insert);
        }
        finally
        {
            if (_writer != connection) await connection.DisposeAsync();
        }
    }

    /// <summary>Commits a batch. When it throws, it is unknown whether it was committed: read the journal again before continuing.</summary>
    /// <exception cref="JournalTakenOverException">Another process is the writer; the batch was not committed.</exception>
    public async Task Append(long batch, int commands, int orders, long digest, ReadOnlyMemory<byte> payload, CancellationToken cancel)
    {
        NpgsqlCommand insert = _insert ?? throw new InvalidOperationException("Not the writer.");
        ((NpgsqlParameter<long>)insert.Parameters[0]).TypedValue = batch;
        ((NpgsqlParameter<int>)insert.Parameters[1]).TypedValue = commands;
        ((NpgsqlParameter<int>)insert.Parameters[2]).TypedValue = orders;
        ((NpgsqlParameter<long>)insert.Parameters[3]).TypedValue = digest;
        insert.Parameters[4].Value = payload;
        if (await insert.ExecuteNonQueryAsync(cancel) == 0) throw new JournalTakenOverException();
    }

    /// <summary>Checks that no other process became the writer.</summary>
    /// <exception cref="JournalTakenOverException">Another process is.</exception>
    public async Task ConfirmWriter(CancellationToken cancel)
    {
        await using NpgsqlCommand ask = new($"select term from {_schema}.writer", _writer ?? throw new InvalidOperationException("Not the writer."));
        if (await ask.ExecuteScalarAsync(cancel) as long? != _term) throw new JournalTakenOverException();
    }

    /// <summary>Reads every batch after one, in order.</summary>
    public IAsyncEnumerable<JournalBatch> Read(long after, CancellationToken cancel) => Read(after, long.MaxValue, cancel);

    /// <summary>Reads the batches after one and up to another, in order.</summary>
    public async IAsyncEnumerable<JournalBatch> Read(long after, long through, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await _database.OpenConnectionAsync(cancel);
        await using NpgsqlCommand command = new(
            $"select batch, commands, orders, digest, payload from {_schema}.journal where batch > $1 and batch <= $2 order by batch", connection)
        {
            CommandTimeout = 0,
        };
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = through });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            yield return new JournalBatch(
                reader.GetInt64(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetFieldValue<byte[]>(4), reader.GetInt64(3));
        }
    }

    /// <summary>Releases the writer's role and closes the database, which the journal owns.</summary>
    public async ValueTask DisposeAsync()
    {
        await StandDown();
        await _database.DisposeAsync();
    }

    /// <summary>Gives the writer's place up.</summary>
    public async Task StandDown()
    {
        _term = null;
        await Disconnect();
    }

    private async Task Disconnect()
    {
        // A host that is disposed without being stopped ends the writer and the journal at the same time.
        NpgsqlCommand? insert = Interlocked.Exchange(ref _insert, null);
        NpgsqlConnection? writer = Interlocked.Exchange(ref _writer, null);
        if (insert is not null) await insert.DisposeAsync();
        if (writer is not null) await writer.DisposeAsync();
    }

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,62}$")]
    private static partial Regex PlainName();
}
