namespace Faro.Venues;

/// <summary>A period known in advance in which a venue accepts no orders.</summary>
/// <param name="StartsAt">When it begins.</param>
/// <param name="EndsAt">When it is over.</param>
/// <param name="Reason">What happens then, in a sentence.</param>
public sealed record MaintenanceWindow(DateTimeOffset StartsAt, DateTimeOffset EndsAt, string Reason)
{
    /// <summary>Whether a time is within it.</summary>
    public bool Covers(DateTimeOffset time) => time >= StartsAt && time < EndsAt;
}
