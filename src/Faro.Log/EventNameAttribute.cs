namespace Faro.Log;

/// <summary>
/// The name of an event on the log (<c>mt_events.type</c>). Written out, so that a class can be renamed. A changed meaning
/// gets the suffix <c>_v2</c> and an upcaster.
/// </summary>
/// <param name="name">Lower snake case, unique over the whole log.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class EventNameAttribute(string name) : Attribute
{
    /// <summary>The name on the log.</summary>
    public string Name { get; } = name;
}
