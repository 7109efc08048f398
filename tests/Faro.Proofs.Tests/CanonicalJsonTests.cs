using System.Text;
using Faro.Proofs.Facts;

namespace Faro.Proofs.Tests;

public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData("""{"b": 2, "a": [1, true, null, {"z": "", "y": {}}]}""", """{"a":[1,true,null,{"y":{},"z":""}],"b":2}""")]
    [InlineData("""{"aa": 1, "b": 2, "a": 3}""", """{"a":3,"aa":1,"b":2}""")] // jsonb sorts by length first
    [InlineData("""{"\u20ac": "Euro Sign", "\r": "Carriage Return", "1": "One", "\u0080": "Control", "\ud83d\ude02": "Smiley", "\u00f6": "o", "\ufb33": "Dalet"}""",
        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"\u00f6\":\"o\",\"\u20ac\":\"Euro Sign\",\"\ud83d\ude02\":\"Smiley\",\"\ufb33\":\"Dalet\"}")] // RFC 8785, 3.2.3
    [InlineData("""["\u20ac$\u000f\u000aA'B\u0022\u005c\\\"\/"]""", "[\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"]")] // RFC 8785, 3.2.2
    [InlineData("""[1.10, 12345678901234567890, 0.1, -0, 1000000000000000000000]""", """[1.10,12345678901234567890,0.1,-0,1000000000000000000000]""")] // kept, where RFC 8785 would round
    public void A_value_has_one_text(string json, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(CanonicalJson.Of(Encoding.UTF8.GetBytes(json))));
}
