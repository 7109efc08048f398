using System.Security.Cryptography;
using Faro.Http.Serving;
using Faro.Log;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace Faro.Http.Keys;

/// <summary><c>POST /api/v1/admin/keys</c>: mints a key and shows it once.</summary>
[Tags("Keys")]
public static class IssueKeyEndpoint
{
    /// <summary>Issue API key</summary>
    /// <remarks>Mints a new API key. The plaintext is returned once and is unrecoverable after that; stored is its SHA-256.</remarks>
    [WolverinePost("/api/v1/admin/keys", OperationId = "issueKey"), Scope("admin"), Returns<IssuedKeyAnswer>]
    public static async Task<Answer> Post([FromBody] KeyRequest body, Caller caller, EventLog log, KeyViews views, HttpTelemetry telemetry, HttpContext http)
    {
        var key = KeyText.Write(body.Test, RandomNumberGenerator.GetBytes(32));
        var hash = KeyText.Hash(key);
        var id = KeyText.IdOf(hash);
        var issued = new KeyIssued(KeyText.PrefixOf(key), Convert.ToHexStringLower(hash), body.Label, body.Scopes, body.RateLimitPerMin, body.Test);
        var append = new StreamAppend(KeyView.StreamOf(id), ExpectedVersion.NoStream, [issued]) { Metadata = caller.Metadata(http) };
        (await log.Append(append, http.RequestAborted)).Required();
        var view = await log.Load(views, id.ToString(), http.RequestAborted);
        telemetry.KeyIssued(id, http.TraceIdentifier);
        return Answer.Of(IssuedKeyAnswer.Of(key, id, issued, view!.CreatedAt));
    }
}
