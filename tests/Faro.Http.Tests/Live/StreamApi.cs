using System.Text.Json;
using Faro.Http.Tests.Orders;
using Faro.Sandbox;

namespace Faro.Http.Tests.Live;

/// <summary>The trading API behind a real socket, and an event that all three venues list.</summary>
public sealed class StreamApi : TradingApi
{
    public Uri Address { get; private set; } = null!;

    public string Key { get; private set; } = "";

    public string EventId { get; private set; } = "";

    /// <summary>The event's markets by venue.</summary>
    public IReadOnlyDictionary<string, (string Id, bool Inverted)> Markets { get; private set; } = new Dictionary<string, (string, bool)>();

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Address = await Trading.Listen();
        Key = Client.DefaultRequestHeaders.Authorization!.Parameter!;
        EventId = await MatchedEvent();
        Markets = await MarketsOf(EventId);
    }

    public async Task<IReadOnlyDictionary<string, (string Id, bool Inverted)>> MarketsOf(string id)
    {
        var detail = await (await Client.GetAsync(new Uri($"/api/v1/events/{id}", UriKind.Relative))).Json();
        return detail.GetProperty("event").GetProperty("markets").EnumerateArray().ToDictionary(
            m => m.GetProperty("venue").GetString()!, m => (m.GetProperty("venue_market_id").GetString()!, m.GetProperty("polarity").GetString() == "inverted"));
    }

    /// <summary>An event at Polymarket alone, by the place in the list.</summary>
    public Task<string> PolymarketEvent(int skip) => Event("polymarket", skip);

    /// <summary>Puts a book in the place of Polymarket's.</summary>
    public void SetBook(string marketId, IReadOnlyList<SandboxLevel> bids, IReadOnlyList<SandboxLevel> asks) =>
        Assert.True(Sandbox.Trading.SetBook("polymarket", marketId, bids, asks));

    /// <summary>The venue's book as the API reads it now.</summary>
    public async Task<JsonElement> Orderbook(string id, string venue) =>
        (await (await Client.GetAsync(new Uri($"/api/v1/events/{id}/orderbook?venue={venue}", UriKind.Relative))).Json()).GetProperty("book");
}
