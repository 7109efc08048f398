using Faro.Http.Input;

namespace Faro.Http.Serving;

/// <summary>Who may call a route.</summary>
internal enum Access
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

/// <summary>One endpoint: how it is reached, who may, what it takes, and how it answers.</summary>
/// <param name="Methods">GET, or POST and GET, …; HEAD comes with GET.</param>
/// <param name="Pattern">The path; a trailing slash makes no difference.</param>
/// <param name="Access">Who may call it.</param>
/// <param name="Handle">From a call that has passed the gate to an answer.</param>
internal sealed record ApiRoute(string[] Methods, string Pattern, Access Access, Func<Call, Task<Answer>> Handle)
{
    /// <summary>Everything it takes in path and query.</summary>
    public IReadOnlyList<Parameter> Parameters { get; init; } = [];

    /// <summary>What the documentation says; null keeps the route out of it.</summary>
    public RouteDocs? Docs { get; init; }

    public static ApiRoute Get(string pattern, Access access, Func<Call, Task<Answer>> handle) => new(["GET"], pattern, access, handle);

    public static ApiRoute Post(string pattern, Access access, Func<Call, Task<Answer>> handle) => new(["POST"], pattern, access, handle);

    public static ApiRoute Delete(string pattern, Access access, Func<Call, Task<Answer>> handle) => new(["DELETE"], pattern, access, handle);
}

/// <summary>The documentation of a route. Schemas are named in <c>OpenApi/components.json</c>.</summary>
/// <param name="OperationId">A stable name for generated clients.</param>
/// <param name="Tag">The group it stands in.</param>
/// <param name="Summary">A few words.</param>
/// <param name="Answer">The schema of the answer.</param>
internal sealed record RouteDocs(string OperationId, string Tag, string Summary, string Answer)
{
    /// <summary>A few sentences.</summary>
    public string? Description { get; init; }

    /// <summary>The schema of the request body.</summary>
    public string? Body { get; init; }

    /// <summary>The status of success.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Further statuses than those that access and parameters bring about.</summary>
    public int[] Also { get; init; } = [];
}
