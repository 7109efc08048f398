using System.Globalization;

namespace Faro.Sandbox.BuiltIn;

/// <summary>Prices on a day, prices touched in a year, and the industry's news.</summary>
internal static class CryptoFamilies
{
    private static readonly (string Name, string Symbol, int[] Close, int[] Reach, int Dip)[] Coins =
    [
        ("Bitcoin", "BTC", [100_000, 110_000, 120_000, 130_000], [150_000, 200_000], 70_000),
        ("Ethereum", "ETH", [3_500, 4_000, 4_500], [6_000, 8_000], 2_000),
        ("Solana", "SOL", [150, 200], [300, 400], 80),
        ("XRP", "XRP", [2, 3], [5], 1),
    ];

    /// <summary>Adds the families.</summary>
    public static void Add(CatalogDraft d)
    {
        foreach (var (name, symbol, close, reach, dip) in Coins)
        {
            PricesOnADay(d, name, symbol, close);
            PricesTouched(d, name, symbol, reach, dip);
        }

        News(d);
    }

    private static void PricesOnADay(CatalogDraft d, string name, string symbol, int[] levels)
    {
        for (var i = 0; i < levels.Length; i++)
        {
            var level = levels[i];
            var money = "$" + level.ToString("N0", CultureInfo.InvariantCulture);
            var cents = Math.Clamp(72 - i * 19, 4, 96);
            var p = d.Add(new PolyDraft($"{symbol.ToLowerInvariant()}-above-on-december-31", $"{name} above ___ on December 31?", $"Will the price of {name} be above {money} on December 31, 2026?",
                $"This market will resolve to \"Yes\" if the Binance 1 minute candle for {symbol}/USDT 12:00 in the ET timezone (noon) on December 31, 2026 has a final \"Close\" price higher than {money}. Otherwise, this market will resolve to \"No\".\n\nThe resolution source for this market is Binance, specifically the {symbol}/USDT \"Close\" prices currently available at https://www.binance.com/en/trade/{symbol}_USDT with \"1m\" and \"Candles\" selected on the top bar.\n\nPlease note that this market is about the price according to Binance {symbol}/USDT, not according to other sources or spot markets.",
                "2026-12-31T17:00:00Z", cents)
            { Group = money, Tag = "Crypto", Source = $"https://www.binance.com/en/trade/{symbol}_USDT" });
            var k = d.Add(new KalshiDraft($"KX{symbol}D", $"KX{symbol}D-26DEC3117", $"{name} price on Dec 31, 2026?", $"T{level - 0.01m}", $"{name} price on Dec 31, 2026 at 5pm EST?", $"{money} or above",
                $"If the simple average of the sixty seconds of CF Benchmarks' {name} Real-Time Index ({symbol}RTI) before 5 PM EST is above {level - 0.01m} at 5 PM EST on Dec 31, 2026, then the market resolves to Yes.",
                "Not all cryptocurrency price data is the same. While checking a source like Google or Coinbase may help guide your decision, the price used to determine this market is based on CF Benchmarks' index.", "2026-12-31T22:00:00Z", Math.Clamp(cents - 1, 3, 96))
            { Category = "Crypto", SubTitle = "On Dec 31, 2026 at 5pm EST", Floor = level - 0.01m });
            if (i < 2)
                d.Near(p, k, "Another hour and another price source: Binance at noon, CF Benchmarks at 5 PM.");
            if (i != 1)
                continue;
            var f = d.Add(new ForeDraft($"{symbol}-dec31-{level}", $"Will {name} close above {money} on December 31, 2026 (Binance, noon ET)?", $"Price of {symbol}/USDT at Binance.",
                $"Resolves YES if the close of Binance's 1-minute {symbol}/USDT candle at 12:00 ET on December 31, 2026 is higher than {money}.", "2026-12-31T17:00:00Z", cents));
            d.Same(p, f, "Same exchange, candle, minute and level.");
            d.Near(k, f, "CF Benchmarks at 5 PM against Binance at noon.");
        }
    }

    private static void PricesTouched(CatalogDraft d, string name, string symbol, int[] levels, int dip)
    {
        for (var i = 0; i < levels.Length; i++)
        {
            var money = "$" + levels[i].ToString("N0", CultureInfo.InvariantCulture);
            var cents = 31 - i * 18;
            var p = d.Add(new PolyDraft($"what-price-will-{Derived.Slug(name)}-hit-in-2027", $"What price will {name} hit in 2027?", $"Will {name} reach {money} by December 31, 2027?",
                $"This market will immediately resolve to \"Yes\" if any Binance 1 minute candle for {symbol}/USDT between January 1, 2027, 00:00 ET and December 31, 2027, 23:59 ET has a final \"High\" price of {money} or higher. Otherwise, this market will resolve to \"No\".\n\nThe resolution source for this market is Binance, specifically the {symbol}/USDT \"High\" prices.",
                "2028-01-01T04:59:00Z", cents)
            { Group = "↑ " + money, Tag = "Crypto" });
            var f = d.Add(new ForeDraft($"{symbol}-reach-2027-{levels[i]}", $"Will {name} hit {money} in 2027?", $"Any touch at Binance counts.",
                $"Resolves YES as soon as a 1-minute Binance {symbol}/USDT candle of the year 2027 (ET) has a high of at least {money}.", "2028-01-01T04:59:00Z", cents));
            d.Same(p, f, "Any Binance minute of 2027 at or above the same level.");
            var k = d.Add(new KalshiDraft($"KX{symbol}MAXY", $"KX{symbol}MAXY-27DEC31", $"How high will {name} get in 2027?", $"{levels[i]}", $"Will {name} be above {money} by Dec 31, 2027?", $"Above {money}",
                $"If the price of {name}, measured as the daily 5 PM EST fixing of CF Benchmarks, is above {money} on any day from Jan 1, 2027 to Dec 31, 2027, then the market resolves to Yes.", "", "2027-12-31T22:00:00Z", Math.Max(cents - 4, 3))
            { Category = "Crypto", Floor = levels[i] });
            d.Near(p, k, "Any minute at Binance against one fixing a day at CF Benchmarks.");
            if (i == 0)
            {
                var earlier = d.Add(new ForeDraft($"{symbol}-reach-june-{levels[i]}", $"Will {name} hit {money} before July 2027?", "Any touch at Binance counts.",
                    $"Resolves YES as soon as a 1-minute Binance {symbol}/USDT candle before July 1, 2027, 00:00 ET has a high of at least {money}.", "2027-07-01T03:59:00Z", cents - 12));
                d.Near(p, earlier, "Half the time: before July against the whole of 2027.");
            }
        }

        var floor = "$" + dip.ToString("N0", CultureInfo.InvariantCulture);
        var down = d.Add(new PolyDraft($"what-price-will-{Derived.Slug(name)}-hit-in-2027", $"What price will {name} hit in 2027?", $"Will {name} dip to {floor} by December 31, 2027?",
            $"This market will immediately resolve to \"Yes\" if any Binance 1 minute candle for {symbol}/USDT between January 1, 2027, 00:00 ET and December 31, 2027, 23:59 ET has a final \"Low\" price of {floor} or lower. Otherwise, this market will resolve to \"No\".",
            "2028-01-01T04:59:00Z", 38)
        { Group = "↓ " + floor, Tag = "Crypto" });
        var above = d.Add(new KalshiDraft($"KX{symbol}MINY", $"KX{symbol}MINY-27DEC31", $"How low will {name} get in 2027?", $"{dip}", $"Will {name} stay above {floor} in 2027?", $"Above {floor}",
            $"If the daily 5 PM EST fixing of {name} at CF Benchmarks is above {floor} on every day of 2027, then the market resolves to Yes.", "", "2027-12-31T22:00:00Z", 63)
        { Category = "Crypto", Floor = dip });
        d.Near(down, above, "Other direction, and another price source: touching from above against never being below.");
    }

    private static void News(CatalogDraft d)
    {
        (string Key, string Question, string Rules, string Kalshi, string Series, string Ends, int Cents, bool Same, string Why)[] rows =
        [
            ("strategy-sells", "Strategy sells any Bitcoin by June 30, 2027?", "Strategy (formerly MicroStrategy) announces that it has sold any of its Bitcoin between January 1, 2027 and June 30, 2027, 11:59 PM ET", "Will Strategy sell any Bitcoin before July 1, 2027?", "KXMSTRSELL", "2027-06-30T23:59:00Z", 11, true, "Same seller and the same last day."),
            ("us-reserve", "US national Bitcoin reserve buys before 2028?", "the United States government purchases Bitcoin for a strategic reserve by December 31, 2027, 11:59 PM ET. Bitcoin obtained by forfeiture does not count", "Will the US government buy Bitcoin before Jan 1, 2028?", "KXBTCRESERVE", "2027-12-31T23:59:00Z", 14, true, "Purchases by the government until the end of 2027."),
            ("satoshi-moves", "Will Satoshi move any Bitcoin in 2027?", "any wallet labelled as Satoshi's by Arkham sends Bitcoin between January 1 and December 31, 2027", "Will Satoshi's identity be proven in 2027?", "KXSATOSHI", "2027-12-31T23:59:00Z", 3, false, "Moving coins against proving an identity."),
            ("tether-depeg", "USDT depegs in 2027?", "the Coinbase price of USDT is at or below $0.95 for any full hour of 2027", "Will USDT trade below $0.99 in 2027?", "KXUSDTDEPEG", "2027-12-31T23:59:00Z", 4, false, "Other threshold: 0.95 for an hour against any trade below 0.99."),
            ("kraken-ipo", "Kraken IPO by June 30, 2027?", "shares of Kraken (Payward, Inc.) begin trading on a public exchange by June 30, 2027, 11:59 PM ET", "Will Kraken announce an IPO before July 1, 2027?", "KXIPOKRAKEN", "2027-06-30T23:59:00Z", 46, false, "Trading begun against an announcement."),
            ("eth-flip", "Ethereum flips Bitcoin in 2027?", "the market capitalization of Ethereum exceeds that of Bitcoin on CoinGecko at any time in 2027", "Will Ethereum's market cap pass Bitcoin's in 2027?", "KXFLIPPENING", "2027-12-31T23:59:00Z", 2, true, "The same comparison over the same year."),
        ];
        foreach (var (key, question, rules, kalshi, series, ends, cents, same, why) in rows)
        {
            var p = d.Add(new PolyDraft(Derived.Slug(question), question, question, $"This market will resolve to \"Yes\" if {rules}. Otherwise, this market will resolve to \"No\".\n\nThe resolution source will be official information and a consensus of credible reporting.", ends, cents) { Tag = "Crypto" });
            var k = d.Add(new KalshiDraft(series, $"{series}-27", kalshi, "", kalshi, "Yes", same
                ? $"If {rules.Replace(", 11:59 PM ET", "", StringComparison.Ordinal)}, then the market resolves to Yes."
                : $"If the answer to the question \"{kalshi}\" is yes according to the Exchange's sources, then the market resolves to Yes.", "", ends, Math.Min(cents + 2, 98))
            { Category = "Crypto" });
            if (same)
                d.Same(p, k, why);
            else
                d.Near(p, k, why);
            if (key is "strategy-sells" or "eth-flip")
            {
                var f = d.Add(new ForeDraft(key, question.Replace(" by June 30, 2027", " before July 2027", StringComparison.Ordinal), "Crypto.", $"Resolves YES if {rules}.", ends, cents + 1));
                d.Same(p, f, why);
                d.Same(k, f, why);
            }
        }

        foreach (var (name, cents) in ((string, int)[])[("Polymarket", 71), ("MetaMask", 44), ("Base", 38), ("OpenSea", 57), ("Backpack", 62), ("Phantom", 22)])
        {
            d.Add(new PolyDraft($"will-{Derived.Slug(name)}-launch-a-token-in-2027", $"Will {name} launch a token in 2027?", $"Will {name} launch a token in 2027?",
                $"This market will resolve to \"Yes\" if {name} officially launches a token that is publicly tradable between January 1 and December 31, 2027, 11:59 PM ET. Otherwise, this market will resolve to \"No\". An announcement alone is not enough.", "2027-12-31T23:59:00Z", cents)
            { Tag = "Crypto" });
            d.Add(new ForeDraft($"airdrop-{Derived.Slug(name)}", $"Will {name} announce an airdrop before April 2027?", $"Official channels of {name}.",
                $"Resolves YES if {name} announces an airdrop with a date or eligibility rules before April 1, 2027, 00:00 UTC.", "2027-03-31T23:59:00Z", cents / 2));
        }
    }
}
