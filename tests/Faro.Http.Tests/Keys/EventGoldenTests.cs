using System.Text.Json;
using Faro.Http.Keys;
using Faro.Http.Webhooks;
using Faro.Log;
using Faro.Log.Projecting;

namespace Faro.Http.Tests.Keys;

/// <summary>What stands on the log stays readable: one file an event name, never edited. Keys, webhooks, and the log's own event.</summary>
public sealed class EventGoldenTests
{
    private static readonly object[] All =
    [
        new KeyIssued("faro_test_ab12", "00ff", "A “label”", ["read", "trade"], 60, true),
        new KeyRevoked(),
        new KeyRotated(Guid.Parse("00000000-0000-0000-0000-0000000000c2"), new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero)),
        new WebhookCreated("acme", true, "https://example.com/faro", ["order", "root"]),
        new WebhookDisabled("The receiver answered 410 Gone."),
        new WebhookResumed(),
        new WebhookDeleted(),
        new WebhookTestRequested(),
        new WebhookRedeliveryRequested(Guid.Parse("00000000-0000-0000-0000-0000000000d1")),
        new ProjectionEventSkipped("MarketView", 42, "Cannot be read."),
    ];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Keys", "Golden");

    public static TheoryData<string> Names() => [.. All.Select(e => Types().NameOf(e.GetType()))];

    [Fact]
    public void Every_event_of_keys_of_webhooks_and_of_the_log_has_a_golden_file() =>
        Assert.Equal(Types().Names, Directory.EnumerateFiles(Folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void An_event_is_written_and_read_as_its_golden_file_says(string name)
    {
        var sample = Assert.Single(All, e => Types().NameOf(e.GetType()) == name);
        var golden = File.ReadAllText(Path.Combine(Folder, $"{name}.json")).Trim();
        Assert.Equal(golden, JsonSerializer.Serialize(sample, sample.GetType(), EventTypes.DefaultJson));
        var read = JsonSerializer.Deserialize(golden, sample.GetType(), EventTypes.DefaultJson);
        Assert.Equal(golden, JsonSerializer.Serialize(read, sample.GetType(), EventTypes.DefaultJson));
    }

    private static EventTypes Types() => EventTypes.Build().AddFrom(typeof(KeyEvent).Assembly).Done();
}
