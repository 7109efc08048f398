namespace Faro.Http.Input;

/// <summary>What a caller may have meant by an unknown name.</summary>
internal static class NearMiss
{
    /// <summary>A sentence with the nearest known name, if one is close, and all known ones; begins with a space, empty if there are none.</summary>
    public static string Hint(string name, IReadOnlyList<string> known)
    {
        if (known.Count == 0)
            return " There are none here.";
        var nearest = known.MinBy(k => Distance(Plain(name), Plain(k)))!;
        var near = Distance(Plain(name), Plain(nearest)) <= Math.Max(1, nearest.Length / 4);
        return $"{(near ? $" Did you mean '{nearest}'?" : "")} Known: {string.Join(", ", known)}.";
    }

    private static string Plain(string name) => name.Length > 100 ? name[..100] : name.ToLowerInvariant().Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);

    /// <summary>How many letters must be added, removed, changed or swapped with a neighbour to turn one into the other.</summary>
    private static int Distance(string one, string other)
    {
        var cost = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var j = 0; j <= other.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                cost[i, j] = Math.Min(Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1, cost[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }

        return cost[one.Length, other.Length];
    }
}
