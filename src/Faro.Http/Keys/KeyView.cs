using System.Text.Json.Serialization;
using Faro.Log;
using Faro.Log.Projecting;
using Faro.Orders;
using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Projections;

namespace Faro.Http.Keys;

/// <summary>A key, for the gate and the list: Marten's inline snapshot of its stream.</summary>
/// <param name="Stream">The key's stream, which is the document's id.</param>
/// <param name="Id">The key's id.</param>
/// <param name="Prefix">The part of it that may be shown.</param>
/// <param name="Sha256">SHA-256 of the whole key, in lower-case hexadecimal digits.</param>
/// <param name="Label">The operator's name for the key.</param>
/// <param name="Scopes">What it is allowed to do.</param>
/// <param name="RateLimitPerMin">Calls in 60 seconds.</param>
/// <param name="Test">Whether it trades against the sandbox venues.</param>
/// <param name="Status"><c>active</c> or <c>revoked</c>.</param>
/// <param name="CreatedAt">When it was minted.</param>
/// <param name="RevokedAt">When it was revoked.</param>
public sealed record KeyView(
    [property: Identity] string Stream, Guid Id, string Prefix, string Sha256, string Label, IReadOnlyList<string> Scopes, int RateLimitPerMin, bool Test,
    string Status, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt)
{
    /// <summary>The account that owns it; null on documents from before accounts existed.</summary>
    public string? Account { get; init; }

    /// <summary>When it stops working, if it was rotated; null for no end.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>The account that owns it.</summary>
    [JsonIgnore]
    public string AccountName => Account ?? OrderOwner.AccountOf(Id);

    /// <summary>Whether it works at a time: <c>active</c> or <c>revoked</c>.</summary>
    public string StatusAt(DateTimeOffset now) => EndsAt <= now ? Revoked : Status;

    /// <summary>A key that works.</summary>
    public const string Active = "active";

    /// <summary>A key that no longer works.</summary>
    public const string Revoked = "revoked";

    /// <summary>The stream of a key.</summary>
    public static string StreamOf(Guid id) => $"key/{id}";

    /// <summary>Folds one fact.</summary>
    /// <exception cref="InvalidOperationException">A fact that does not belong on a key's stream.</exception>
    public static KeyView? Evolve(KeyView? view, IEvent e) => e.Data switch
    {
        KeyIssued k => new KeyView(
            e.Stream, IdOf(e.Stream), k.Prefix, k.Sha256, k.Label, k.Scopes, k.RateLimitPerMin, k.Test, Active, e.Timestamp, null)
        {
            Account = k.Account,
        },
        KeyRotated r when view is not null => view with { EndsAt = r.EndsAt },
        KeyRevoked when view is not null => view with { Status = Revoked, RevokedAt = e.Timestamp },
        _ => throw new InvalidOperationException($"{e.EventTypeName} does not belong on '{e.Stream}' here."),
    };

    private static Guid IdOf(string stream) => Guid.ParseExact(stream["key/".Length..], "D");
}

/// <summary>The keys, in the appending transaction: a key works from the moment it is returned until it is revoked.</summary>
public sealed class KeyViews : DocumentProjection<KeyView>
{
    /// <inheritdoc/>
    public override string Name => "KeyView";

    /// <inheritdoc/>
    public override string? Replaces => "key_view";

    /// <inheritdoc/>
    public override ProjectionLifecycle Lifecycle => ProjectionLifecycle.Inline;

    /// <inheritdoc/>
    public override IReadOnlyList<Type> Handles => [typeof(KeyEvent)];

    /// <inheritdoc/>
    public override KeyView? Project(KeyView? view, IEvent e) => KeyView.Evolve(view, e);
}
