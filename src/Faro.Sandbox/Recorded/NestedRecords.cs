using System.Text.Json;

namespace Faro.Sandbox.Recorded;

/// <summary>Takes records one by one, those nested in others too, and counts what is left out with its reason. One bad record never keeps the next.</summary>
internal sealed class NestedRecords
{
    private readonly SortedDictionary<string, int> _leftOut = new(StringComparer.Ordinal);

    /// <summary>The file that is being read.</summary>
    public string? File { get; private set; }

    /// <summary>Nested records of the file that were left out, by reason.</summary>
    public IReadOnlyDictionary<string, int> LeftOut => _leftOut;

    /// <summary>A new file.</summary>
    public void Begin(string file)
    {
        File = file;
        _leftOut.Clear();
    }

    /// <summary>Takes a record that is nested in another.</summary>
    public void Take(Func<string?> take)
    {
        if (Try(take) is { } reason)
            _leftOut[reason] = _leftOut.GetValueOrDefault(reason) + 1;
    }

    /// <summary>Why a record is not used; null when it is. A record in no shape that a venue serves throws in one of these ways.</summary>
    public static string? Try(Func<string?> take)
    {
        try
        {
            return take();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or OverflowException or ArgumentException)
        {
            return "not in the venue's record shape";
        }
    }
}
