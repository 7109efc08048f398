using Faro.Http.Keys;
using Faro.Http.OpenApi;
using Faro.Http.Serving;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Routing;
using Wolverine.Http;

namespace Faro.Http.Site;

/// <summary>The landing page with its small console, and the API's document; no request leaves for anywhere else.</summary>
[ExcludeFromDescription]
public static class SiteEndpoints
{
    private static readonly SiteFile Index = SiteFile.Embedded("index.html", "text/html; charset=utf-8");
    private static readonly SiteFile Styles = SiteFile.Embedded("console.css", "text/css; charset=utf-8");
    private static readonly SiteFile Script = SiteFile.Embedded("console.js", "text/javascript; charset=utf-8");
    private static readonly SiteFile Icon = SiteFile.Embedded("favicon.svg", "image/svg+xml");

    /// <summary>The landing page: its own scripts and styles only, and nobody may frame it, since a pasted key lives here.</summary>
    [WolverineGet("/", TypeName = "GET_index"), Scope("public")]
    public static Answer GetIndex(HttpContext http)
    {
        http.Response.Headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        return Index.Answer();
    }

    /// <summary>Its styles.</summary>
    [WolverineGet("/console.css"), Scope("public")]
    public static Answer GetStyles() => Styles.Answer();

    /// <summary>Its script.</summary>
    [WolverineGet("/console.js"), Scope("public")]
    public static Answer GetScript() => Script.Answer();

    /// <summary>Its icon.</summary>
    [WolverineGet("/favicon.svg"), Scope("public")]
    public static Answer GetIcon() => Icon.Answer();

    /// <summary>The OpenAPI document.</summary>
    [WolverineGet("/openapi/v1.json"), Scope("public")]
    public static async Task<Answer> GetDocument(ServedDocument document) => (await document.File()).Answer();
}
