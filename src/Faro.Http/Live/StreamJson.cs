using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Faro.Http.Serving.Streaming;
using Faro.Orders.Live;
using Faro.Venues;

namespace Faro.Http.Live;

/// <summary>
/// Writes live quotes in the API's JSON. What is the same for every reader of a message is written once, name and line breaks
/// included; each reader's own copy differs only in its age, which is computed when it is sent.
/// </summary>
internal static class StreamJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly ConditionalWeakTable<LiveMessage, byte[]> Written = [];

    private static ReadOnlySpan<byte> AgeMember => ",\"age_ms\":"u8;

    private static ReadOnlySpan<byte> End => "}\n\n"u8;

    public static void Begun(PipeWriter to, DateTimeOffset now) => to.Write(Framed(ServerEvents.Begun, json => json.WriteString("at", ApiJson.Milliseconds(now))));

    public static void Heartbeat(PipeWriter to, IReadOnlyList<LiveAge> ages, DateTimeOffset now) => to.Write(Framed(ServerEvents.Heartbeat, json =>
    {
        json.WriteString("at", ApiJson.Milliseconds(now));
        json.WriteStartArray("books");
        foreach (var age in ages)
        {
            json.WriteStartObject();
            json.WriteString("event_id", age.EventId);
            Market(json, age.Market);
            json.WriteString("source", Source(age.Origin));
            Time(json, "observed_at", age.ObservedAt);
            if (age.ObservedAt is { } at) json.WriteNumber("age_ms", Age(at, now));
            else json.WriteNull("age_ms");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }));

    public static void Write(PipeWriter to, LiveMessage message, DateTimeOffset now)
    {
        var shared = Written.GetValue(message, static m => Framed(Name(m), json => Members(json, m)));
        if (message is not LiveMessage.OfVenue venue)
        {
            to.Write(shared);
            return;
        }

        // The age stands in the place of the closing brace.
        var span = to.GetSpan(shared.Length + 40);
        var length = shared.Length - End.Length;
        shared.AsSpan(0, length).CopyTo(span);
        AgeMember.CopyTo(span[length..]);
        length += AgeMember.Length;
        Age(venue.ObservedAt, now).TryFormat(span[length..], out var digits, provider: CultureInfo.InvariantCulture);
        length += digits;
        End.CopyTo(span[length..]);
        to.Advance(length + End.Length);
    }

    private static string Name(LiveMessage message) => message switch
    {
        LiveMessage.Whole => "book",
        LiveMessage.Changed => "change",
        LiveMessage.Lost => "lost",
        LiveMessage.Members => "event",
        LiveMessage.Behind => ServerEvents.Behind,
        LiveMessage.Gone => "gone",
        _ => throw new ArgumentException($"{message.GetType().Name} has no name.", nameof(message)),
    };

    private static void Members(Utf8JsonWriter json, LiveMessage message)
    {
        json.WriteString("event_id", message.EventId);
        json.WriteNumber("sequence", message.Sequence);
        switch (message)
        {
            case LiveMessage.Members m:
                json.WriteString("title", m.Title);
                json.WriteStartObject("outcome_labels");
                json.WriteString("yes", m.Labels.Yes);
                json.WriteString("no", m.Labels.No);
                json.WriteEndObject();
                json.WriteStartArray("venues");
                foreach (var market in m.Markets)
                {
                    json.WriteStartObject();
                    Market(json, market);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                break;
            case LiveMessage.Behind b:
                json.WriteNumber("skipped", b.Skipped);
                break;
            case LiveMessage.OfVenue v:
                Market(json, v.Market);
                OfVenue(json, v);
                break;
        }
    }

    private static void OfVenue(Utf8JsonWriter json, LiveMessage.OfVenue message)
    {
        switch (message)
        {
            case LiveMessage.Lost l:
                json.WriteString("error", l.Reason);
                json.WriteString("error_code", l.Code);
                break;
            case LiveMessage.Whole w:
                json.WriteString("source", Source(w.Origin));
                Levels(json, "bids", w.Book.Bids);
                Levels(json, "asks", w.Book.Asks);
                break;
            case LiveMessage.Changed c:
                json.WriteString("source", Source(c.Origin));
                Levels(json, "bids", c.Changes.Where(l => l.IsBid).Select(l => KeyValuePair.Create(l.Price, l.Shares)));
                Levels(json, "asks", c.Changes.Where(l => !l.IsBid).Select(l => KeyValuePair.Create(l.Price, l.Shares)));
                break;
        }

        if (message is LiveMessage.Priced p)
        {
            Best(json, "yes", (p.Bid, null), (p.Ask, null));
            Best(json, "no", (p.Ask?.Complement, null), (p.Bid?.Complement, null));
            Time(json, "changed_at", p.ChangedAt);
        }

        var (bid, ask) = (message.Merged.Bid, message.Merged.Ask);
        json.WriteStartObject("merged");
        Best(json, "yes", (bid?.Price, bid?.Venue), (ask?.Price, ask?.Venue), named: true);
        Best(json, "no", (ask?.Price.Complement, ask?.Venue), (bid?.Price.Complement, bid?.Venue), named: true);
        json.WriteEndObject();
        Time(json, "observed_at", message.ObservedAt);
    }

    private static void Best(Utf8JsonWriter json, string name, (Price? Price, Venue? Venue) bid, (Price? Price, Venue? Venue) ask, bool named = false)
    {
        json.WriteStartObject(name);
        Price(json, "bid", bid.Price);
        if (named) json.WriteString("bid_venue", bid.Venue?.Name());
        Price(json, "ask", ask.Price);
        if (named) json.WriteString("ask_venue", ask.Venue?.Name());
        json.WriteEndObject();
    }

    private static void Levels(Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<Price, Shares>> levels)
    {
        json.WriteStartArray(name);
        foreach (var (price, shares) in levels)
        {
            json.WriteStartObject();
            json.WriteNumber("price", price.Dollars);
            json.WriteNumber("size", shares.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Market(Utf8JsonWriter json, MarketRef market)
    {
        json.WriteString("venue", market.Venue.Name());
        json.WriteString("venue_market_id", market.MarketId);
    }

    private static void Price(Utf8JsonWriter json, string name, Price? price)
    {
        if (price is { } p) json.WriteNumber(name, p.Dollars);
        else json.WriteNull(name);
    }

    private static void Time(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } t) json.WriteString(name, ApiJson.Milliseconds(t));
        else json.WriteNull(name);
    }

    private static string Source(BookOrigin origin) => origin == BookOrigin.Socket ? "socket" : "poll";

    private static long Age(DateTimeOffset observedAt, DateTimeOffset now) => Math.Max(0, (long)(now - observedAt).TotalMilliseconds);

    // A whole event: its name, its data, and the empty line that ends it.
    private static byte[] Framed(string name, Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        buffer.Write("event: "u8);
        Encoding.UTF8.GetBytes(name, buffer);
        buffer.Write("\ndata: "u8);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        buffer.Write("\n\n"u8);
        return buffer.WrittenSpan.ToArray();
    }
}
