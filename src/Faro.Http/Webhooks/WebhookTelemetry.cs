using System.Diagnostics.Metrics;

namespace Faro.Http.Webhooks;

/// <summary>Log lines and metrics of deliveries. Of a URL only the host is shown; never a body or a signature.</summary>
public sealed partial class WebhookTelemetry
{
    private readonly ILogger<WebhookTelemetry> _logger;
    private readonly Counter<long> _deliveries;

    /// <summary>Creates the instruments.</summary>
    public WebhookTelemetry(ILogger<WebhookTelemetry> logger, IMeterFactory meters)
    {
        _logger = logger;
        _deliveries = meters.Create("Faro.Webhooks").CreateCounter<long>("faro.webhooks.deliveries", description: "Attempts to deliver to webhooks, by outcome: delivered, failed, dead.");
    }

    /// <summary>Reports zero, so that a graph of the first failure starts from zero.</summary>
    public void BeginAtZero()
    {
        foreach (var outcome in new[] { WebhookDelivery.Delivered, "failed", WebhookDelivery.Dead })
            Count(outcome, 0);
    }

    internal void Tried(WebhookView webhook, WebhookDelivery delivery)
    {
        Count(delivery.State == WebhookDelivery.Pending ? "failed" : delivery.State, 1);
        if (delivery.State != WebhookDelivery.Delivered)
            NotDelivered(_logger, webhook.Id, webhook.Host, delivery.Id, delivery.Attempts, delivery.LastError, delivery.State);
    }

    internal void Disabled(WebhookView webhook, string reason) => IsDisabled(_logger, webhook.Id, webhook.Host, reason);

    private void Count(string outcome, int by) => _deliveries.Add(by, new KeyValuePair<string, object?>("outcome", outcome));

    [LoggerMessage(Level = LogLevel.Information, Message = "Webhook {Webhook} at {Host}: delivery {Delivery} failed at attempt {Attempt} ({Error}), now {State}")]
    private static partial void NotDelivered(ILogger logger, Guid webhook, string host, Guid delivery, int attempt, string? error, string state);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook {Webhook} at {Host} is disabled: {Reason}")]
    private static partial void IsDisabled(ILogger logger, Guid webhook, string host, string reason);
}
