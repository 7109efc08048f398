using System.Security.Cryptography;
using Faro.Http.Input;
using Faro.Http.Serving;
using Faro.Log;

namespace Faro.Http.Keys;

/// <summary><c>POST /api/v1/admin/keys</c>: mints a key and shows it once.</summary>
internal static class IssueKey
{
    public static ApiRoute Create(EventLog log, KeyViews views, HttpTelemetry telemetry) =>
        ApiRoute.Post("/api/v1/admin/keys", Access.Admin, call => Handle(call, log, views, telemetry)) with
        {
            Docs = new RouteDocs("issueKey", "Keys", "Issue API key", "IssuedKey")
            {
                Description = "Mints a new API key. The plaintext is returned once and is unrecoverable after that; stored is its SHA-256.",
                Body = "KeyRequest",
            },
        };

    private static async Task<Answer> Handle(Call call, EventLog log, KeyViews views, HttpTelemetry telemetry)
    {
        var (document, refused) = await call.ReadBody();
        if (refused is not null)
            return refused;
        using (document)
        {
            var fields = new JsonFields(document!.RootElement);
            var label = fields.Text("label", 1, 100, required: true);
            var scopes = fields.SomeOf("scopes", ScopeWords.All) ?? ["read"];
            var limit = fields.Integer("rate_limit_per_min", 1, 100_000) ?? 60;
            var test = fields.Flag("test") ?? false;
            if (fields.Refused() is { } invalid)
                return invalid;

            var key = KeyText.Write(test, RandomNumberGenerator.GetBytes(32));
            var hash = KeyText.Hash(key);
            var id = KeyText.IdOf(hash);
            var issued = new KeyIssued(KeyText.PrefixOf(key), Convert.ToHexStringLower(hash), label!, scopes, limit, test);
            var append = new StreamAppend(KeyView.StreamOf(id), ExpectedVersion.NoStream, [issued]) { Metadata = call.Metadata };
            (await log.Append(append, call.Cancel)).Required();
            var view = await log.Load(views, id.ToString(), call.Cancel);
            telemetry.KeyIssued(id, call.RequestId);
            return Answer.Of(new
            {
                Key = key,
                KeyId = id,
                KeyPrefix = issued.Prefix,
                issued.Label,
                issued.Scopes,
                issued.RateLimitPerMin,
                CreatedAt = ApiJson.Seconds(view!.CreatedAt),
                Note = "The plaintext key above is shown ONCE. Store it now; it is unrecoverable.",
            });
        }
    }
}
