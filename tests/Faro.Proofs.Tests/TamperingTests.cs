using Faro.Log;
using Faro.Log.Rebuilding;
using Faro.Log.Stored;
using Faro.Proofs.Checking;
using Faro.Proofs.Roots;
using Faro.Testing;

namespace Faro.Proofs.Tests;

/// <summary>Whatever is done to the log by SQL is found and named, before and after the views were folded again.</summary>
public sealed class TamperingTests(SealedLog log) : IClassFixture<SealedLog>
{
    // The facts are numbered stream by stream within a version: account/3 has 4, 12, 20, 28 and 36.
    public static TheoryData<string, string, Tampering, long?, string?> Kinds => new()
    {
        { "edit", "update faro.mt_events set data = jsonb_set(data, '{amount}', '21') where seq_id = 12", Tampering.FactEdited, 12, "account/3" },
        { "one digit that a double would not see", "update faro.mt_events set data = jsonb_set(data, '{limit}', '1.1') where seq_id = 4", Tampering.FactEdited, 4, "account/3" },
        { "delete", "delete from faro.mt_events where seq_id = 20", Tampering.FactMissing, 20, "account/3" },
        {
            "delete, with the numbers closed up",
            "delete from faro.mt_events where seq_id = 20; update faro.mt_events set version = version - 1 where stream_id = 'account/3' and version > 3; update faro.mt_streams set version = 4 where id = 'account/3'",
            Tampering.FactMissing, 20, "account/3"
        },
        {
            "insert in the place of another",
            "update faro.mt_events set seq_id = 1000 where seq_id = 40; insert into faro.mt_events select (jsonb_populate_record(e, '{\"seq_id\": 40, \"version\": 6}')).* from faro.mt_events e where seq_id = 12",
            Tampering.FactEdited, 40, "account/7"
        },
        { "reorder", "update faro.mt_events set seq_id = case seq_id when 12 then -21 else -12 end where seq_id in (12, 21); update faro.mt_events set seq_id = -seq_id where seq_id < 0", Tampering.FactReordered, 12, "account/3" },
        { "reorder within a stream", "update faro.mt_events set version = case version when 2 then -3 else -2 end where stream_id = 'account/3' and version in (2, 3); update faro.mt_events set version = -version where version < 0", Tampering.FactReordered, 12, "account/3" },
        { "swap of two streams", "update faro.mt_events set stream_id = 'x' where stream_id = 'account/3'; update faro.mt_events set stream_id = 'account/3' where stream_id = 'account/5'; update faro.mt_events set stream_id = 'account/5' where stream_id = 'x'", Tampering.FactInOtherStream, 4, "account/3" },
        { "edited root", "update faro.log_root set note = replace(note, 'last fact 16', 'last fact 17') where tree_size = 16", Tampering.RootEdited, 17, null },
        { "root of another size", "update faro.log_root set tree_size = 17 where tree_size = 16", Tampering.RootEdited, 16, null },
        { "cut tail", "delete from faro.mt_events where seq_id > 30", Tampering.LogCut, 31, "account/6" },
        { "edited headers", "update faro.mt_events set headers = '{\"from\": \"another\"}' where seq_id = 12", Tampering.HeadersEdited, 12, "account/3" },
        { "edited time", "update faro.mt_events set timestamp = timestamp - interval '1 microsecond' where seq_id = 12", Tampering.HeadersEdited, 12, "account/3" },
        { "edited user", "update faro.mt_events set user_name = 'key/2' where seq_id = 12", Tampering.HeadersEdited, 12, "account/3" },
        { "archived", "update faro.mt_events set is_archived = true where seq_id = 12", Tampering.HeadersEdited, 12, "account/3" },
        { "made a tombstone", "update faro.mt_events set stream_id = 'mt_tombstone', type = 'tombstone' where seq_id = 12", Tampering.FactMissing, 12, "account/3" },
        { "edited seal", "update faro.log_leaf set hash = sha256('x') where seq_id = 12", Tampering.SealEdited, 12, "account/3" },
        { "edited note of a seal", "update faro.log_leaf set stream_id = 'account/9' where seq_id = 36", Tampering.SealEdited, 36, "account/3" },
        { "hidden from readers", "update faro.mt_events set is_archived = null where seq_id = 12", Tampering.HeadersEdited, 12, "account/3" },
        { "edited tenant", "update faro.mt_events set tenant_id = 'another' where seq_id = 12", Tampering.HeadersEdited, 12, "account/3" },
        { "moved to a stream of its own", "update faro.mt_events set stream_id = 'account/x' where seq_id = 36", Tampering.FactInOtherStream, 36, "account/3" },
        { "two numbers swapped", "update faro.mt_events set seq_id = case seq_id when 12 then -20 else -12 end where seq_id in (12, 20); update faro.mt_events set seq_id = -seq_id where seq_id < 0", Tampering.FactReordered, 12, "account/3" },
        { "deleted seal", "delete from faro.log_leaf where seq_id = 12", Tampering.SealEdited, 12, "account/3" },
        { "deleted fact with its seal", "delete from faro.log_leaf where seq_id = 40; delete from faro.mt_events where seq_id = 40; update faro.mt_streams set version = 4 where id = 'account/7'", Tampering.LogCut, 40, null },
        { "cut seals", "delete from faro.log_leaf where seq_id > 30", Tampering.SealEdited, 31, "account/6" },
        { "archived stream row", "update faro.mt_streams set is_archived = true where id = 'account/3'", Tampering.StreamRowEdited, null, "account/3" },
        { "stream row of another tenant", "update faro.mt_streams set tenant_id = 'another' where id = 'account/3'", Tampering.StreamRowEdited, null, "account/3" },
        { "edited stream row", "update faro.mt_streams set version = 9 where id = 'account/3'", Tampering.StreamRowEdited, null, "account/3" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Each_kind_is_found_and_named_before_and_after_a_rebuild(string kind, string sql, Tampering what, long? sequence, string? stream)
    {
        var copy = await log.Restored();
        var before = await copy.Audit.Run([log.Key], log.Published);
        Assert.True(before.Intact, string.Join("\n", before.Findings));
        Assert.Equal((SealedLog.Streams * SealedLog.Versions, SealedLog.Streams * SealedLog.Versions), (before.Sealed, before.Signed));
        await copy.Tamper(sql);
        Named(await copy.Audit.Run([log.Key], []));
        if (what is Tampering.FactEdited or Tampering.HeadersEdited)
        {
            // Whoever folds the altered log again gets views that agree with it; the seals still do not.
            await new Rebuilder(copy.Log).Rebuild("Balances");
            Named(await copy.Audit.Run([log.Key], []));
        }

        void Named(AuditResult result)
        {
            Assert.False(result.Intact, kind);
            Assert.Equal((what, sequence, stream), (result.Findings[0].What, result.Findings[0].Sequence, result.Findings[0].Stream));
        }
    }

    [Fact]
    public async Task An_inserted_fact_is_found()
    {
        await using var copy = await log.Copy();
        // A rolled-back append leaves a number free among the sealed ones.
        await copy.Scalar<long>("select nextval('faro.mt_events_sequence')");
        await copy.Follow();
        await copy.Log.AppendAt("account/new", 0, new AccountOpened("n", 1));
        await copy.Sealed(41);
        await copy.Tamper("insert into faro.mt_events select (jsonb_populate_record(e, '{\"seq_id\": 41, \"version\": 6, \"id\": \"00000000-0000-0000-0000-000000000001\"}')).* from faro.mt_events e where seq_id = 12");
        var finding = (await copy.Audit.Run([log.Key], [])).Findings[0];
        Assert.Equal((Tampering.FactInserted, 41, "account/3", 6), (finding.What, finding.Sequence, finding.Stream, finding.Version));
    }

    [Fact]
    public async Task A_fact_altered_together_with_its_seal_and_the_tree_is_named()
    {
        await using var copy = await log.Copy();
        await copy.Tamper("update faro.mt_events set data = jsonb_set(data, '{amount}', '21') where seq_id = 12");
        await Reseal(copy, "account/3", 2);
        var result = await copy.Audit.Run([log.Key], []);
        // The next root signed after it is the one over 16 facts; the next fact of the stream is under a later one.
        Assert.Equal(Tampering.FactAndSealEdited, result.Findings[0].What);
        Assert.Contains("from leaf 8 on, up to 16", result.Findings[0].Detail, StringComparison.Ordinal);
        Assert.Equal(8, result.Signed);

        // Its successor names the leaf that was: within one root's window the fact itself is named.
        await copy.Tamper("delete from faro.log_root where tree_size = 16");
        result = await copy.Audit.Run([log.Key], []);
        Assert.Equal((Tampering.FactAndSealEdited, 12, "account/3", 2), (result.Findings[0].What, result.Findings[0].Sequence, result.Findings[0].Stream, result.Findings[0].Version));
        await Assert.ThrowsAsync<LogAlteredException>(() => Append(copy));
    }

    [Fact]
    public async Task A_replayed_old_dump_is_told_by_what_was_published()
    {
        var copy = await log.Restored();
        await copy.Tamper("delete from faro.mt_events where seq_id > 24; delete from faro.log_leaf where seq_id > 24; delete from faro.log_root where tree_size > 24; update faro.mt_streams set version = 3");
        Assert.True((await copy.Audit.Run([log.Key], [])).Intact, "by itself an older state is a whole log");
        var result = await copy.Audit.Run([log.Key], log.Published);
        Assert.Equal(Tampering.LogCut, result.Findings[0].What);
        Assert.Contains("published root over 32 facts", result.Findings[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_signed_again_from_another_history_is_told_by_what_was_published()
    {
        await using var copy = await log.Copy();
        await copy.Tamper("truncate faro.log_leaf, faro.log_node, faro.log_root; delete from faro.mt_event_progression where name like 'log-seal%'; update faro.mt_events set data = jsonb_set(data, '{amount}', '21') where seq_id = 12");
        await copy.Follow();
        await copy.Sealed(40);
        await copy.Roots.Sign(CancellationToken.None);
        Assert.True((await copy.Audit.Run([log.Key], [])).Intact);
        var result = await copy.Audit.Run([log.Key], log.Published);
        Assert.Equal(Tampering.LogReplaced, result.Findings[0].What);
        Assert.Contains("over 16 facts", result.Findings[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_root_is_told_by_what_was_published()
    {
        var copy = await log.Restored();
        await copy.Tamper("delete from faro.log_root where tree_size = 16");
        Assert.True((await copy.Audit.Run([log.Key], [])).Intact, "the others cover the same facts");
        var finding = Assert.Single((await copy.Audit.Run([log.Key], log.Published)).Findings);
        Assert.Equal(Tampering.RootEdited, finding.What);
        Assert.Contains("over 16 facts is not kept", finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_altered_inner_node_of_the_tree_is_found()
    {
        await using var copy = await log.Copy();
        await copy.Follow();
        await copy.Log.AppendAt("account/new", 0, [new AccountOpened("n", 1), .. Enumerable.Range(0, 239).Select(i => new MoneyMoved(i, "m"))]);
        await copy.Sealed(280);
        await copy.Roots.Sign(CancellationToken.None);
        Assert.True((await copy.Audit.Run([log.Key], log.Published)).Intact);
        await copy.Tamper("update faro.log_node set hash = sha256('x') where level = 1 and idx = 0");
        var finding = Assert.Single((await copy.Audit.Run([log.Key], log.Published)).Findings);
        Assert.Equal(Tampering.SealEdited, finding.What);
        Assert.Contains("inner node 0 of level 1", finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rewritten_view_is_told_from_an_altered_log()
    {
        var copy = await log.Restored();
        await copy.Tamper("update faro.balance set data = jsonb_set(data::jsonb, '{amount}', '666')::json where id = 'account/3'");
        Assert.True((await copy.Audit.Run([log.Key], log.Published)).Intact);
        var verified = await new Rebuilder(copy.Log).Verify("Balances");
        Assert.False(verified.Equal);
        Assert.Contains("account/3", verified.FirstDifference, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_column_of_the_log_is_hashed()
    {
        var copy = await log.Restored();
        var columns = await copy.Scalar<string>("select string_agg(column_name, ' ' order by column_name) from information_schema.columns where table_schema = 'faro' and table_name = 'mt_events'");
        Assert.Equal(string.Join(' ', StoredRows.Columns.Order(StringComparer.Ordinal)), columns);
    }

    [Fact]
    public async Task A_subscription_that_is_set_back_seals_nothing_twice()
    {
        await using var copy = await log.Copy();
        await copy.Tamper("delete from faro.mt_event_progression where name like 'log-seal%'");
        await Append(copy);
        Assert.True((await copy.Audit.Run([log.Key], log.Published)).Intact);
        Assert.Equal(41, await copy.Scalar<long>("select count(*) from faro.log_leaf"));
    }

    [Fact]
    public async Task What_is_signed_by_another_key_counts_for_nothing()
    {
        var copy = await log.Restored();
        using var stranger = Signing.Ed25519Key.FromPem(Signing.Ed25519Key.NewPem());
        var result = await copy.Audit.Run([new NoteKey("faro", stranger.PublicKey)], []);
        Assert.Equal((0, SealedLog.Versions), (result.Signed, result.Findings.Count(f => f.What == Tampering.RootEdited)));
    }

    private static async Task Append(OpenedLog copy)
    {
        await copy.Follow();
        await copy.Log.AppendAt("account/new", 0, new AccountOpened("n", 1));
        await copy.Sealed(41);
        Assert.NotNull(await copy.Roots.Sign(CancellationToken.None));
    }

    /// <summary>What an operator with the source code would do: the leaf of the altered fact, as Faro would have made it.</summary>
    private static async Task Reseal(OpenedLog copy, string stream, long version)
    {
        await using var connection = await copy.Database.OpenConnectionAsync();
        var facts = new List<Facts.StoredFact>();
        await foreach (var row in new StoredRows("faro").OfStreams(connection, [stream], CancellationToken.None))
            facts.Add(new Facts.StoredFact(row));
        Signing.Hash256? previous = null;
        foreach (var fact in facts.Where(f => f.Version <= version))
            previous = fact.Leaf(previous);
        var altered = facts.Single(f => f.Version == version);
        await copy.Tamper($"update faro.log_leaf set hash = '\\x{previous!.Value.ToString()[2..]}', data_hash = '\\x{altered.DataHash().ToString()[2..]}' where stream_id = '{stream}' and version = {version}");
    }
}
