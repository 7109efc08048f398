namespace Faro.Http.Keys;

/// <summary>Who may call an endpoint.</summary>
public enum Access
{
    /// <summary>Anyone, within the budget of the address.</summary>
    Public,

    /// <summary>Orchestrators' probes: anyone, without a budget.</summary>
    Probe,

    /// <summary>A key with the scope read (or trade, which implies it).</summary>
    Read,

    /// <summary>A key with the scope trade.</summary>
    Trade,

    /// <summary>The admin secret, or a key with the scope admin.</summary>
    Admin,

    /// <summary>The cron secret.</summary>
    Cron,
}

/// <summary>Who may call an endpoint; the gate and the document read it from the endpoint's metadata.</summary>
/// <param name="scope"><c>public</c>, <c>probe</c>, <c>read</c>, <c>trade</c>, <c>admin</c> or <c>cron</c>.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class ScopeAttribute(string scope) : Attribute
{
    /// <summary>The word as it was given.</summary>
    public string Scope => scope;

    /// <summary>The same, as the gate takes it.</summary>
    public Access Access { get; } = Enum.Parse<Access>(scope, ignoreCase: true);
}
