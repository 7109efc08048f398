using System.Text.Json;

namespace Faro.Http.Input;

/// <summary>A body record with rules that span several fields.</summary>
internal interface ICheckedRecord
{
    /// <summary>Reports what is wrong; runs after the fields have been read.</summary>
    /// <param name="at">The record's place in the body; empty for the body itself.</param>
    /// <param name="issues">Where to report.</param>
    void Check(string at, Issues issues);
}

/// <summary>
/// Reads a JSON object into a record: every field within its bounds, none unknown, all required ones present. All faults
/// are collected, so the caller can correct them in one go.
/// </summary>
internal static class StrictObject<T>
    where T : class
{
    private static readonly Field<T>[] Fields = Field<T>.All;
    private static readonly string[] Names = [.. Fields.Select(f => f.Name)];

    /// <summary>The record; false when a fault was reported.</summary>
    public static bool TryRead(JsonElement json, string at, Issues issues, out T value)
    {
        var before = issues.Count;
        value = Activator.CreateInstance<T>();
        var seen = 0UL;
        foreach (var member in json.EnumerateObject())
        {
            var name = StrictNames.Of(member);
            var i = Array.FindIndex(Fields, f => f.Name == name);
            if (i < 0)
            {
                issues.AddAt(at, StrictNames.Unknown(name, Names));
                continue;
            }

            seen |= 1UL << i;
            Fields[i].TryRead(value, member.Value, Place(at, Fields[i].Name), issues);
        }

        for (var i = 0; i < Fields.Length; i++)
        {
            if (Fields[i].Required && (seen & (1UL << i)) == 0)
                issues.Add(Place(at, Fields[i].Name), "Required.");
        }

        (value as ICheckedRecord)?.Check(at, issues);
        return issues.Count == before;
    }

    private static string Place(string at, string name) => at.Length == 0 ? name : $"{at}.{name}";
}

/// <summary>Names of JSON members, which may be invalid text.</summary>
internal static class StrictNames
{
    /// <summary>The name; null when it contains an unpaired surrogate.</summary>
    public static string? Of(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The message for an unknown name: the nearest known one, and all of them.</summary>
    public static string Unknown(string? name, IReadOnlyList<string> known) =>
        name is null ? "A field name contains an unpaired surrogate."
        : name.Length <= 100 && PlainText.Fault(name) is null ? $"Unknown field '{name}'.{NearMiss.Hint(name, known)}"
        : "Unknown field.";
}
