using Microsoft.AspNetCore.Http;

namespace Faro.Sandbox.Serving;

/// <summary>A host that answers nothing: every path is 404.</summary>
internal sealed class AbsentTwin(string venue, string name) : TwinService
{
    public override string Venue => venue;

    public override string Name => name;

    public override RouteTable Routes { get; } = new();

    public override Task Error(HttpContext http, int status, string code, string message) => Answer.Json(http, status, w =>
    {
        w.WriteStartObject();
        w.WriteString("error", message);
        w.WriteEndObject();
    });
}
