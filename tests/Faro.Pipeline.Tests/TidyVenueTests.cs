using System.Text.RegularExpressions;
using Faro.Testing;

namespace Faro.Pipeline.Tests;

/// <summary>A venue is an object and a scale is a type: neither leaks into the stages.</summary>
public sealed partial class TidyVenueTests
{
    private static readonly string[] Dialects = ["Polymarket", "Kalshi", "Foresight"];

    [Theory]
    [InlineData("if (leg.Venue == Venue.Kalshi) return;", true)]
    [InlineData("_ => member.Ref.Venue switch", true)]
    [InlineData("switch (planned.Venue)", true)]
    [InlineData("var venue = clients.Trading(leg.Prepared.Venue);", false)]
    [InlineData("depths.RemoveAll(d => d.Venue == failed.Venue);", false)]
    public void Decisions_by_venue_are_found(string line, bool found) => Assert.Equal(found, ByVenue().IsMatch(line));

    [Theory]
    [InlineData("var micro = (long)(usd * 1_000_000m);", true)]
    [InlineData("price / 10_000m", true)]
    [InlineData("LotMicroShares = 10_000", true)]
    [InlineData("Number(\"size_usd\", 0, 10_000_000)", false)]
    [InlineData("MaxLength = 2_000", false)]
    public void Scales_are_found(string line, bool found) => Assert.Equal(found, Scale().IsMatch(line));

    [Fact]
    public void Orders_decides_nothing_by_the_name_of_a_venue() => None(
        from file in TidySource.Files(["src/Faro.Orders"], ".cs")
        from line in TidySource.LinesOf(file.Text, ByVenue())
        select $"{file.Path}: {line}");

    [Fact]
    public void Only_the_value_types_know_a_scale() => None(
        from file in TidySource.Files(["src/Faro.Orders", "src/Faro.Http"], ".cs")
        from line in TidySource.LinesOf(file.Text, Scale())
        select $"{file.Path}: {line}");

    [Theory]
    [InlineData("public required int Price { get; init; }", true)]
    [InlineData("private long Fee(Facts facts, Units size)", true)]
    [InlineData("double yesPrice = 0.5;", true)]
    [InlineData("public required Price Price { get; init; }", false)]
    [InlineData("decimal Price, decimal Size", false)]
    public void Amounts_in_bare_numbers_are_found(string line, bool found) => Assert.Equal(found, BareAmount().IsMatch(line));

    [Fact]
    public void Money_prices_and_shares_are_no_bare_integers() => None(
        from file in TidySource.Files(["src/Faro.Ingest", "src/Faro.Matching", "src/Faro.Orders", "src/Faro.Http", "src/Faro.Sandbox", "src/Faro.Cli"], ".cs")
        from line in TidySource.LinesOf(file.Text, BareAmount())
        select $"{file.Path}: {line}");

    [Fact]
    public void Only_Orders_is_handed_a_trading_venue() => None(
        from file in TidySource.Files(["src"], ".cs")
        where !file.Path.StartsWith("src/Faro.Venues/", StringComparison.Ordinal) && !file.Path.StartsWith("src/Faro.Orders/", StringComparison.Ordinal)
        where file.Text.Contains("ITradingVenue", StringComparison.Ordinal)
        select file.Path);

    [Fact]
    public void Every_venue_has_the_same_files()
    {
        var files = Dialects.Select(d => Directory.EnumerateFiles(RepositoryRoot.File("src", "Faro.Venues", d), "*.cs")
            .Select(f => Path.GetFileName(f)).Where(f => !f.StartsWith(d, StringComparison.Ordinal) && IsPart().IsMatch(f)).Order(StringComparer.Ordinal).ToList()).ToList();
        Assert.Equal(["Dialect.cs", "Trading.Ask.cs", "Trading.Build.cs", "Trading.Check.cs", "Trading.Relay.cs", "Trading.cs"], files[0].Order(StringComparer.Ordinal));
        Assert.All(files, f => Assert.Equal(files[0], f));
    }

    private static void None(IEnumerable<string> found) => Assert.Equal([], found);

    [GeneratedRegex(@"\bVenue\.(Polymarket|Kalshi|Foresight)\b|\bVenue\)?\s+switch\b|\bswitch\s*\([^)]*Venue\)")]
    private static partial Regex ByVenue();

    [GeneratedRegex(@"(?<![\d_])(10_000|100_000_000|1_000_000|1_000_000_000)[mMlLuU]{0,2}\b")]
    private static partial Regex Scale();

    [GeneratedRegex(@"\b(int|long|uint|ulong|float|double)\??\s+([a-z]+)?([Pp]rice|[Cc]ost|[Ff]ee|[Aa]mount|[Ss]hares|[Mm]oney|[Bb]alance|[Cc]ash)\b")]
    private static partial Regex BareAmount();

    [GeneratedRegex(@"^(Dialect|Trading)\b")]
    private static partial Regex IsPart();
}
