namespace Faro.Matching.Knowledge;

/// <summary>The central banks that the word lists name, by code.</summary>
internal static class CentralBanks
{
    /// <summary>Every one of them.</summary>
    public static readonly string[] All =
    [
        "entity:fed", "entity:ecb", "entity:boj", "entity:boe", "entity:banxico", "entity:boc", "entity:rba", "entity:rbnz", "entity:snb", "entity:rbi", "entity:bok", "entity:bcb",
        "entity:cbrt", "entity:cbr", "entity:norges", "entity:riksbank", "entity:sarb", "entity:pboc", "entity:mnb", "entity:nbp", "entity:cnb", "entity:bcch", "entity:banrep", "entity:bcrp",
        "entity:bi", "entity:bot", "entity:bsp", "entity:bnm", "entity:boi", "entity:nbu", "entity:nbr", "entity:dnb", "entity:cbi", "entity:cbe", "entity:cbn", "entity:sbp",
        "entity:bcra",
    ];
}
