using Faro.Http.Site;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Faro.Http.OpenApi;

/// <summary>The served document: built at the first request, and cached.</summary>
public sealed class ServedDocument([FromKeyedServices(ApiDocument.Name)] IOpenApiDocumentProvider documents)
{
    private readonly Lazy<Task<SiteFile>> _file = new(() => Make(documents));

    internal Task<SiteFile> File() => _file.Value;

    private static async Task<SiteFile> Make(IOpenApiDocumentProvider documents)
    {
        var document = await documents.GetOpenApiDocumentAsync();
        using var text = new MemoryStream();
        await document.SerializeAsJsonAsync(text, OpenApiSpecVersion.OpenApi3_1);
        return new SiteFile(text.ToArray(), "application/json; charset=utf-8");
    }
}
