using System.Globalization;
using Npgsql;

namespace Faro.Log.Tests;

/// <summary>Vectors put together from pieces against the server's own, byte for byte.</summary>
public sealed class SearchWordsTests : LogTest
{
    private static readonly string[] Pieces =
    [
        "the", "will", "Election", "elections", "resolve", "“Yes”", "user’s", "company's", "Świątek", "Přísaha", "NBA's", "U.S.", "U.S", "e.g.", "p.m.", "3:00",
        "2026?", "2026,", "-5", "+5", "-5.5%", "1e10", "1.2.3", "$4,000.00", "10,000-20,000", "62,000-64,000", "2025–2026", "on-chain", "multi-round-robin", "-foo",
        "foo-", "--", "-", "—", "...", ".", "./path/file", "../up", "~/notes/x", "~", "/etc/passwd", "/", "a/b/c", "and/or", "_under_score", "@handle", "#tag", "user@example.com",
        "https://www.nba.com/news/2021-nba-(x).", "http://", "www.example.org", "example.org/path?q=1&r=2", "derivative.polymarket.com.", "&amp;", "&", "&#39;", "a&b", "C++", "C#", "AT&T",
        "(variant", "3)", "[link](https://x.io)", "O/U", "153.5", "NH-01", "\"Up\"", "'Hunter'", "qzxqzx", "🎉", "日本語", "naïve", "ﬁne", "non\u00A0breaking", "wide\u2003space", "zero\u200Bwidth",
        "\v", "a\fb", "%", "100%", "*bold*", "`code`", "\\", "|", "x=y", ";", "v1.2-beta", "1st", "2nd-place", "İstanbul", "ß", "10:30-11:00AM", "12/19/2025", "2025-12-19T11:55:00Z", "0x1f", "1_000",
    ];

    private static readonly string[] Blanks = [" ", " ", " ", " ", "  ", "\n", "\n\n", "\t", " \r\n "];

    [Fact]
    public async Task Pieces_give_the_vector_that_the_server_makes_of_the_whole()
    {
        const int Seed = 20261121;
        var random = new Random(Seed);
        var texts = Enumerable.Range(0, 4_000).Select(_ => (Text(random, 8), Text(random, 60))).ToList();
        texts.AddRange([("", ""), (" ", "a"), ("a", ""), ("~/x ~/x", " ~/x ~/x "), (".", "."), ("the", "the election"), ("x the of", "y")]);
        var (written, different) = await Compare(texts);
        Assert.True(different is null, string.Create(CultureInfo.InvariantCulture, $"seed {Seed}: {different}"));
        Assert.Equal(texts.Count, written);
    }

    [Fact]
    public async Task What_does_not_fall_apart_at_blanks_is_left_to_the_server()
    {
        var often = string.Join(' ', Enumerable.Repeat("vote", 300));
        var (written, _) = await Compare([("a <b c> d", ""), ("", "x < y"), (often, ""), (new string('w', 101), ""), (new string('a', 8_001), ""), ("fits", often[..500])]);
        Assert.Equal(1, written);
    }

    private static string Text(Random random, int most)
    {
        var text = random.Next(8) == 0 ? Blanks[random.Next(Blanks.Length)] : "";
        for (var i = random.Next(1, most); i > 0; i--)
            text += Pieces[random.Next(Pieces.Length)] + (i > 1 || random.Next(8) == 0 ? Blanks[random.Next(Blanks.Length)] : "");
        return text;
    }

    /// <summary>How many the client wrote itself, and the first that differs.</summary>
    private async Task<(int Written, string? Different)> Compare(IReadOnlyList<(string First, string Second)> texts)
    {
        await using var connection = await Database.DataSource.OpenConnectionAsync();
        await Execute(connection, "create temp table made (a text, b text, v tsvector)");
        var words = new SearchWords("english");
        await words.Learn(connection, null, texts.SelectMany(t => new[] { t.First, t.Second }), default);
        var written = 0;
        using var vector = new GrowingBuffer(1024);
        await using (var rows = await BinaryRows.Begin(connection, "copy made from stdin (format binary)", default))
        {
            foreach (var (first, second) in texts)
            {
                vector.Clear();
                if (!words.TryWrite(vector, first, second))
                    continue;
                rows.Row(3);
                rows.Text(first);
                rows.Text(second);
                rows.Wire(vector.Written.Span);
                written++;
            }

            await rows.Complete(default);
        }

        await using var compare = new NpgsqlCommand($"""
            select concat_ws(E'\n', quote_literal(a), quote_literal(b), v::text, w::text)
            from (select *, {new ViewSearch<string>("v", "english", s => s, s => s).Sql("a", "b")} as w from made) t
            where v::text is distinct from w::text or v <> w or tsvectorsend(v) <> tsvectorsend(w) order by length(a) + length(b) limit 1
            """, connection);
        return (written, await compare.ExecuteScalarAsync() as string);
    }

    private static async Task Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>A view table that an older version made, whose vector the server generated, goes on as it is.</summary>
public sealed class SearchColumnTests : LogTest
{
    [Fact]
    public async Task A_generated_column_becomes_an_ordinary_one_and_keeps_its_values()
    {
        var log = await OpenLog();
        await Scalar<int?>("""
            create table {s}.found_account (id text not null, data json not null, version bigint not null, constraint pkey_found_account_id primary key (id));
            alter table {s}.found_account add column search tsvector generated always as (
                setweight(to_tsvector('english', coalesce(data->>'owner', '')), 'A') || setweight(to_tsvector('english', ''), 'B')) stored
            """);
        (await log.Append("account/old", ExpectedVersion.NoStream, new AccountOpened("an old owner of accounts"))).Required();
        await Scalar<int?>("""insert into {s}.found_account values ('account/old', '{"owner":"an old owner of accounts"}', 1) returning 1""");
        await Scalar<int?>("insert into {s}.mt_event_progression (name, last_seq_id) values ('FoundAccounts:All', 1)");

        var found = new FoundAccounts();
        var newer = await OpenLog(found);
        await StartDaemon(newer);
        (await newer.AppendMany([.. Enumerable.Range(0, 100).Select(i => new StreamAppend(
            $"account/{i}", ExpectedVersion.NoStream, [new AccountOpened(i % 9 == 0 ? $"<b> {i}" : $"The owners' number {i}")]))])).Required();
        Assert.True(await newer.WaitForViews(TimeSpan.FromSeconds(20)));
        Assert.Equal("'account':5A 'old':2A 'owner':3A", await Scalar<string>("select search::text from {s}.found_account where id = 'account/old'"));
        Assert.Equal(101L, await Scalar<long>("select count(*) from {s}.found_account where search @@ to_tsquery('owner') or data->>'owner' like '<%'"));
        var result = await new Rebuilder(newer).Verify(found.Name);
        Assert.True(result.Equal, result.ToString());
    }

    private sealed record FoundAccount(string Owner);

    private sealed class FoundAccounts : StreamProjection<FoundAccount>
    {
        public override string Name => "FoundAccounts";

        public override IReadOnlyList<Type> Handles => [typeof(AccountOpened)];

        public override FoundAccount? Project(FoundAccount? view, Recorded e) => new(((AccountOpened)e.Data).Owner);

        protected override ViewTable<FoundAccount> CreateTable() =>
            ViewTable<FoundAccount>.Own("found_account", [], "", new("search", "english", v => v.Owner, _ => ""));
    }
}
