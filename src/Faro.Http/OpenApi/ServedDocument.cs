using Faro.Http.Site;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Faro.Http.OpenApi;

/// <summary>The document as it is served: made at the first request for it, and kept.</summary>
public sealed class ServedDocument([FromKeyedServices(ApiDocument.Name)] IOpenApiDocumentProvider documents)
{
    private readonly SemaphoreSlim _one = new(1);
    private SiteFile? _file;

    internal async Task<SiteFile> File()
    {
        if (_file is { } made)
            return made;
        await _one.WaitAsync();
        try
        {
            return _file ??= new SiteFile(await Bytes(), "application/json; charset=utf-8");
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<byte[]> Bytes()
    {
        var document = await documents.GetOpenApiDocumentAsync();
        using var text = new MemoryStream();
        await document.SerializeAsJsonAsync(text, OpenApiSpecVersion.OpenApi3_1);
        return text.ToArray();
    }
}
