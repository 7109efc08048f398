namespace Faro.Sandbox.BuiltIn;

/// <summary>Differences of unit and of void clauses, and Foresight's markets that no other venue lists.</summary>
internal static class OtherFamilies
{
    /// <summary>Adds the families.</summary>
    public static void Add(CatalogDraft d)
    {
        Units(d);
        VoidClauses(d);
        ForesightOnly(d);
    }

    private static void Units(CatalogDraft d)
    {
        foreach (var (city, icao, celsius) in ((string, string, int)[])[("London", "EGLC", 10), ("Paris", "LFPG", 9), ("Toronto", "CYYZ", 3)])
        {
            var p = d.Add(new PolyDraft($"highest-temperature-in-{Derived.Slug(city)}-on-december-5", $"Highest temperature in {city} on December 5?", $"Will the highest temperature in {city} be {celsius}°C or higher on December 5?",
                $"This market will resolve to \"Yes\" if the highest temperature recorded at {icao} on December 5, 2026 is {celsius} degrees Celsius or higher. Otherwise, this market will resolve to \"No\".\n\nThe resolution source is Wunderground's daily history for {icao}, in whole degrees Celsius.", "2026-12-06T12:00:00Z", 42)
            { Tag = "Weather" });
            var f = d.Add(new ForeDraft($"high-{icao}-f", $"Will {city} reach {celsius * 2 + 32}°F on December 5, 2026?", $"Wunderground, station {icao}.",
                $"Resolves YES if Wunderground's daily maximum for {icao} on December 5, 2026 is at least {celsius * 2 + 32} degrees Fahrenheit.", "2026-12-06T12:00:00Z", 31));
            d.Near(p, f, $"Another unit: {celsius} °C is {celsius * 9m / 5 + 32:0.#} °F, not {celsius * 2 + 32} °F.");
        }
    }

    private static void VoidClauses(CatalogDraft d)
    {
        foreach (var (first, second, code, cents) in ((string, string, string, int)[])[("Islam Makhachev", "Ilia Topuria", "MAKTOP", 55), ("Tom Aspinall", "Ciryl Gane", "ASPGAN", 68), ("Sean O'Malley", "Merab Dvalishvili", "OMADVA", 33)])
        {
            var p = d.Add(new PolyDraft($"ufc-{Derived.Slug(code)}", $"UFC: {first} vs. {second}", $"{first} vs. {second}",
                $"If {first} wins, the market will resolve to \"{first}\". If {second} wins, the market will resolve to \"{second}\".\nIf the fight is ruled a draw or a no contest, or is not held by March 31, 2027, this market will resolve 50-50.", "2027-01-24T06:00:00Z", cents)
            { Yes = first, No = second, Tag = "Sports", GameStart = "2027-01-24 06:00:00+00" });
            var f = d.Add(new ForeDraft($"ufc-{code}", $"Will {second} avoid defeat against {first}?", "UFC, January 2027.",
                $"Resolves YES if {second} wins, or if the fight ends in a draw or a no contest. If it is cancelled the market resolves NO.", "2027-01-24T06:00:00Z", 100 - cents + 2));
            d.Near(p, f, "A draw, a no contest or a cancelled fight pays half at Polymarket and a whole side at Foresight.");
        }
    }

    private static void ForesightOnly(CatalogDraft d)
    {
        foreach (var (country, level, cents) in ((string, string, int)[])[("the United Kingdom", "3.5", 61), ("Germany", "2.0", 48), ("Japan", "2.5", 66), ("Canada", "2.2", 44), ("Brazil", "4.5", 39), ("Turkey", "30", 57), ("India", "2.0", 28), ("Mexico", "3.8", 41)])
            d.Add(new ForeDraft($"cpi-abroad-{country}", $"Will inflation in {country} be above {level}% in December 2026?", "Twelve-month rate of the national statistics office.", $"Resolves YES if the first published 12-month consumer price inflation of {country} for December 2026 is above {level}%.", "2027-01-25T12:00:00Z", cents));
        foreach (var (pair, level, cents) in ((string, string, int)[])[("EUR/USD", "1.20", 34), ("GBP/USD", "1.35", 45), ("USD/JPY", "155", 52), ("USD/CNY", "7.00", 27), ("USD/CHF", "0.80", 49)])
            d.Add(new ForeDraft($"fx-{pair}", $"Will {pair} be above {level} at the end of 2026?", "ECB reference rates.", $"Resolves YES if {pair}, from the ECB's reference rates of December 31, 2026, is above {level}.", "2026-12-31T16:00:00Z", cents));
        foreach (var (index, level, cents) in ((string, string, int)[])[("S&P 500", "7,000", 47), ("Nasdaq 100", "26,000", 44), ("DAX", "25,000", 38), ("Nikkei 225", "52,000", 41), ("Hang Seng", "27,000", 36), ("FTSE 100", "10,000", 33)])
            d.Add(new ForeDraft($"index-{index}", $"Will the {index} close 2026 above {level}?", "Official closing value of the last trading day.", $"Resolves YES if the {index} closes above {level} on its last trading day of 2026.", "2026-12-31T21:00:00Z", cents));
        foreach (var (good, level, cents) in ((string, string, int)[])[("Gold", "$4,500", 41), ("Silver", "$55", 38), ("Brent crude", "$70", 29), ("Copper", "$11,500", 44), ("Natural gas", "$5", 26)])
            d.Add(new ForeDraft($"goods-{good}", $"Will {good} trade above {level} on March 31, 2027?", "Front-month settlement.", $"Resolves YES if the front-month contract of {good} settles above {level} on March 31, 2027.", "2027-03-31T21:00:00Z", cents));
        foreach (var (league, club, cents) in ((string, string, int)[])[("La Liga", "Barcelona", 51), ("La Liga", "Real Madrid", 42), ("Bundesliga", "Bayern Munich", 88), ("Serie A", "Inter", 39), ("Serie A", "Napoli", 24), ("Ligue 1", "Paris Saint-Germain", 83), ("Eredivisie", "PSV", 55), ("MLS", "Inter Miami", 18)])
            d.Add(new ForeDraft($"title-{league}-{club}", $"Will {club} win {league} next?", "The season that ends in 2027.", $"Resolves YES if {club} are champions of {league} in the season that ends in 2027.", "2027-12-12T12:00:00Z", cents));
        foreach (var (city, cents) in ((string, int)[])[("Tokyo", 22), ("Delhi", 74), ("Sydney", 61), ("Cairo", 12), ("Madrid", 44), ("Athens", 51), ("Phoenix", 97), ("Las Vegas", 89)])
            d.Add(new ForeDraft($"heat-{city}", $"Will {city} reach 42°C in 2027?", "Any official station of the city.", $"Resolves YES if an official station of {city} measures at least 42.0 °C on any day of 2027.", "2027-12-31T23:59:00Z", cents));
        foreach (var (what, cents) in ((string, int)[])[("Grand Theft Auto VI is released before December 2026 ends", 92), ("a Nintendo Switch 2 price increase is announced", 34), ("Half-Life 3 is announced", 21), ("a Steam Machine goes on sale", 83), ("Silksong wins a BAFTA", 12), ("Valve announces a new headset", 28)])
            d.Add(new ForeDraft($"games-{Derived.Slug(what)}", $"Will it happen by June 30, 2027: {what}?", "Video games.", $"Resolves YES if {what} by June 30, 2027, 23:59 UTC.", "2027-06-30T23:59:00Z", cents));
        foreach (var (mission, cents) in ((string, int)[])[("Artemis II flies around the Moon", 71), ("Blue Origin lands a cargo craft on the Moon", 38), ("Chang'e 7 lands", 52), ("Dream Chaser docks with the ISS", 29), ("New Glenn flies five times in a year", 24), ("Rocket Lab's Neutron reaches orbit", 41), ("Voyager 1 falls silent for a month", 17)])
            d.Add(new ForeDraft($"space-{Derived.Slug(mission)}", $"Space: {mission} before the end of 2027?", "Spaceflight.", $"Resolves YES if {mission} by December 31, 2027, 23:59 UTC, by the operator's statement.", "2027-12-31T23:59:00Z", cents));
        foreach (var (person, cents) in ((string, int)[])[("Pope Leo XIV visits the United States", 31), ("King Charles III abdicates", 5), ("Elon Musk becomes a trillionaire by Forbes", 36), ("Taylor Swift marries", 64), ("Lionel Messi retires", 22), ("LeBron James retires", 57)])
            d.Add(new ForeDraft($"people-{Derived.Slug(person)}", $"Will it be so in 2027: {person}?", "People.", $"Resolves YES if {person} between January 1 and December 31, 2027 (UTC).", "2027-12-31T23:59:00Z", cents));
        foreach (var (chain, cents) in ((string, int)[])[("BNB", 48), ("Dogecoin", 31), ("Cardano", 27), ("Avalanche", 33), ("Chainlink", 44), ("Sui", 38), ("Litecoin", 41)])
            d.Add(new ForeDraft($"outperform-{chain}", $"Will {chain} outperform Bitcoin in the first quarter of 2027?", "Binance daily closes in USDT.", $"Resolves YES if the percentage change of {chain}/USDT from the close of December 31, 2026 to the close of March 31, 2027 (UTC, Binance) is greater than that of BTC/USDT.", "2027-04-01T00:00:00Z", cents));
    }
}
