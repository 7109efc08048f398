using Faro.Http.Keys;
using Faro.Http.Serving;
using Faro.Http.Site;
using Wolverine.Http;

namespace Faro.Http.Docs;

/// <summary>The guide at <c>/docs</c> and <c>/llms.txt</c>, served from the assembly, without external requests.</summary>
[ExcludeFromDescription]
public static class DocsEndpoints
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly SiteFile Guide = SiteFile.Embedded("guide.html", "text/html; charset=utf-8", "Docs");
    private static readonly SiteFile Styles = SiteFile.Embedded("guide.css", "text/css; charset=utf-8", "Docs");
    private static readonly SiteFile Script = SiteFile.Embedded("guide.js", "text/javascript; charset=utf-8", "Docs");
    private static readonly SiteFile Agents = SiteFile.Embedded("llms.txt", "text/plain; charset=utf-8", "Docs");

    /// <summary>The guide.</summary>
    [WolverineGet("/docs"), Scope("public")]
    public static Answer GetGuide(HttpContext http)
    {
        http.Response.Headers.ContentSecurityPolicy = Policy;
        return Guide.Answer();
    }

    /// <summary>Its styles.</summary>
    [WolverineGet("/docs/guide.css"), Scope("public")]
    public static Answer GetStyles() => Styles.Answer();

    /// <summary>Its script.</summary>
    [WolverineGet("/docs/guide.js"), Scope("public")]
    public static Answer GetScript() => Script.Answer();

    /// <summary>What an agent reads first.</summary>
    [WolverineGet("/llms.txt"), Scope("public")]
    public static Answer GetForAgents() => Agents.Answer();
}
