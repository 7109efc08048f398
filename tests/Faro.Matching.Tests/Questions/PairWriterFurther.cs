using System.Globalization;
using Faro.Venues;

namespace Faro.Matching.Tests.Questions;

public sealed partial record PairWriter
{
    // Families of games and persons beside the first ones.
    private static IReadOnlyList<PairWriter> Further =>
    [
        new("TeamTotal", [["Bills=Buffalo", "Bengals=Cincinnati", "Broncos=Denver", "Packers=Green Bay"], ["Colts=Indianapolis", "Jaguars=Jacksonville", "Saints=New Orleans"], ["17", "20", "23", "27"], Days],
            v => Polymarket($"{Left(v[0])} Team Total: O/U {v[2]}.5", $"In the upcoming NFL game between {Left(v[0])} and {Left(v[1])}, scheduled for October {v[3]}:\nThis market will resolve to \"Over\" if the {Left(v[0])} score {int.Parse(v[2], CultureInfo.InvariantCulture) + 1} or more points in this game. Otherwise, this market will resolve to \"Under\".", "Over", "Under", "October", v[3]) with { EventTitle = $"{Left(v[0])} vs. {Left(v[1])}", Kind = "team_totals" },
            v => OnKalshi($"KXNFLTEAMTOTAL-{Code("2026", "October", v[3])}X", $"{Right(v[0])} at {Right(v[1])}: {Right(v[0])} Total Points?", $"Over {v[2]}.5 points", $"{Right(v[0])} scores more than {v[2]}.5 points in the {Right(v[0])} at {Right(v[1])} professional football game originally scheduled for Oct {v[3]}, 2026")),
        new("GameProposition", [People, ["points", "rebounds", "assists"], ["Celtics=Boston", "Bulls=Chicago", "Pistons=Detroit", "Pacers=Indiana"], ["Heat=Miami", "Magic=Orlando"], ["4", "7", "11", "19"], Days],
            v => Polymarket($"{v[0]}: {Upper(v[1])} O/U {v[4]}.5", $"In the upcoming NBA game, scheduled for March {v[5]}:\nThis market will resolve to \"Over\" if {v[0]} records {int.Parse(v[4], CultureInfo.InvariantCulture) + 1} or more {v[1]} in regulation and overtime combined. Otherwise, this market will resolve to \"Under\".", "Over", "Under", "March", v[5]) with { EventTitle = $"{Left(v[2])} vs. {Left(v[3])}", Kind = v[1] },
            v => OnKalshi($"KXNBA{v[1].ToUpperInvariant()}-{Code("2026", "March", v[5])}X", $"{v[0]}: {int.Parse(v[4], CultureInfo.InvariantCulture) + 1}+ {v[1]}", $"{v[0]}: {int.Parse(v[4], CultureInfo.InvariantCulture) + 1}+", $"{v[0]} records {int.Parse(v[4], CultureInfo.InvariantCulture) + 1}+ {v[1]} in the {Right(v[2])} at {Right(v[3])} professional basketball game originally scheduled for Mar {v[5]}, 2026")),
        new("Series", [["Bruins=Boston", "Sabres=Buffalo", "Flames=Calgary", "Stars=Dallas"], ["Kraken=Seattle", "Canucks=Vancouver", "Capitals=Washington"], ["2027", "2028", "2029"]],
            v => Polymarket($"NHL Playoffs: Who will win series? - {Left(v[0])} vs. {Left(v[1])}", $"This market will resolve to \"{Left(v[0])}\" if the {Left(v[0])} win their {v[2]} NHL Playoffs series against the {Left(v[1])}. This market will resolve to \"{Left(v[1])}\" if the {Left(v[1])} win it.", Left(v[0]), Left(v[1])),
            v => OnKalshi($"KXNHLSERIES-{v[2][2..]}X-A", $"Will {Right(v[0])} win the series against {Right(v[1])}?", Right(v[0]), $"{Right(v[0])} wins the {Right(v[0])} vs {Right(v[1])} series in the {v[2]} professional hockey playoffs")),
        new("Appointment", [People, ["Prime Minister of Norway", "Prime Minister of Kenya", "Chancellor of Germany", "Governor of Ohio"]],
            v => Polymarket($"Will {v[0]} be the next {v[1]}?", Yes($"{v[0]} is the next person to be sworn in as {v[1]}")),
            v => OnKalshi("KXNEXT-X", $"Who will be the next {v[1]}?", v[0], $"{v[0]} is the next {v[1]}")),
        new("UpOrDown", [["Nasdaq 100", "Russell 2000", "Nikkei 225", "Hang Seng"], Months, ["12=11", "18=17", "26=25"], ["4:00", "3:30"]],
            v => Polymarket($"{v[0]} Up or Down on {v[1]} {Left(v[2])}?", $"This market will resolve to \"Up\" if the value of the {v[0]} at {v[3]} PM ET on {v[1]} {Left(v[2])}, 2026 is higher than at {v[3]} PM ET on {v[1]} {Right(v[2])}, 2026. Otherwise, this market will resolve to \"Down\".", "Up", "Down", v[1], Left(v[2])),
            v => OnKalshi("KXUP-X", $"{v[0]} up or down on {v[1][..3]} {Left(v[2])}, 2026?", "Up", $"the value of the {v[0]} at {v[3]} PM ET on {v[1][..3]} {Left(v[2])}, 2026 is higher than at {v[3]} PM ET on {v[1][..3]} {Right(v[2])}, 2026")),
        new("Mention", [People, ["Tariff", "Inflation", "Growth", "Pension"], Months, Days],
            v => Polymarket($"Will {v[0]} say \"{v[1]}\" during the press conference on {v[2]} {v[3]}?", Yes($"{v[0]} says \"{v[1]}\" during the press conference on {v[2]} {v[3]}, 2026")) with { OutcomeName = v[1], EndsAt = At(v[2], v[3]) },
            v => OnKalshi("KXSAY-X", $"What will {v[0]} say during the press conference on {v[2][..3]} {v[3]}, 2026?", v[1], $"{v[0]} says {v[1]} during the press conference on {v[2][..3]} {v[3]}, 2026")),
    ];

    private static string Upper(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
