using Faro.Http.Keys;
using Faro.Http.OpenApi;
using Faro.Http.Serving;
using Wolverine.Http;

namespace Faro.Http.Site;

/// <summary>The icon and the API's document.</summary>
[ExcludeFromDescription]
public static class SiteEndpoints
{
    private static readonly SiteFile Icon = SiteFile.Embedded("favicon.svg", "image/svg+xml");

    /// <summary>The icon.</summary>
    [WolverineGet("/favicon.svg"), Scope("public")]
    public static Answer GetIcon() => Icon.Answer();

    /// <summary>The OpenAPI document.</summary>
    [WolverineGet("/openapi/v1.json"), Scope("public")]
    public static async Task<Answer> GetDocument(ServedDocument document) => (await document.File()).Answer();
}
