namespace Faro.Venues.Http;

/// <summary>A submission that never left: certain, so the venue cannot have acted on it.</summary>
internal sealed class NotSentException(VenueException why) : Exception(why.Message, why)
{
    /// <summary>Why it was not sent.</summary>
    public VenueException Why { get; } = why;
}
