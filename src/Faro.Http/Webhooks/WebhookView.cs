using System.Text.Json.Serialization;
using Faro.Http.Feed;
using Faro.Log;
using Faro.Log.Projecting;
using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Projections;

namespace Faro.Http.Webhooks;

/// <summary>The current state of a webhook: Marten's inline snapshot of its stream.</summary>
/// <param name="Stream">Its stream, which is the document's id.</param>
/// <param name="Id">Its id.</param>
/// <param name="Account">Whose it is.</param>
/// <param name="Test">Whether it belongs to the account's test keys.</param>
/// <param name="Url">Where facts are sent.</param>
/// <param name="Kinds">What is sent.</param>
/// <param name="Status"><c>active</c>, <c>disabled</c> or <c>deleted</c>.</param>
/// <param name="Reason">Why it is disabled; null when it is not.</param>
/// <param name="CreatedAt">When it was created.</param>
public sealed record WebhookView(
    [property: Identity] string Stream, Guid Id, string Account, bool Test, string Url, IReadOnlyList<string> Kinds, string Status, string? Reason,
    DateTimeOffset CreatedAt)
{
    /// <summary>Only facts of this unified event are sent; null: no event is given.</summary>
    public Guid? Event { get; init; }

    /// <summary>Only this order's facts are sent, in addition to those of the event if one is given; null: no order is given.</summary>
    public Guid? Order { get; init; }

    /// <summary>It is sent to.</summary>
    public const string Active = "active";

    /// <summary>What is due waits until it is resumed.</summary>
    public const string Disabled = "disabled";

    /// <summary>It is gone.</summary>
    public const string Deleted = "deleted";

    /// <summary>The stream of a webhook.</summary>
    public static string StreamOf(Guid id) => $"webhook/{id}";

    /// <summary>The id of the webhook of a stream.</summary>
    public static Guid IdOf(string stream) => Guid.ParseExact(stream["webhook/".Length..], "D");

    /// <summary>The host of its URL: the only part shown in log lines.</summary>
    [JsonIgnore]
    public string Host => new Uri(Url).Host;

    /// <summary>What its account may see.</summary>
    [JsonIgnore]
    internal FeedOwner Owner => new(Account, Test);

    /// <summary>Whether it can get no fact: it names an event that was not known then.</summary>
    internal bool ConcernsNothing(byte[]? eventJson) => Event is not null && eventJson is null && Order is null;

    /// <summary>Which facts to send: the feed's own rule.</summary>
    /// <param name="eventJson">The answer of <see cref="Event"/> as of that place; null if none is given.</param>
    internal FeedFilter Filter(byte[]? eventJson) => FeedFilter.About(Owner, Kinds, Order, eventJson);

    /// <summary>Folds one fact.</summary>
    /// <exception cref="InvalidOperationException">A fact that does not belong on a webhook's stream.</exception>
    public static WebhookView? Evolve(WebhookView? view, IEvent e) => e.Data switch
    {
        WebhookCreated c => new WebhookView(
            e.Stream, IdOf(e.Stream), c.Account, c.Test, c.Url, c.Kinds, Active, null, e.Timestamp)
        {
            Event = c.Event,
            Order = c.Order,
        },
        WebhookDisabled d when view is not null => view with { Status = Disabled, Reason = d.Reason },
        WebhookResumed when view is not null => view with { Status = Active, Reason = null },
        WebhookDeleted when view is not null => view with { Status = Deleted, Reason = null },
        WebhookTestRequested or WebhookRedeliveryRequested when view is not null => view,
        _ => throw new InvalidOperationException($"{e.EventTypeName} does not belong on '{e.Stream}' here."),
    };
}

/// <summary>The webhooks, in the appending transaction.</summary>
public sealed class WebhookViews : DocumentProjection<WebhookView>
{
    /// <inheritdoc/>
    public override string Name => "WebhookView";

    /// <inheritdoc/>
    public override ProjectionLifecycle Lifecycle => ProjectionLifecycle.Inline;

    /// <inheritdoc/>
    public override IReadOnlyList<Type> Handles => [typeof(WebhookEvent)];

    /// <inheritdoc/>
    public override WebhookView? Project(WebhookView? view, IEvent e) => WebhookView.Evolve(view, e);
}
