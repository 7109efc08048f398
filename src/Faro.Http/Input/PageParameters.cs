namespace Faro.Http.Input;

/// <summary>The parameters that every list has.</summary>
internal static class PageParameters
{
    public static Parameter<int> Limit { get; } = Parameters.Integer("limit", 1, 200, 50, "Page size.");

    /// <summary>Beyond the end is an empty page.</summary>
    public static Parameter<int> Offset { get; } = Parameters.Integer("offset", 0, int.MaxValue, 0, "Pagination offset. Beyond the end is an empty page.");

    public static string[] Venues { get; } = ["polymarket", "kalshi", "foresight"];
}
