using Microsoft.AspNetCore.Http.Features;

namespace Faro.Http.Input;

/// <summary>Reads a request's body into a record, or refuses it in the API's envelope.</summary>
/// <typeparam name="T">The body record.</typeparam>
public static class StrictBody<T>
    where T : class
{
    /// <summary>The record, without members when the request has no body; or the refusal to send instead.</summary>
    public static Task<(IResult? Refused, T? Body)> ReadIfAny(HttpContext http) =>
        http.Request.ContentType is null && http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }
            ? Task.FromResult<(IResult?, T?)>((null, Activator.CreateInstance<T>()))
            : Read(http);

    /// <summary>The record, or the refusal to send instead.</summary>
    public static async Task<(IResult? Refused, T? Body)> Read(HttpContext http)
    {
        var (document, refused) = await JsonBody.Read(http.Request, http.RequestAborted);
        if (refused is not null)
            return (Serving.Answer.Refused(refused), null);
        using (document)
        {
            var issues = new Issues();
            return StrictObject<T>.TryRead(document!.RootElement, "", issues, out var body) && !issues.Any
                ? (null, body)
                : (Serving.Answer.Refused(ApiErrors.InvalidBody(issues)), null);
        }
    }
}
