using System.Globalization;
using Faro.Client;
using Faro.Client.Api;
using Faro.Client.Api.Api.V1.Feed;

namespace FaroExample;

/// <summary>Follows the feed from the beginning of the log, hangs up, and goes on where it stopped.</summary>
internal static class Follow
{
    private const int Many = 30;

    public static async Task Run(Uri url, string key)
    {
        var faro = FaroClient.Create(url, key);
        var inOne = await Facts(faro, 0, Many);
        var first = await Facts(faro, 0, Many / 3);
        var rest = await Facts(faro, first[^1], Many - first.Count); // in another process, on another day: only the number has to be kept
        if (!inOne.SequenceEqual([.. first, .. rest])) throw new StopException("The feed was not the same when it was read in two parts.");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Many} facts up to {rest[^1]}: none missing, none twice."));
    }

    private static async Task<List<long>> Facts(FaroApi faro, long after, int many)
    {
        var facts = new List<long>();
        await foreach (var fact in faro.Feed(GetKindQueryParameterType.Market, after: after))
        {
            facts.Add(fact.Sequence);
            if (facts.Count == many) break;
        }

        return facts;
    }
}
