using Faro.Http.Keys;

namespace Faro.Http.Serving;

/// <summary>The type and status of an endpoint's answer, for the OpenAPI document.</summary>
/// <param name="type">The record that describes the answer.</param>
[AttributeUsage(AttributeTargets.Method)]
public class ReturnsAttribute(Type type) : Attribute
{
    /// <summary>The record that describes the answer.</summary>
    public Type Type => type;

    /// <summary>The status of success.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Whether it is read from the log and so has X-Log-Sequence; operations with <c>as_of</c> always do.</summary>
    public bool FromLog { get; init; }

    /// <summary>How it is written.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>How else it can be had.</summary>
    public string? OtherContentType { get; init; }

    internal string[] ContentTypes => OtherContentType is { } other ? [ContentType, other] : [ContentType];
}

/// <inheritdoc/>
/// <typeparam name="T">The record that describes the answer.</typeparam>
public sealed class ReturnsAttribute<T>() : ReturnsAttribute(typeof(T));

/// <summary>A request header that the endpoint uses, for the OpenAPI document.</summary>
/// <param name="name">The header.</param>
/// <param name="description">What it says.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TakesHeaderAttribute(string name, string description) : Attribute
{
    /// <summary>The header.</summary>
    public string Name => name;

    /// <summary>What it says.</summary>
    public string Description => description;
}

/// <summary>Statuses of an endpoint beyond those that follow from its scope and parameters.</summary>
/// <param name="statuses">HTTP statuses of refusals.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RefusesAttribute(params int[] statuses) : Attribute
{
    /// <summary>HTTP statuses of refusals.</summary>
    public int[] Statuses => statuses;
}

/// <summary>The refusals of an endpoint.</summary>
internal static class Statuses
{
    public static IEnumerable<int> Of(Access access, IEnumerable<int> also, bool body)
    {
        IEnumerable<int> all = [400, 405, 414, 431, 500, .. also];
        if (access != Access.Probe)
            all = all.Append(429);
        if (access is not (Access.Public or Access.Probe))
            all = [.. all, 401, 403, 503];
        return (body ? [.. all, 413, 415] : all).Distinct().Order();
    }
}
