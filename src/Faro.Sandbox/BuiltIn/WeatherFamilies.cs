namespace Faro.Sandbox.BuiltIn;

/// <summary>Temperatures, snow, storms and records.</summary>
internal static class WeatherFamilies
{
    /// <summary>Adds the families.</summary>
    public static void Add(CatalogDraft d)
    {
        Temperatures(d, "New York City", "NYC", "NY", "Central Park", "LaGuardia Airport", "KLGA", 41);
        Temperatures(d, "Chicago", "Chicago", "CHI", "Midway Airport", "O'Hare International Airport", "KORD", 34);
        Snow(d);
        Storms(d);
        Records(d);
    }

    private static void Temperatures(CatalogDraft d, string city, string shortName, string code, string kalshiStation, string polyStation, string icao, int middle)
    {
        foreach (var (day, dayCode, iso) in ((string, string, string)[])[("December 5", "26DEC05", "2026-12-06T04:59:00Z"), ("December 6", "26DEC06", "2026-12-07T04:59:00Z")])
        {
            for (var i = 0; i < 4; i++)
            {
                var low = middle - 4 + 2 * i;
                var cents = new[] { 16, 34, 31, 12 }[i];
                var p = d.Add(new PolyDraft($"highest-temperature-in-{Derived.Slug(shortName)}-on-{Derived.Slug(day)}", $"Highest temperature in {shortName} on {day}?", $"Will the highest temperature in {city} be between {low}-{low + 1}°F on {day}?",
                    $"This market will resolve to the temperature range that contains the highest temperature recorded at the {polyStation} Station in degrees Fahrenheit on {day}, 2026.\n\nThe resolution source for this market will be information from Wunderground, specifically the highest temperature recorded for all times on this day by the Forecast for the {polyStation} Station once information is finalized, available here: https://www.wunderground.com/history/daily/{icao}.\n\nThe resolution source measures temperatures to whole degrees Fahrenheit. Revisions after data is finalized are not considered.",
                    iso, cents)
                { Group = $"{low}-{low + 1}°F", NegRisk = true, Tag = "Weather", Source = $"https://www.wunderground.com/history/daily/{icao}" });
                var k = d.Add(new KalshiDraft($"KXHIGH{code}", $"KXHIGH{code}-{dayCode}", $"Highest temperature in {shortName} on {day}, 2026?", $"B{low}.5", $"Will the **high temp in {shortName}** be {low}-{low + 1}° on {day}, 2026?", $"{low}° to {low + 1}°",
                    $"If the highest temperature recorded in {kalshiStation}, {city} for {day}, 2026 as reported by the National Weather Service's Climatological Report (Daily), is between {low}-{low + 1}°, then the market resolves to Yes.",
                    "Not all weather data is the same. While checking a source like AccuWeather or Google Weather may help guide your decision, the official and final value used to determine this market is the highest temperature as reported by the NWS Climatological Report.", iso, cents)
                { Category = "Climate and Weather", Exclusive = true, Floor = low, Cap = low + 1, SubTitle = $"on {day}" });
                if (i is 1 or 2 && dayCode == "26DEC05")
                    d.Near(p, k, $"Another station and source: {polyStation} at Wunderground, {kalshiStation} by the Weather Service.");
                if (i == 1)
                {
                    var f = d.Add(new ForeDraft($"high-{code}-{dayCode}", $"Will {shortName} see a high of {low} or {low + 1} degrees on {day}?", $"{kalshiStation}, National Weather Service.",
                        $"Resolves YES if the NWS Climatological Report (Daily) for {kalshiStation} gives a maximum of {low} or {low + 1} °F for {day}, 2026.", iso, cents));
                    d.Same(k, f, "Same station, report, day and degrees.");
                    d.Near(p, f, "Another station.");
                }
            }
        }
    }

    private static void Snow(CatalogDraft d)
    {
        foreach (var (city, code, station, cents) in ((string, string, string, int)[])[("New York City", "NYC", "Central Park", 11), ("Boston", "BOS", "Logan Airport", 19), ("Chicago", "CHI", "O'Hare", 28), ("Denver", "DEN", "Denver International Airport", 37)])
        {
            var k = d.Add(new KalshiDraft("KXSNOWXMAS", "KXSNOWXMAS-26", "White Christmas?", code, $"Will it snow in {city} on Christmas 2026?", city,
                $"If more than 0.0 inches of snow (a trace does not count) is recorded at {station} on December 25, 2026, then the market resolves to Yes.", "The NWS Climatological Report (Daily) is used.", "2026-12-26T04:59:00Z", cents)
            { Category = "Climate and Weather" });
            var p = d.Add(new PolyDraft("where-will-it-snow-on-christmas", "Where will it snow on Christmas?", $"Will {city} have a white Christmas in 2026?",
                $"This market will resolve to \"Yes\" if a snow depth of at least 1 inch is reported at {station} at 7 AM local time on December 25, 2026. Otherwise, this market will resolve to \"No\".\n\nThe resolution source is the National Weather Service.", "2026-12-25T23:59:00Z", cents + 6)
            { Group = city, Tag = "Weather" });
            d.Near(p, k, "Snow lying in the morning against snow falling that day.");
            if (code is "NYC" or "BOS")
            {
                var f = d.Add(new ForeDraft($"xmas-snow-{code}", $"Will snow fall in {city} on December 25, 2026?", $"Measured at {station}.",
                    $"Resolves YES if the NWS daily report for {station} shows measurable snowfall (0.1 inch or more) on December 25, 2026.", "2026-12-26T04:59:00Z", cents));
                d.Same(k, f, "Measurable snowfall at the same station on the same day.");
            }

            d.Add(new KalshiDraft($"KX{code}SNOWM", $"KX{code}SNOWM-26DEC", $"Snowfall in {city} in December 2026?", "6.0", $"Will {city} get more than 6 inches of snow in December 2026?", "Above 6.0 inches",
                $"If the total snowfall at {station} in December 2026 is above 6.0 inches, then the market resolves to Yes.", "", "2027-01-01T04:59:00Z", cents + 9)
            { Category = "Climate and Weather", Floor = 6 });
        }
    }

    private static void Storms(CatalogDraft d)
    {
        foreach (var (count, cents) in ((int, int)[])[(5, 84), (7, 55), (9, 24)])
        {
            var k = d.Add(new KalshiDraft("KXHURCTOT", "KXHURCTOT-27DEC01", "Number of Atlantic hurricanes in 2027?", $"T{count}", $"Will there be more than {count} Atlantic hurricanes in 2027?", $"Above {count}",
                $"If the number of hurricanes in the Atlantic in 2027 according to the National Hurricane Center is above {count}, then the market resolves to Yes.", "", "2027-12-01T15:00:00Z", cents)
            { Category = "Climate and Weather", Floor = count });
            var f = d.Add(new ForeDraft($"hurricanes-{count}", $"Will 2027 bring at least {count + 1} Atlantic hurricanes?", "Counted by the National Hurricane Center.",
                $"Resolves YES if the NHC counts {count + 1} or more Atlantic hurricanes in 2027.", "2027-12-01T15:00:00Z", cents));
            d.Same(k, f, "More than n hurricanes is at least n + 1.");
            if (count != 7)
                continue;
            var p = d.Add(new PolyDraft("hurricanes-2027", "How many Atlantic hurricanes in 2027?", "Will there be more than 7 named Atlantic storms in 2027?",
                "This market will resolve to \"Yes\" if the National Hurricane Center names more than 7 storms (tropical storms and hurricanes) in the Atlantic in 2027. Otherwise, this market will resolve to \"No\".", "2027-12-01T15:00:00Z", 96)
            { Tag = "Weather" });
            d.Near(p, k, "Named storms against hurricanes.");
            d.Near(p, f, "Named storms against hurricanes.");
        }

        foreach (var (category, cents) in ((int, int)[])[(4, 74), (5, 29)])
            d.Add(new PolyDraft("hurricane-category-2027", "Strongest Atlantic hurricane of 2027?", $"Will any Category {category} hurricane form in the Atlantic in 2027?",
                $"This market will resolve to \"Yes\" if the National Hurricane Center classifies any Atlantic storm of 2027 as Category {category} or stronger. Otherwise, this market will resolve to \"No\".", "2027-12-01T15:00:00Z", cents)
            { Group = $"Category {category}", Tag = "Weather" });
    }

    private static void Records(CatalogDraft d)
    {
        foreach (var (year, code, cents, iso) in ((int, string, int, string)[])[(2026, "26", 12, "2027-01-15T15:00:00Z"), (2027, "27", 63, "2028-01-15T15:00:00Z")])
        {
            var p = d.Add(new PolyDraft($"hottest-year-{year}", $"Where will {year} rank among the hottest years?", $"Will {year} be the hottest year on record?",
                $"This market will resolve to \"Yes\" if {year} has the highest annual mean in the GISS Land-Ocean Temperature Index of NASA. Otherwise, this market will resolve to \"No\".", iso, cents)
            { Tag = "Weather" });
            var k = d.Add(new KalshiDraft("KXGTEMP", $"KXGTEMP-{code}", $"Will {year} be the hottest year ever?", "", $"Will {year} be the hottest year ever?", "Hottest",
                $"If {year} is the hottest year on record according to NASA's GISTEMP, then the market resolves to Yes.", "", iso, cents)
            { Category = "Climate and Weather" });
            var f = d.Add(new ForeDraft($"hottest-{year}-copernicus", $"Will {year} set a new global heat record?", "Copernicus (ERA5).",
                $"Resolves YES if the Copernicus Climate Change Service reports {year} as the warmest year in ERA5.", iso, cents + 2));
            d.Same(p, k, "The same year and the same NASA index.");
            d.Near(p, f, "NASA's index against Copernicus.");
        }

        foreach (var (name, cents) in ((string, int)[])[("Etna", 88), ("Kilauea", 95), ("Campi Flegrei", 3), ("Yellowstone", 2)])
            d.Add(new PolyDraft("eruptions-2027", "Which volcanoes will erupt in 2027?", $"Will {name} erupt in 2027?", $"This market will resolve to \"Yes\" if the Smithsonian Global Volcanism Program lists an eruption of {name} that began or went on in 2027. Otherwise, this market will resolve to \"No\".", "2027-12-31T23:59:00Z", Math.Clamp(cents, 2, 98)) { Group = name, Tag = "Weather" });
        foreach (var (magnitude, cents) in ((string, int)[])[("7.0", 97), ("8.0", 58), ("8.5", 12), ("9.0", 3)])
            d.Add(new ForeDraft($"quake-{magnitude}", $"Will an earthquake of magnitude {magnitude} or more strike in 2027?", "USGS catalogue.", $"Resolves YES if USGS lists an earthquake of magnitude {magnitude} or more in 2027 (UTC).", "2027-12-31T23:59:00Z", cents));
    }
}
