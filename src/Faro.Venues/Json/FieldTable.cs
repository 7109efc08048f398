using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Faro.Venues.Json;

/// <summary>
/// Finds which of a record's known fields a property name is, without allocating a string: a page has a hundred properties
/// per market, most of them unused. Several spellings may mean one field.
/// </summary>
internal sealed class FieldTable
{
    private const int Slots = 256;
    private readonly byte[]?[] names = new byte[]?[Slots];
    private readonly int[] fields = new int[Slots];

    /// <summary>Creates the table.</summary>
    /// <param name="known">Spellings, each with its field's number (0 or more).</param>
    public FieldTable(params ReadOnlySpan<(string Name, int Field)> known)
    {
        foreach (var (name, field) in known)
        {
            var utf8 = Encoding.UTF8.GetBytes(name);
            var slot = Slot(utf8);
            while (names[slot] is not null)
                slot = (slot + 1) % Slots;
            names[slot] = utf8;
            fields[slot] = field;
        }
    }

    /// <summary>Moves to the value of the next known property, skipping others; false at the end of the record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // once a record from the first page on: no warm-up
    public bool Next(ref Utf8JsonReader reader, out int field)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            field = Find(ref reader);
            reader.Read();
            if (field >= 0)
                return true;
            RecordReader.Skip(ref reader);
        }
        field = -1;
        return false;
    }

    /// <summary>The field under the reader, which is positioned on a property name; -1 when it is not a known one.</summary>
    public int Find(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped)
            return Find(Encoding.UTF8.GetBytes(JsonText.Decode(ref reader)));
        return Find(reader.ValueSpan);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // once a record from the first page on: no warm-up
    private int Find(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
            return -1;
        for (var slot = Slot(name); names[slot] is { } known; slot = (slot + 1) % Slots)
            if (name.SequenceEqual(known))
                return fields[slot];
        return -1;
    }

    private static int Slot(ReadOnlySpan<byte> name) =>
        (name.Length * 31 + name[0] * 7 + name[^1] * 131 + name[name.Length / 2] * 17) & (Slots - 1);
}
