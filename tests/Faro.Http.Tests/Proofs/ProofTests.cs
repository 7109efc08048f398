using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Faro.Log;
using Faro.Proofs.Checking;
using Faro.Proofs.Roots;
using Microsoft.Extensions.DependencyInjection;

namespace Faro.Http.Tests.Proofs;

/// <summary>The log of a real sync and matching, sealed by the host itself and proved over HTTP.</summary>
public sealed class ProofTests(SandboxApi api) : IClassFixture<SandboxApi>
{
    [Fact]
    public async Task A_match_is_proved_with_the_words_that_were_judged_and_the_whole_log_is_intact()
    {
        using (var cron = api.Synced.Client(ApiHost.CronSecret))
            Assert.Equal(HttpStatusCode.OK, (await cron.PostAsync(new Uri("/api/v1/cron/match-markets", UriKind.Relative), null)).StatusCode);
        var log = api.Synced.Services.GetRequiredService<EventLog>();
        Assert.True(await log.WaitForViews(TimeSpan.FromSeconds(30)));
        var match = (await Json("/api/v1/matches?state=linked&limit=1")).GetProperty("matches")[0];
        var proof = ProofFile.Read(JsonSerializer.SerializeToUtf8Bytes(await Json($"/api/v1/matches/{match.GetProperty("id").GetString()}/proof")));

        Assert.True(NoteKey.TryParse((await Json("/api/v1/log/key")).GetProperty("key").GetString()!, out var key));
        var result = ProofCheck.Of(proof, [key]);
        Assert.True(result.Holds, result.Problem);
        foreach (var side in new[] { "left", "right" })
        {
            var stream = $"market/{match.GetProperty(side).GetProperty("venue").GetString()}/{match.GetProperty(side).GetProperty("venue_market_id").GetString()}";
            var listed = Assert.Single(result.Facts, f => f.GetProperty("stream").GetString() == stream && f.GetProperty("version").GetInt64() == 1);
            Assert.NotEqual("", listed.GetProperty("data").GetProperty("terms").GetProperty("title").GetString());
            // The pair names the market's own fact by its hash, and whoever has the text makes the hash anew.
            var judged = match.GetProperty($"{side}_terms_hash").GetString();
            var fact = Assert.Single(result.Facts, f => f.GetProperty("stream").GetString() == stream && f.GetProperty("data").GetProperty("termsHash").GetString() == judged);
            Assert.Equal(judged, TermsHashOf(fact.GetProperty("data").GetProperty("terms")));
        }

        var audit = await api.Synced.Services.GetRequiredService<LogAudit>().Run([key], []);
        Assert.True(audit.Intact, string.Join('\n', audit.Findings));
        Assert.Equal(await log.HighestSequence(), audit.Sealed + audit.Unsealed);
        Assert.Equal(0, audit.Unsealed);

        var root = await Json("/api/v1/log/root");
        Assert.Equal(proof.Root, root.GetProperty("note").GetString());
        var size = root.GetProperty("size").GetInt64();
        Assert.Equal(0, (await Json($"/api/v1/log/consistency?first={size}&second={size}")).GetProperty("proof").GetArrayLength());
        using var unknown = await api.Reader.GetAsync(new Uri($"/api/v1/log/root?size={size + 1}", UriKind.Relative));
        await unknown.Refused(404, "not_found");
    }

    [Fact]
    public async Task The_private_key_is_neither_printed_nor_kept()
    {
        await Json("/api/v1/log/root");
        var secret = (await File.ReadAllLinesAsync(api.KeyFile))[1];
        Assert.Equal(64, secret.Length);
        Assert.DoesNotContain(api.Synced.Log.Lines, l => l.Contains(secret, StringComparison.Ordinal) || l.Contains(secret[..^20], StringComparison.Ordinal));
        var log = api.Synced.Services.GetRequiredService<EventLog>();
        await using var command = log.Database.CreateCommand("select count(*) from faro.log_root where note like '%' || $1 || '%'");
        command.Parameters.Add(new() { Value = secret[^44..] });
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }

    /// <summary>As docs/proof.md tells it, with none of Faro's code.</summary>
    private static string TermsHashOf(JsonElement terms)
    {
        string[] order = ["eventId", "title", "yesLabel", "noLabel", "outcomeName", "description", "resolutionSource", "category", "groupTitle", "slug", "eventSlug", "decidedAt", "opensAt", "endsAt", "record"];
        string[] record = ["startsAt", "kind", "line", "strikeType", "floorStrike", "capStrike", "strikeName"];
        Assert.Empty(terms.EnumerateObject().Select(m => m.Name).Except(order));
        var text = Object(terms, order);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];

        string Object(JsonElement of, string[] names) => "{" + string.Join(',', names
            .Where(n => of.TryGetProperty(n, out var value) && value.ValueKind != JsonValueKind.Null)
            .Select(n => $"\"{n}\":{(n == "record" ? Object(of.GetProperty(n), record) : Value(of.GetProperty(n)))}")) + "}";

        static string Value(JsonElement value) => value.ValueKind == JsonValueKind.String ? $"\"{string.Concat(value.GetString()!.Select(Escaped))}\"" : value.GetRawText();

        static string Escaped(char c) => c switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\b' => "\\b",
            '\t' => "\\t",
            '\n' => "\\n",
            '\f' => "\\f",
            '\r' => "\\r",
            < ' ' => $"\\u{(int)c:x4}",
            _ => c.ToString(),
        };
    }

    private async Task<JsonElement> Json(string path)
    {
        using var response = await api.Reader.GetAsync(new Uri(path, UriKind.Relative));
        var json = await response.Json();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}: {json}");
        return json;
    }
}
