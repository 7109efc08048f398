namespace Faro.Venues;

/// <summary>One venue's credentials for one kind of request: the caller's headers or key. Passed through, never stored.</summary>
public interface IVenueCredentials
{
    /// <summary>Whether each value can be sent in a header: printable ASCII, no line ends.</summary>
    bool IsWellFormed { get; }
}

/// <summary>A caller's credentials for a leg. In memory only.</summary>
/// <param name="all">The credentials, of any venue; nulls are left out.</param>
public sealed class LegCredentials(params IVenueCredentials?[] all)
{
    /// <summary>None at all.</summary>
    public static LegCredentials None { get; } = new();

    /// <summary>The credentials of a kind; null when the caller sent none.</summary>
    public T? Of<T>()
        where T : class, IVenueCredentials => all.OfType<T>().FirstOrDefault();

    /// <summary>The same, but null if they cannot be sent in a header.</summary>
    public T? WellFormed<T>()
        where T : class, IVenueCredentials => Of<T>() is { IsWellFormed: true } found ? found : null;

    /// <summary>Nothing of it is printed.</summary>
    public override string ToString() => "LegCredentials";
}
