using System.Globalization;
using Faro.Venues;

namespace Faro.Matching.Tests.Questions;

/// <summary>
/// Writes markets of one family from the values of its slots, as each venue words them: two markets written from the same values
/// are one question, and two that differ in any value are not.
/// </summary>
/// <param name="Family">The family's name.</param>
/// <param name="Slots">For each slot the values to draw from.</param>
/// <param name="Poly">Polymarket's wording.</param>
/// <param name="Kalshi">Kalshi's wording.</param>
public sealed partial record PairWriter(string Family, string[][] Slots, Func<string[], MarketText> Poly, Func<string[], MarketText> Kalshi)
{
    private static readonly string[] People = ["Ines Marlowe", "Tobias Quent", "Ruth Abernathy", "Goran Petrov", "Lena Fairweather", "Duncan Osei", "Mirela Stan", "Hugo Lindqvist", "Aisha Rahman", "Colin Trask"];
    private static readonly string[] States = ["Ohio", "Iowa", "Oregon", "Vermont", "Kansas", "Utah", "Nevada", "Maine", "Idaho", "Alabama"];
    private static readonly string[] Years = ["2026", "2028", "2030", "2032"];
    private static readonly string[] Countries = ["Norway", "Kenya", "Peru", "Vietnam", "Portugal", "Chad", "Chile", "Poland", "Ghana", "Nepal"];
    private static readonly string[] Days = ["3", "7", "12", "18", "24", "28"];
    private static readonly string[] Months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    // A league's teams: Polymarket's nickname and Kalshi's city.
    private static readonly string[] Hockey = ["Bruins=Boston", "Sabres=Buffalo", "Flames=Calgary", "Stars=Dallas", "Oilers=Edmonton", "Wild=Minnesota", "Predators=Nashville", "Sharks=San Jose", "Islanders=New York I", "Rangers=New York R"];
    private static readonly string[] Opponents = ["Kraken=Seattle", "Canucks=Vancouver", "Capitals=Washington", "Jets=Winnipeg", "Senators=Ottawa", "Ducks=Anaheim"];

    /// <summary>All families.</summary>
    public static IReadOnlyList<PairWriter> All { get; } =
    [
        new("Game", [Hockey, Opponents, Months, Days],
            v => Polymarket($"{Left(v[0])} vs. {Left(v[1])}", $"In the upcoming NHL game, scheduled for {v[2]} {v[3]} at 7:00PM ET:\nIf the {Left(v[0])} win, the market will resolve to \"{Left(v[0])}\".\nIf the {Left(v[1])} win, the market will resolve to \"{Left(v[1])}\".\nThe result includes overtime.", Left(v[0]), Left(v[1]), v[2], v[3]),
            v => OnKalshi($"KXNHLGAME-{Code("2026", v[2], v[3])}X-A", $"{Right(v[0])} at {Right(v[1])} Winner?", Right(v[0]), $"{Right(v[0])} wins the {Right(v[0])} at {Right(v[1])} professional hockey game originally scheduled for {v[2][..3]} {v[3]}, 2026")),
        new("PartOfGame", [["Falcons Nord", "Ember", "Tidewall", "Kestrel Five"], ["Obsidian", "Northgate", "Lumen"], ["1", "2", "3"], ["Valorant", "Counter-Strike", "Dota 2"], Days],
            v => Polymarket($"{v[3]}: {v[0]} vs {v[1]} - Map {v[2]} Winner", $"This market will resolve to \"{v[0]}\" if {v[0]} win Map {v[2]} against {v[1]} in the {v[3]} match, scheduled for May {v[4]} at 1:00PM ET.", v[0], v[1], "May", v[4]),
            v => OnKalshi($"KXMAP-{Code("2026", "May", v[4])}X", $"Will {v[0]} win map {v[2]} in the {v[0]} vs. {v[1]} match?", v[0], $"{v[0]} wins map {v[2]} in the {v[0]} vs. {v[1]} {v[3]} match originally scheduled for May {v[4]}, 2026")),
        new("Spread", [["Celtics=Boston", "Bulls=Chicago", "Pistons=Detroit", "Pacers=Indiana"], ["Heat=Miami", "Magic=Orlando", "Raptors=Toronto"], ["3", "5", "8", "11"], Days],
            v => Polymarket($"Spread: {Left(v[0])} (-{v[2]}.5)", $"In the upcoming NBA game, scheduled for March {v[3]}:\nThis market will resolve to \"{Left(v[0])}\" if the {Left(v[0])} win the game by {int.Parse(v[2], CultureInfo.InvariantCulture) + 1} or more points.\nOtherwise, this market will resolve to \"{Left(v[1])}\".", Left(v[0]), Left(v[1]), "March", v[3]) with { EventTitle = $"{Left(v[0])} vs. {Left(v[1])}" },
            v => OnKalshi($"KXNBASPREAD-{Code("2026", "March", v[3])}X", $"{Right(v[0])} wins by over {v[2]}.5 Points?", $"{Right(v[0])} wins by over {v[2]}.5 Points", $"{Right(v[0])} wins by more than {v[2]}.5 points in the {Right(v[0])} at {Right(v[1])} professional basketball game originally scheduled for Mar {v[3]}, 2026")),
        new("Total", [["Celtics=Boston", "Bulls=Chicago", "Pistons=Detroit", "Pacers=Indiana"], ["Heat=Miami", "Magic=Orlando", "Raptors=Toronto"], ["209", "214", "221", "230"], Days],
            v => Polymarket($"{Left(v[0])} vs. {Left(v[1])}: O/U {v[2]}.5", $"In the upcoming NBA game, scheduled for March {v[3]}: This market will resolve to \"Over\" if the {Left(v[0])} and {Left(v[1])} combine to score {int.Parse(v[2], CultureInfo.InvariantCulture) + 1} or more points. Otherwise, this market will resolve to \"Under\".", "Over", "Under", "March", v[3]),
            v => OnKalshi($"KXNBATOTAL-{Code("2026", "March", v[3])}X", $"{Right(v[0])} at {Right(v[1])}: Total Points", $"Over {v[2]}.5 points scored", $"{Right(v[0])} and {Right(v[1])} collectively score more than {v[2]}.5 points in the {Right(v[0])} at {Right(v[1])} professional basketball game originally scheduled for Mar {v[3]}, 2026")),
        new("Futures", [["Denver Nuggets=Denver", "Utah Jazz=Utah", "Phoenix Suns=Phoenix", "Orlando Magic=Orlando"], ["NBA Finals=Pro Basketball Finals", "NBA Western Conference Finals=Pro Basketball Western Conference Championship", "NBA Eastern Conference Finals=Pro Basketball Eastern Conference Championship"], Years],
            v => Polymarket($"Will the {Left(v[0])} win the {v[2]} {Left(v[1])}?", Yes($"the {Left(v[0])} win the {v[2]} {Left(v[1])}")),
            v => OnKalshi($"KXTITLE-{v[2][2..]}-X", $"Will {Right(v[0])} win the {v[2]} {Right(v[1])}?", Right(v[0]), $"{Right(v[0])} wins the {v[2]} {Right(v[1])}")),
        new("Award", [People, ["Best Actress=Best Actress", "Best Supporting Actress=Best Supporting Actress", "Best Director=Best Director"], ["win=wins=has won", "be nominated for=is nominated for=has been nominated for"], ["97th", "99th", "101st"]],
            v => Polymarket($"Will {v[0]} {v[2].Split('=')[0]} {Left(v[1])} at the {v[3]} Academy Awards?", Yes($"{v[0]} {v[2].Split('=')[1]} {Left(v[1])} at the {v[3]} Academy Awards")),
            v => OnKalshi("KXOSC-X", $"Oscar for {Right(v[1])}?", v[0], $"{v[0]} {v[2].Split('=')[2]} {Right(v[1])} at the {v[3]} Academy Awards")),
        new("Nominee", [People, ["Democratic", "Republican"], States, ["Governor=Governorship", "Senate=Senate seat"], Years],
            v => Polymarket($"Will {v[0]} win the {v[4]} {v[2]} {Left(v[3])} {v[1]} primary election?", $"This market will resolve according to the winner of the {v[1]} Primary for {Left(v[3])} of {v[2]} in {v[4]}."),
            v => OnKalshi($"KXNOM-{v[4][2..]}-X", $"Will {v[0]} be the {v[1]} nominee for {Left(v[3])} in {v[2]}?", v[0], $"{v[0]} wins the nomination for the {v[1]} Party to contest the {v[4]} {v[2]} {Right(v[3])}")),
        new("Election", [People, Countries, ["first round of the ", ""], Years],
            v => Polymarket($"Will {v[0]} win the {v[2]}{v[3]} presidential election in {v[1]}?", Yes($"{v[0]} wins the {v[2]}{v[3]} presidential election in {v[1]}")),
            v => OnKalshi($"KXPRES-{v[3][2..]}-X", $"Will {v[0]} win the {v[2]}{v[3]} presidential election in {v[1]}?", v[0], $"{v[0]} wins the {v[2]}{v[3]} presidential election in {v[1]}")),
        new("RateDecision", [["Bank of England", "Bank of Canada", "European Central Bank", "Bank of Japan"], ["increases=Hike", "decreases=Cut"], ["25", "50"], Months, ["2026", "2027"]],
            v => Polymarket($"{v[0]} {Left(v[1])} interest rates by {v[2]} bps after {v[3]} {v[4]} meeting?", $"This market will resolve to the amount of basis points the policy rate is changed by versus the level it was prior to the {v[0]}'s {v[3]} {v[4]} meeting."),
            v => OnKalshi("KXCB-X", $"Will the {v[0]} {Right(v[1])} {v[2]} basis points at the {v[3][..3]} {v[4]} meeting?", $"{Right(v[1])} {v[2]} bps", $"the {v[0]} takes the action of {Right(v[1])} {v[2]} basis points at {v[3][..3]} {v[4]} meeting")),
        new("RateCount", [["Fed=Federal Reserve", "Bank of England=Bank of England"], ["1", "2", "3", "4", "5"], ["2026", "2027", "2028"]],
            v => Polymarket($"Will {v[1]} {Left(v[0])} rate cuts happen in {v[2]}?", $"This market will resolve according to the exact amount of cuts of 25 basis points in {v[2]} by the {Left(v[0])}."),
            v => OnKalshi("KXCUTS-X", $"Will the {Right(v[0])} cut rates {v[1]} times in {v[2]}?", $"{v[1]} cuts", $"the {Right(v[0])} cuts rates {v[1]} times in {v[2]}")),
        new("PriceAt", [["Bitcoin=Bitcoin", "Ethereum=Ethereum", "Solana=Solana"], ["4,000", "5,500", "70,000"], Months, Days, ["2", "5", "9"], ["Binance", "Coinbase", "Kraken"]],
            v => Polymarket($"Will the price of {Left(v[0])} be above ${v[1]} on {v[2]} {v[3]}, {v[4]}PM ET?", Yes($"the {v[5]} price of {Left(v[0])} is above ${v[1]} on {v[2]} {v[3]}, 2026 at {v[4]}:00 PM ET")) with { EndsAt = At(v[2], v[3]) },
            v => OnKalshi("KXCOIN-X", $"{Right(v[0])} price on {v[2][..3]} {v[3]}, 2026 at {v[4]}pm ET?", $"Above ${v[1]}", $"the price of {Right(v[0])} at {v[5]} is above ${v[1]} at {v[4]} PM ET on {v[2][..3]} {v[3]}, 2026")),
        new("PriceTouch", [["Bitcoin", "Ethereum", "Solana"], ["6,000", "9,500", "150,000"], ["June 30=Jul 1", "March 31=Apr 1", "September 30=Oct 1"], ["2026", "2027"], ["Binance", "Coinbase"]],
            v => Polymarket($"Will {v[0]} reach ${v[1]} by {Left(v[2])}, {v[3]}?", Yes($"the {v[4]} price of {v[0]} reaches ${v[1]} or higher by {Left(v[2])}, {v[3]}, 11:59 PM ET")),
            v => OnKalshi("KXMAX-X", $"Will {v[0]} reach ${v[1]} before {Right(v[2])}, {v[3]}?", $"Before {Right(v[2])}, {v[3]}", $"the {v[4]} price of {v[0]} reaches ${v[1]} or higher before {Right(v[2])}, {v[3]}")),
        new("Macro", [["unemployment rate", "inflation rate"], ["2.4", "3.1", "4.6"], Months, Countries, ["2026", "2027"], ["above", "below"]],
            v => Polymarket($"Will the {v[0]} in {v[3]} be {v[5]} {v[1]}% in {v[2]} {v[4]}?", Yes($"the {v[0]} in {v[3]} for {v[2]} {v[4]} is {v[5]} {v[1]}%")),
            v => OnKalshi("KXMACRO-X", $"Will the {v[0]} in {v[3]} be {v[5]} {v[1]}% in {v[2][..3]} {v[4]}?", $"{char.ToUpperInvariant(v[5][0])}{v[5][1..]} {v[1]}%", $"the {v[0]} in {v[3]} is {v[5]} {v[1]}% in {v[2][..3]} {v[4]}")),
        new("Weather", [["LaGuardia Airport", "Central Park", "Heathrow"], ["61-62", "73-74", "85-86"], Months, Days],
            v => Polymarket($"Will the highest temperature at {v[0]} be between {v[1]}°F on {v[2]} {v[3]}?", $"This market will resolve to the temperature range that contains the highest temperature recorded at {v[0]} in degrees Fahrenheit on {v[2]} {v[3]}, 2026 as reported by the National Weather Service.") with { OutcomeName = $"{v[1]}°F", EndsAt = At(v[2], v[3]) },
            v => OnKalshi("KXHIGH-X", $"Will the maximum temperature at {v[0]} be {v[1]}° on {v[2][..3]} {v[3]}, 2026?", $"{v[1].Replace("-", "° to ", StringComparison.Ordinal)}°", $"the highest temperature recorded at {v[0]} for {v[2]} {v[3]}, 2026 as reported by the National Weather Service is between {v[1]}°")),
        new("Count", [["earthquakes=earthquakes", "executions=executions", "hurricanes=hurricanes"], ["5", "9", "14", "20"], Countries, ["2026", "2027", "2028"]],
            v => Polymarket($"Will there be more than {v[1]} {Left(v[0])} in {v[2]} in {v[3]}?", Yes($"there are more than {v[1]} {Left(v[0])} in {v[2]} in {v[3]}")),
            v => OnKalshi("KXCOUNT-X", $"At least {int.Parse(v[1], CultureInfo.InvariantCulture) + 1} {Right(v[0])} in {v[2]} in {v[3]}?", $"At least {int.Parse(v[1], CultureInfo.InvariantCulture) + 1}", $"there are at least {int.Parse(v[1], CultureInfo.InvariantCulture) + 1} {Right(v[0])} in {v[2]} in {v[3]}")),
        new("Event", [Countries, ["leave the African Union=leaves the African Union", "legalize cannabis=legalizes cannabis", "recognize Kosovo=recognizes Kosovo", "join BRICS=joins BRICS"], ["June 30=Jul 1", "March 31=Apr 1", "September 30=Oct 1", "December 30=Dec 31"], ["2026", "2027"]],
            v => Polymarket($"Will {v[0]} {Left(v[1])} by {Left(v[2])}, {v[3]}?", Yes($"{v[0]} {Right(v[1])} by {Left(v[2])}, {v[3]}, 11:59 PM ET")),
            v => OnKalshi("KXEVENT-X", $"Will {v[0]} {Left(v[1])} before {Right(v[2])}, {v[3]}?", $"Before {Right(v[2])}, {v[3]}", $"{v[0]} {Right(v[1])} before {Right(v[2])}, {v[3]}")),
        new("Departure", [People, ["Prime Minister of Norway", "Prime Minister of Kenya", "President of Peru"], ["June 30=Jul 1", "March 31=Apr 1", "September 30=Oct 1"], ["2026", "2027"], ["leaves office=leaves office", "announces a resignation=announces a resignation"]],
            v => Polymarket($"{v[0]} out as {v[1]} by {Left(v[2])}, {v[3]}?", Yes($"{v[0]} {Left(v[4])} as {v[1]} by {Left(v[2])}, {v[3]}, 11:59 PM ET")),
            v => OnKalshi("KXOUT-X", $"Will {v[0]} be out as {v[1]} before {Right(v[2])}, {v[3]}?", $"Before {Right(v[2])}, {v[3]}", $"{v[0]} {Right(v[4])} as {v[1]} before {Right(v[2])}, {v[3]}")),
        new("Ranking", [People, ["US", "global"], Months, Days],
            v => Polymarket($"Will {v[0]} be the top {v[1]} artist on Spotify on {v[2]} {v[3]}?", Yes($"{v[0]} is the top {v[1]} artist on Spotify on {v[2]} {v[3]}, 2026")) with { EndsAt = At(v[2], v[3]) },
            v => OnKalshi("KXTOP-X", $"Top {v[1]} artist on Spotify on {v[2][..3]} {v[3]}, 2026?", v[0], $"{v[0]} is the top {v[1]} artist on Spotify on {v[2][..3]} {v[3]}, 2026")),
        .. Further,
    ];

    private static string Yes(string condition) => $"This market will resolve to “Yes” if {condition}. Otherwise, this market will resolve to “No”.";

    private static string Left(string pair) => pair[..pair.IndexOf('=', StringComparison.Ordinal)];

    private static string Right(string pair) => pair[(pair.LastIndexOf('=') + 1)..];

    private static string Code(string year, string month, string day) => $"{year[2..]}{month[..3].ToUpperInvariant()}{int.Parse(day, CultureInfo.InvariantCulture):00}";

    private static DateTimeOffset At(string month, string day) => new(2026, Array.IndexOf(Months, month) + 1, int.Parse(day, CultureInfo.InvariantCulture), 0, 0, 0, TimeSpan.Zero);

    private static MarketText Polymarket(string title, string rules, string yes = "Yes", string no = "No", string? month = null, string? day = null) => new()
    {
        Venue = Venue.Polymarket,
        MarketId = "0x1",
        Title = title,
        YesLabel = yes,
        NoLabel = no,
        Rules = rules,
        EndsAt = month is null ? null : At(month, day!),
    };

    private static MarketText OnKalshi(string ticker, string title, string outcome, string condition) => new()
    {
        Venue = Venue.Kalshi,
        MarketId = ticker,
        Title = title,
        OutcomeName = outcome,
        Rules = $"If {condition}, then the market resolves to Yes.",
    };
}
