namespace Faro.Http.Input;

/// <summary>What a caller may have meant by a name that is not known.</summary>
internal static class NearMiss
{
    /// <summary>A sentence with the name that is nearest, if one is near, and all that are known; begins with a blank, empty where none is.</summary>
    public static string Hint(string name, IReadOnlyList<string> known)
    {
        if (known.Count == 0)
            return " There are none here.";
        var nearest = known.MinBy(k => Distance(Plain(name), Plain(k)))!;
        var near = Distance(Plain(name), Plain(nearest)) <= Math.Max(1, nearest.Length / 4);
        return $"{(near ? $" Did you mean '{nearest}'?" : "")} Known: {string.Join(", ", known)}.";
    }

    private static string Plain(string name) => name.Length > 100 ? name[..100] : name.ToLowerInvariant().Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);

    /// <summary>How many letters must be added, dropped or changed to make one of the other.</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var before = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), before + (one[i - 1] == other[j - 1] ? 0 : 1));
                before = above;
            }
        }

        return row[other.Length];
    }
}
