using Faro.Sandbox.Serving;

namespace Faro.Sandbox.Faults;

/// <summary>Applies the faults that affect any request, before its route runs.</summary>
internal static class TransportFaults
{
    /// <summary>Applies the faults to the request; false when a fault has answered (or aborted) it.</summary>
    public static async Task<bool> Pass(HttpContext http, TwinService service, FaultBoard board)
    {
        var path = http.Request.Path.Value ?? "/";
        if (board.TryTake(service.Venue, "down", path) || board.TryTake(service.Venue, "drop_connection", path))
        {
            http.Abort();
            return false;
        }

        if (board.Take(service.Venue, "slow", path) is { } slow)
            await Task.Delay(slow.DelayMs, http.RequestAborted);
        if (board.TryTake(service.Venue, "http_500", path))
            return await Fail(service.Error(http, 500, "internal_error", "internal server error"));
        if (board.TryTake(service.Venue, "http_503", path))
            return await Fail(service.Error(http, 503, "service_unavailable", "service unavailable"));
        if (board.TryTake(service.Venue, "rate_limited", path))
        {
            http.Response.Headers.RetryAfter = "1";
            return await Fail(service.Error(http, 429, "rate_limited", "Too Many Requests"));
        }

        if (board.TryTake(service.Venue, "region_block", path))
            return await Fail(service.Error(http, 403, "forbidden", RegionText(service.Venue)));
        if (board.TryTake(service.Venue, "html_error", path))
        {
            http.Response.StatusCode = 403;
            http.Response.ContentType = "text/html; charset=UTF-8";
            return await Fail(http.Response.WriteAsync("<!DOCTYPE html><html><head><title>Attention Required!</title></head><body></body></html>"));
        }

        if (board.TryTake(service.Venue, "broken_json", path))
            return await Fail(Answer.Raw(http, 200, "{\"events\":[{\"id\":"u8.ToArray()));
        return true;
    }

    private static string RegionText(string venue) => venue == "polymarket"
        ? "Trading restricted in your region, please refer to available regions - https://docs.polymarket.com/developers/CLOB/geoblock"
        : "Forbidden";

    private static async Task<bool> Fail(Task answer)
    {
        await answer;
        return false;
    }
}
