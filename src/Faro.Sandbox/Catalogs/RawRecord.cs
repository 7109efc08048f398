using System.Buffers;
using System.Globalization;
using System.Text;

namespace Faro.Sandbox.Catalogs;

/// <summary>How the bytes at one place of a record differ in its variants.</summary>
internal enum CutKind
{
    /// <summary>Insert <c> (variant 7)</c> before the closing quote.</summary>
    Text,

    /// <summary>Insert <c>-v7</c>.</summary>
    Slug,

    /// <summary>Insert <c>-V7</c>.</summary>
    Ticker,

    /// <summary>Insert five digits: <c>00007</c>.</summary>
    Number,

    /// <summary>Overwrite the six hexadecimal digits after <c>0x</c>.</summary>
    Hex,

    /// <summary>Overwrite six decimal digits after the first one of a uint256.</summary>
    Token,

    /// <summary>Overwrite four base58 digits in the middle of a Solana address.</summary>
    Mint,
}

/// <summary>A place in a record and the text of a variant there.</summary>
internal readonly record struct Cut(int Offset, CutKind Kind)
{
    public int Removed => Kind switch { CutKind.Hex or CutKind.Token => 6, CutKind.Mint => 4, _ => 0 };
}

/// <summary>One JSON object exactly as on the wire. Variants are spliced while writing, so a catalog
/// multiplied a hundredfold takes no more memory than its base.</summary>
internal sealed class RawRecord(byte[] json, Cut[] cuts)
{
    public static readonly RawRecord Empty = new("{}"u8.ToArray(), []);

    public byte[] Json => json;

    public IReadOnlyList<Cut> Cuts => cuts;

    /// <summary>Writes the whole object.</summary>
    public void Write(IBufferWriter<byte> output, int variant) => Write(output, variant, json.Length);

    /// <summary>Writes the object without its closing brace, so that members can follow; only <c>{</c> when it is empty.</summary>
    public void WriteOpen(IBufferWriter<byte> output, int variant) => Write(output, variant, json.Length - 1);

    /// <summary>True when a member that follows <see cref="WriteOpen"/> needs a comma first.</summary>
    public bool HasMembers => json.Length > 2;

    /// <summary>The bytes of one variant.</summary>
    public byte[] Materialise(int variant)
    {
        if (variant == 0)
            return json;
        var buffer = new ArrayBufferWriter<byte>(json.Length + 64 + cuts.Length * 16);
        Write(buffer, variant);
        return buffer.WrittenSpan.ToArray();
    }

    private void Write(IBufferWriter<byte> output, int variant, int end)
    {
        if (variant == 0 || cuts.Length == 0)
        {
            output.Write(json.AsSpan(0, end));
            return;
        }

        var at = 0;
        foreach (var cut in cuts)
        {
            output.Write(json.AsSpan(at, cut.Offset - at));
            Variants.WriteMark(output, cut.Kind, variant);
            at = cut.Offset + cut.Removed;
        }

        output.Write(json.AsSpan(at, end - at));
    }
}

/// <summary>How variants are marked in ids, and how the mark is read from a client's id.</summary>
internal static class Variants
{
    private const string Base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    /// <summary>More variants than this cannot be distinguished by the five-digit mark.</summary>
    public const int Max = 99_999;

    public static string Mark(CutKind kind, int variant) => kind switch
    {
        CutKind.Text => string.Create(CultureInfo.InvariantCulture, $" (variant {variant})"),
        CutKind.Slug => string.Create(CultureInfo.InvariantCulture, $"-v{variant}"),
        CutKind.Ticker => string.Create(CultureInfo.InvariantCulture, $"-V{variant}"),
        CutKind.Number => variant.ToString("D5", CultureInfo.InvariantCulture),
        CutKind.Hex => variant.ToString("x6", CultureInfo.InvariantCulture),
        CutKind.Token => variant.ToString("D6", CultureInfo.InvariantCulture),
        _ => Mint(variant),
    };

    public static void WriteMark(IBufferWriter<byte> output, CutKind kind, int variant)
    {
        var mark = Mark(kind, variant);
        Encoding.ASCII.GetBytes(mark, output);
    }

    /// <summary>The id of a variant, given the id of the base record.</summary>
    public static string Apply(string id, CutKind kind, int variant)
    {
        if (variant == 0)
            return id;
        var mark = Mark(kind, variant);
        var start = Start(kind);
        return start < 0 ? id + mark : id.Length < start + mark.Length ? id : string.Concat(id.AsSpan(0, start), mark, id.AsSpan(start + mark.Length));
    }

    /// <summary>Where the overwritten digits begin in an id, or -1 when the mark is appended.</summary>
    public static int Start(CutKind kind) => kind switch { CutKind.Hex => 2, CutKind.Token => 1, CutKind.Mint => 20, _ => -1 };

    /// <summary>The key under which all variants of an id are found: overwritten digits are blanked.</summary>
    public static string Key(string id, CutKind kind)
    {
        var start = Start(kind);
        var length = new Cut(0, kind).Removed;
        return start < 0 || id.Length < start + length ? id : string.Concat(id.AsSpan(0, start), "??????".AsSpan(0, length), id.AsSpan(start + length));
    }

    /// <summary>Splits an id with an appended mark; false when it has none.</summary>
    public static bool TrySplit(string id, CutKind kind, out string baseId, out int variant)
    {
        var at = kind switch
        {
            CutKind.Number => id.Length - 5,
            CutKind.Ticker => id.LastIndexOf("-V", StringComparison.Ordinal),
            CutKind.Slug => id.LastIndexOf("-v", StringComparison.Ordinal),
            _ => -1,
        };
        baseId = at > 0 ? id[..at] : id;
        variant = 0;
        return at > 0
            && int.TryParse(id.AsSpan(kind == CutKind.Number ? at : at + 2), NumberStyles.None, CultureInfo.InvariantCulture, out variant)
            && variant is > 0 and <= Max
            && Apply(baseId, kind, variant) == id;
    }

    /// <summary>The variant number written into the overwritten digits of an id; -1 when they contain none.</summary>
    public static int Read(string id, CutKind kind)
    {
        var start = Start(kind);
        var length = new Cut(0, kind).Removed;
        if (start < 0 || id.Length < start + length)
            return -1;
        var digits = id.AsSpan(start, length);
        if (kind != CutKind.Mint)
        {
            var style = kind == CutKind.Hex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
            return int.TryParse(digits, style, CultureInfo.InvariantCulture, out var n) ? n : -1;
        }

        var value = 0;
        foreach (var c in digits)
        {
            var digit = Base58.IndexOf(c, StringComparison.Ordinal);
            if (digit < 0)
                return -1;
            value = value * 58 + digit;
        }

        return value;
    }

    private static string Mint(int variant) => string.Create(4, variant, static (span, n) =>
    {
        for (var i = 3; i >= 0; i--, n /= 58)
            span[i] = Base58[n % 58];
    });
}
