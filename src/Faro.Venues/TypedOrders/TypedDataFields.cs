using System.Text.Json.Nodes;

namespace Faro.Venues.TypedOrders;

/// <summary>The <c>types</c> of an EIP-712 document, from a type string.</summary>
internal static class TypedDataFields
{
    /// <summary>The domain's own fields.</summary>
    public static JsonArray Domain => Of("(string name,string version,uint256 chainId,address verifyingContract)");

    /// <summary>The fields between the parentheses of a type string.</summary>
    public static JsonArray Of(string typeString)
    {
        var fields = new JsonArray();
        foreach (var field in typeString[(typeString.IndexOf('(', StringComparison.Ordinal) + 1)..^1].Split(','))
        {
            var parts = field.Split(' ');
            fields.Add(new JsonObject { ["name"] = parts[1], ["type"] = parts[0] });
        }

        return fields;
    }
}
