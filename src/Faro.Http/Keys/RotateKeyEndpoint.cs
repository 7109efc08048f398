using System.Security.Cryptography;
using Faro.Http.Input;
using Faro.Http.Serving;
using Faro.Log;
using JasperFx;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace Faro.Http.Keys;

/// <summary><c>POST /api/v1/admin/keys/{id}/rotate</c>: replaces a key by a new one; the old one keeps working for a while.</summary>
[Tags("Keys")]
public static class RotateKeyEndpoint
{
    /// <summary>Rotate API key</summary>
    /// <remarks>
    /// Mints a key with the same account, label, scopes, budget and mode, shown once, and ends the old one after overlap_s: until then both
    /// work. Orders belong to the account, so the new key sees all of them.
    /// </remarks>
    [WolverinePost("/api/v1/admin/keys/{id}/rotate", OperationId = "rotateKey"), Scope("admin"), Returns<IssuedKeyAnswer>, Refuses(404, 409)]
    public static async Task<Answer> Post(
        [AsParameters] ByIdParameters asked, [FromBody] RotateKeyRequest body, Caller caller, IDocumentSession log, KeyRing ring, TimeProvider clock,
        HttpTelemetry telemetry, HttpContext http)
    {
        log.Tag(caller.Metadata(http));
        var old = await log.Events.FetchForWriting<KeyView>(KeyView.StreamOf(asked.Id), http.RequestAborted);
        if (old.Aggregate is not { } before)
            return ApiErrors.NotFound("No such key.");
        var now = clock.GetUtcNow();
        if (before.StatusAt(now) != KeyView.Active || before.EndsAt is not null)
            return ApiErrors.Conflict(before.EndsAt is null ? "The key is revoked." : "The key was already rotated.");
        var key = KeyText.Write(before.Test, RandomNumberGenerator.GetBytes(32));
        var hash = KeyText.Hash(key);
        var id = KeyText.IdOf(hash);
        var ends = now.AddSeconds(body.OverlapS);
        var issued = new KeyIssued(KeyText.PrefixOf(key), Convert.ToHexStringLower(hash), before.Label, before.Scopes, before.RateLimitPerMin, before.Test)
        {
            Account = before.AccountName,
            Replaces = before.Id,
        };
        log.Events.StartStream<KeyView>(KeyView.StreamOf(id), issued);
        old.AppendOne(new KeyRotated(id, ends));
        try
        {
            await log.SaveChangesAsync(http.RequestAborted);
        }
        catch (ConcurrencyException)
        {
            return ApiErrors.Conflict("The key was changed by another call at the same time. Read it, and try again.");
        }

        ring.End(before.Id, ends);
        telemetry.KeyIssued(id, http.TraceIdentifier);
        var view = await log.LoadAsync<KeyView>(KeyView.StreamOf(id), http.RequestAborted);
        return Answer.Of(IssuedKeyAnswer.Of(key, id, issued, view!.CreatedAt));
    }
}
