using System.Buffers;
using System.Globalization;
using System.Text;

namespace Faro.Sandbox.Kalshi;

/// <summary>The flood of generated parlays in an unfiltered walk of Kalshi's markets: recorded ones first, then synthetic ones.</summary>
internal sealed class Parlays(IReadOnlyList<byte[]> recorded, int count)
{
    private static readonly string[] Teams =
    [
        "Kansas City", "Buffalo", "Detroit", "Philadelphia", "Green Bay", "Denver", "Seattle", "Los Angeles R", "Baltimore", "Houston",
        "Boston", "Cleveland", "Oklahoma City", "New York K", "Minnesota", "Golden State", "Real Madrid", "Arsenal", "Bayern Munich", "Inter",
    ];

    public int Count { get; } = Math.Max(count, recorded.Count);

    public void Write(IBufferWriter<byte> output, int index)
    {
        if (index < recorded.Count)
        {
            output.Write(recorded[index]);
            return;
        }

        var seed = (uint)index * 2_654_435_761u;
        var legs = string.Join(',', Enumerable.Range(0, 3 + (int)(seed % 4)).Select(i =>
            ((seed >> i) & 1) == 0 ? $"yes {Teams[(seed >> (3 * i)) % Teams.Length]}" : $"no {Teams[(seed >> (2 * i)) % Teams.Length]} wins by over {1 + i}.5 points"));
        var id = seed.ToString("X8", CultureInfo.InvariantCulture) + index.ToString("X5", CultureInfo.InvariantCulture);
        Encoding.UTF8.GetBytes(
            $"{{\"ticker\":\"KXMVESPORTSMULTIGAMEEXTENDED-S2026{id}-{index:X8}\",\"event_ticker\":\"KXMVESPORTSMULTIGAMEEXTENDED-S2026{id}\","
            + $"\"market_type\":\"binary\",\"title\":\"{legs}\",\"subtitle\":\"\",\"yes_sub_title\":\"{legs}\",\"no_sub_title\":\"{legs}\","
            + "\"created_time\":\"2026-11-19T09:50:21.781728Z\",\"updated_time\":\"2026-11-19T09:50:22.459702Z\",\"open_time\":\"2026-11-19T09:50:21.762088Z\","
            + "\"close_time\":\"2027-03-22T02:40:00Z\",\"expected_expiration_time\":\"2027-03-08T07:40:00Z\",\"latest_expiration_time\":\"2027-03-22T02:40:00Z\","
            + "\"expiration_time\":\"2027-03-22T02:40:00Z\",\"settlement_timer_seconds\":5,\"status\":\"active\",\"yes_bid_dollars\":\"0.0000\","
            + "\"yes_bid_size_fp\":\"0.00\",\"yes_ask_dollars\":\"0.0000\",\"yes_ask_size_fp\":\"0.00\",\"no_bid_dollars\":\"1.0000\",\"no_ask_dollars\":\"1.0000\","
            + "\"last_price_dollars\":\"0.0000\",\"volume_fp\":\"0.00\",\"volume_24h_fp\":\"0.00\",\"open_interest_fp\":\"0.00\",\"notional_value_dollars\":\"1.0000\","
            + "\"liquidity_dollars\":\"0.0000\",\"result\":\"\",\"can_close_early\":true,\"expiration_value\":\"\",\"rules_primary\":\"\",\"rules_secondary\":\"\","
            + "\"price_level_structure\":\"deci_cent\",\"is_provisional\":true,\"mve_collection_ticker\":\"KXMVESPORTSMULTIGAMEEXTENDED-R\"}",
            output);
    }
}
