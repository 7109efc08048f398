namespace Faro.Http.Webhooks;

/// <summary>How webhooks are sent (section <c>Faro:Webhooks</c>).</summary>
public sealed record WebhookOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Faro:Webhooks";

    /// <summary>The pauses between attempts, separated by commas; after the last one a delivery is dead. As Standard Webhooks recommends it.</summary>
    public string Retries { get; init; } = "00:00:05,00:05:00,00:30:00,02:00:00,05:00:00,10:00:00,14:00:00,20:00:00,1.00:00:00";

    /// <summary>How long a receiver may take to answer.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many webhooks an account may have in each mode.</summary>
    public int MostOfAccount { get; init; } = 16;

    /// <summary>How many deliveries a node sends to one webhook at once.</summary>
    public int AtOnce { get; init; } = 4;

    /// <summary>For how many days a completed delivery is listed before it is deleted. Given-up ones are kept.</summary>
    public int KeepDays { get; init; } = 30;

    /// <summary>Whether webhooks of test keys may name http and this machine itself: for trials only, never where strangers have keys.</summary>
    public bool AllowLoopback { get; init; }

    internal WebhookSchedule Schedule => WebhookSchedule.Read(Retries) ?? throw new InvalidOperationException(Problem());

    /// <summary>What is wrong with the settings; null when nothing is.</summary>
    internal string? Problem() =>
        WebhookSchedule.Read(Retries) is null ? "Faro:Webhooks:Retries is a list of times such as 00:00:05, separated by commas, each at most 7 days."
        : Patience < TimeSpan.FromMilliseconds(100) || Patience > TimeSpan.FromMinutes(1) ? "Faro:Webhooks:Patience is 100 ms to 1 minute."
        : MostOfAccount is < 0 or > 1_000 ? "Faro:Webhooks:MostOfAccount is 0 to 1,000."
        : AtOnce is < 1 or > 32 ? "Faro:Webhooks:AtOnce is 1 to 32."
        : KeepDays is < 1 or > 3_650 ? "Faro:Webhooks:KeepDays is 1 to 3,650."
        : TimeSpan.FromDays(KeepDays) < Schedule.Longest ? "Faro:Webhooks:KeepDays is no less than a delivery is tried (Faro:Webhooks:Retries)."
        : null;
}
