namespace Faro.Log;

/// <summary>
/// The name under which an event stands on the log (<c>mt_events.type</c>). Written out, so that a class can be renamed;
/// equal to the alias that Marten derives from the class name, so that Marten needs no map. A changed meaning gets the
/// suffix <c>_v2</c> and an upcaster.
/// </summary>
/// <param name="name">Lower snake case, unique over the whole log.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class EventNameAttribute(string name) : Attribute
{
    /// <summary>The name on the log.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// Whether an instance equals what its JSON on the log reads as: no dictionaries (jsonb orders their keys anew), nothing
    /// that is left out or rounded. Then views of the process that appended it may be folded from the instance itself.
    /// </summary>
    public bool ReadsAsWritten { get; init; }
}
