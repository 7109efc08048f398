using System.Text.RegularExpressions;
using Faro.Http.Feed;
using Faro.Http.Live;
using Faro.Http.Webhooks;
using Faro.Ingest.Syncing;
using Faro.Matching.Judging;
using Faro.Matching.Matches;
using Faro.Orders;
using Faro.Proofs;
using Faro.Testing;
using Faro.Venues;

namespace Faro.Http.Tests.Operations;

/// <summary>What operators read is what the program knows: settings, and the metrics that the dashboard asks for.</summary>
public sealed partial class OperationsTests
{
    private const string Regenerate = "FARO_WRITE_SETTINGS";

    private static readonly (string Prefix, Type Options)[] Sections =
    [
        ("FARO", typeof(FaroHttpOptions)),
        ("FARO__Sync", typeof(SyncOptions)),
        ("FARO__Match", typeof(MatchOptions)),
        ("FARO__Judge", typeof(LlmJudgeOptions)),
        ("FARO__Orders", typeof(OrdersOptions)),
        ("FARO__Proofs", typeof(ProofOptions)),
        ("FARO__Feed", typeof(FeedOptions)),
        ("FARO__Webhooks", typeof(WebhookOptions)),
        ("FARO__Stream", typeof(StreamOptions)),
        ("Venues", typeof(VenuesOptions)),
        ("Venues__Live", typeof(VenueSetOptions)),
    ];

    [Fact]
    public void The_settings_reference_is_what_the_options_say()
    {
        var path = RepositoryRoot.File("docs", "operations.md");
        var text = File.ReadAllText(path);
        foreach (var (prefix, options) in Sections)
        {
            var block = $"<!-- settings {prefix} -->\n{SettingsTable.Of(prefix, options)}<!-- end -->";
            var place = new Regex($"<!-- settings {prefix} -->\n.*?<!-- end -->", RegexOptions.Singleline);
            Assert.Matches(place, text);
            text = place.Replace(text, block.Replace("$", "$$", StringComparison.Ordinal), 1);
        }

        if (Environment.GetEnvironmentVariable(Regenerate) == "1")
            File.WriteAllText(path, text);
        Assert.True(File.ReadAllText(path) == text, $"The settings have changed: run with {Regenerate}=1 and commit docs/operations.md.");
    }

    [Fact]
    public void Every_record_of_options_is_in_the_reference()
    {
        var told = Sections.Select(s => s.Options).Concat(typeof(VenueSetOptions).GetProperties().Select(p => p.PropertyType))
            .Select(t => t.Name).ToHashSet();
        var all = new[] { typeof(FaroHttpOptions), typeof(SyncOptions), typeof(MatchOptions), typeof(OrdersOptions), typeof(ProofOptions), typeof(VenuesOptions) }
            .SelectMany(t => t.Assembly.GetTypes()).Where(t => t is { IsPublic: true } && t.Name.EndsWith("Options", StringComparison.Ordinal)).Select(t => t.Name);
        Assert.Equal([], all.Except(told));
    }

    [Fact]
    public void The_dashboard_asks_only_for_metrics_that_the_sources_name()
    {
        var dashboard = File.ReadAllText(RepositoryRoot.File("ops", "grafana-dashboard.json"));
        System.Text.Json.JsonDocument.Parse(dashboard).Dispose();
        var sources = string.Join('\n', Directory.EnumerateFiles(RepositoryRoot.File("src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal)).Select(File.ReadAllText));
        var named = InstrumentName().Matches(sources).Select(m => m.Groups[1].Value.Replace('.', '_')).ToHashSet();
        var asked = AskedMetric().Matches(dashboard).Select(m => m.Value).Distinct().ToList();
        Assert.NotEmpty(asked);
        Assert.Equal([], asked.Where(a => !named.Any(n => a.StartsWith(n, StringComparison.Ordinal))));
    }

    /// <summary>A setting that nobody reads is silently without effect: what the container sets must be in the reference, or be named there.</summary>
    [Theory]
    [InlineData("compose.yaml")]
    [InlineData("Dockerfile")]
    [InlineData(".env.example")]
    public void Every_setting_of_the_container_is_one_that_the_reference_names(string file)
    {
        var text = File.ReadAllText(RepositoryRoot.File(file));
        var reference = File.ReadAllText(RepositoryRoot.File("docs", "operations.md"));
        // Postgres' own image and ASP.NET Core's have theirs; the command's are told by its help.
        string[] others = ["POSTGRES_USER", "POSTGRES_PASSWORD", "POSTGRES_DB", "ASPNETCORE_HTTP_PORTS", "FARO_URL", "FARO_DATA", "FARO_CONSOLE_OUT", "APP_UID"];
        var named = ContainerSetting().Matches(text).Select(m => m.Groups[1].Value).Distinct().Except(others).ToList();
        Assert.Equal([], named.Where(n => !reference.Contains($"`{n}`", StringComparison.Ordinal)));
        Assert.True(named.Count > 0 || file == "Dockerfile", "no setting was found");
    }

    [GeneratedRegex("(?m)(?:^#? *|[ {$])((?:FARO|Venues|ConnectionStrings)__[A-Za-z_]+|[A-Z]+(?:_[A-Z]+)+)(?=[=:}?])")]
    private static partial Regex ContainerSetting();

    [GeneratedRegex("\"(faro\\.[a-z_.]+)\"")]
    private static partial Regex InstrumentName();

    [GeneratedRegex("faro_[a-z_]+")]
    private static partial Regex AskedMetric();
}
