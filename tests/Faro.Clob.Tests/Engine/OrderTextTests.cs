using System.Numerics;
using System.Text.Json;
using Faro.Clob.Engine;

namespace Faro.Clob.Tests.Engine;

public sealed class OrderTextTests
{
    private static readonly JsonElement File = JsonElement.Parse(System.IO.File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Vectors", "foresight-orders.json")));

    [Fact]
    public void Prices_parse_as_the_vectors_say()
    {
        int cases = 0;
        foreach (JsonElement row in File.GetProperty("prices").EnumerateArray())
        {
            string text = row.GetProperty("text").GetString()!;
            TextError error = OrderText.ParsePrice(text, out byte tick);
            if (row.TryGetProperty("tick", out JsonElement want)) Assert.Equal((TextError.None, want.GetInt32()), (error, tick));
            else Assert.Equal((row.GetProperty("code").GetString(), text), (Code(error), text));
            cases++;
        }

        Assert.Equal(26, cases);
    }

    [Fact]
    public void Amounts_round_as_the_vectors_say()
    {
        int cases = 0;
        foreach (JsonElement row in File.GetProperty("amounts").EnumerateArray())
        {
            BigInteger size = BigInteger.Parse(row.GetProperty("size_base_units").GetString()!);
            OrderSide side = row.GetProperty("side").GetString() == "BUY" ? OrderSide.Buy : OrderSide.Sell;
            uint tick = row.GetProperty("token_tick").GetUInt32();
            (BigInteger maker, BigInteger taker) = OrderText.SignedAmounts(side, tick, size);
            Assert.Equal(row.GetProperty("maker_amount").GetString(), maker.ToString());
            Assert.Equal(row.GetProperty("taker_amount").GetString(), taker.ToString());
            if (size <= (BigInteger)OrderText.LargestSize)
            {
                (UInt128 Maker, UInt128 Taker) narrow = OrderText.SignedAmounts(side, tick, (UInt128)size);
                Assert.Equal((maker, taker), ((BigInteger)narrow.Maker, (BigInteger)narrow.Taker));
            }

            cases++;
        }

        Assert.Equal(46, cases);
    }

    [Theory]
    [InlineData("1", 18, "1000000000000000000", null)]
    [InlineData("1.50", 2, "150", null)]
    [InlineData("1.500000", 1, "15", null)]
    [InlineData("007", 0, "7", null)]
    [InlineData("0", 18, "0", null)]
    [InlineData("1.001", 2, null, TextError.InvalidSize)]
    [InlineData("1000000000000000000", 18, "1000000000000000000000000000000000000", null)]
    [InlineData("1000000000000000000.000000000000000001", 18, null, TextError.InvalidSize)]
    [InlineData("99999999999999999999999999999999999999999999", 0, null, TextError.InvalidSize)]
    [InlineData("1.", 18, null, TextError.Malformed)]
    [InlineData(".1", 18, null, TextError.Malformed)]
    [InlineData("1e3", 18, null, TextError.Malformed)]
    [InlineData("-1", 18, null, TextError.Malformed)]
    [InlineData("", 18, null, TextError.Malformed)]
    [InlineData("1.2.3", 18, null, TextError.Malformed)]
    public void Sizes_parse_exactly(string text, int decimals, string? units, TextError? error)
    {
        TextError got = OrderText.ParseUnits(text, decimals, out UInt128 size);
        Assert.Equal(error ?? TextError.None, got);
        if (units is not null) Assert.Equal(units, size.ToString());
    }

    [Theory]
    [InlineData("1000000000000000000", 18, "1")]
    [InlineData("1", 18, "0.000000000000000001")]
    [InlineData("123450", 6, "0.12345")]
    [InlineData("0", 6, "0")]
    [InlineData("120", 0, "120")]
    public void Sizes_print_without_trailing_zeros(string units, int decimals, string text) =>
        Assert.Equal(text, OrderText.FormatUnits(UInt128.Parse(units), decimals));

    [Theory]
    [InlineData("LIMIT", null, false, TimeInForce.Gtc)]
    [InlineData("LIMIT", "FAK", false, TimeInForce.Fak)]
    [InlineData("LIMIT", "FOK", false, TimeInForce.Fok)]
    [InlineData("MARKET", null, false, TimeInForce.Fak)]
    [InlineData("MARKET", "FAK", false, TimeInForce.Fak)]
    [InlineData("MARKET", "FOK", false, TimeInForce.Fok)]
    [InlineData("GTD", "GTC", true, TimeInForce.Gtc)]
    [InlineData("LIMIT", "GTC", true, TimeInForce.Gtc)]
    [InlineData("MARKET", "GTC", false, null)]
    [InlineData("GTD", "FAK", false, null)]
    [InlineData("GTD", "FOK", false, null)]
    [InlineData("LIMIT", "FAK", true, null)]
    [InlineData("LIMIT", "FOK", true, null)]
    [InlineData("MARKET", null, true, null)]
    public void Flags_combine_or_contradict(string type, string? tif, bool postOnly, TimeInForce? expected)
    {
        bool ok = OrderFlagRules.TryCombine(type, tif, postOnly, out TimeInForce combined);
        Assert.Equal(expected, ok ? combined : null);
    }

    private static string Code(TextError error) => error switch
    {
        TextError.PriceOutOfRange => "PRICE_OUT_OF_RANGE",
        TextError.PriceNotOnTick => "PRICE_NOT_ON_TICK",
        TextError.Malformed => "INVALID_REQUEST",
        _ => error.ToString(),
    };
}
