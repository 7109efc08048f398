using System.Security.Cryptography;
using Faro.Http.Serving;
using Faro.Log;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace Faro.Http.Keys;

/// <summary><c>POST /api/v1/admin/keys</c>: mints a key and shows it once.</summary>
[Tags("Keys")]
public static class IssueKeyEndpoint
{
    /// <summary>Issue API key</summary>
    /// <remarks>Mints a new API key. The plaintext is returned once and cannot be recovered afterwards; only its SHA-256 is stored.</remarks>
    [WolverinePost("/api/v1/admin/keys", OperationId = "issueKey"), Scope("admin"), Returns<IssuedKeyAnswer>]
    public static async Task<Answer> Post([FromBody] KeyRequest body, Caller caller, IDocumentSession log, HttpTelemetry telemetry, HttpContext http)
    {
        var key = KeyText.Write(body.Test, RandomNumberGenerator.GetBytes(32));
        var hash = KeyText.Hash(key);
        var id = KeyText.IdOf(hash);
        var issued = new KeyIssued(KeyText.PrefixOf(key), Convert.ToHexStringLower(hash), body.Label, body.Scopes, body.RateLimitPerMin, body.Test) { Account = body.Account };
        log.Tag(caller.Metadata(http));
        log.Events.StartStream<KeyView>(KeyView.StreamOf(id), issued);
        await log.SaveChangesAsync(http.RequestAborted); // a key is shown only once it works
        var view = await log.LoadAsync<KeyView>(KeyView.StreamOf(id), http.RequestAborted);
        telemetry.KeyIssued(id, http.TraceIdentifier);
        return Answer.Of(IssuedKeyAnswer.Of(key, id, issued, view!.CreatedAt));
    }
}
