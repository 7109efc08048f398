using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Npgsql;

namespace Faro.Log;

/// <summary>The full text of a view, in a <c>tsvector</c> column: two texts, hits in the first weigh more.</summary>
/// <typeparam name="TView">The view.</typeparam>
/// <param name="Column">The column's name.</param>
/// <param name="Configuration">The text search configuration of the server, such as <c>english</c>.</param>
/// <param name="First">The text of weight A. Pure.</param>
/// <param name="Second">The text of weight B. Pure.</param>
public sealed record ViewSearch<TView>(string Column, string Configuration, Func<TView, string> First, Func<TView, string> Second)
{
    /// <summary>The words of this configuration that the server has taught.</summary>
    internal SearchWords Words { get; } = new(Configuration);

    /// <summary>The column's value in SQL.</summary>
    internal string Sql(string first, string second) =>
        $"setweight(to_tsvector('{Configuration}'::regconfig, {first}), 'A') || setweight(to_tsvector('{Configuration}'::regconfig, {second}), 'B')";
}

/// <summary>
/// Makes what the server's <c>to_tsvector</c> makes, out of pieces that the server itself has made: no token but a tag
/// reaches over a blank, so what stands between two blanks always gives the same lexemes, at positions counted from where
/// it begins. Each piece is asked for once; catalogs use few words, over and over. A text that this does not hold for is
/// left to the server.
/// </summary>
internal sealed class SearchWords(string configuration)
{
    private const int MaxText = 8_000;
    private const int MaxPiece = 100;
    private const int MaxPositions = 255; // the server keeps no more of one lexeme
    private const int Kept = 100_000;
    private const string Guard = "qzxqzx"; // marks where a piece begins and ends
    private static readonly SearchValues<char> Blanks = SearchValues.Create(" \t\r\n");
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Piece>[] _pieces = [new(StringComparer.Ordinal), new(StringComparer.Ordinal), new(StringComparer.Ordinal), new(StringComparer.Ordinal)];
    private readonly Dictionary<string, byte[]> _lexemes = new(StringComparer.Ordinal);
    private (byte[] Lexeme, ushort Place)[] _found = new (byte[], ushort)[256];

    /// <summary>Where a piece stands: the server may read what begins or ends a text differently.</summary>
    [Flags]
    private enum Edge
    {
        None = 0,
        First = 1,
        Last = 2,
    }

    /// <summary>Asks the server for the pieces of texts that it has not been asked for.</summary>
    public async Task Learn(NpgsqlConnection connection, NpgsqlTransaction? transaction, IEnumerable<string> texts, CancellationToken cancel)
    {
        var unknown = Unknown(texts);
        foreach (var chunk in unknown.Chunk(5_000))
        {
            var found = new (List<(byte[], ushort)> Words, int Length)[chunk.Length];
            await using var command = new NpgsqlCommand($"""
                select (c.place - 1)::int, t.lexeme, t.positions
                from unnest($1::text[]) with ordinality c(words, place), lateral unnest(to_tsvector('{configuration}'::regconfig, c.words)) t
                """, connection, transaction);
            command.Parameters.Add(new() { Value = Array.ConvertAll(chunk, c => $"{Before(c.Edge)}{c.Text}{After(c.Edge)}") });
            await using (var reader = await command.ExecuteReaderAsync(cancel))
            {
                while (await reader.ReadAsync(cancel))
                {
                    var at = reader.GetInt32(0);
                    Take(ref found[at], chunk[at].Edge, reader.GetString(1), reader.GetFieldValue<short[]>(2));
                }
            }

            lock (_lock)
            {
                for (var i = 0; i < chunk.Length; i++)
                    _pieces[(int)chunk[i].Edge][chunk[i].Text] = new Piece(found[i].Words?.ToArray() ?? [], found[i].Length);
            }
        }
    }

    /// <summary>Writes the <c>tsvector</c> of two texts; false when that is the server's to do, and what was written is then worth nothing.</summary>
    public bool TryWrite(GrowingBuffer to, string first, string second)
    {
        if (!Fits(first, second))
            return false;
        lock (_lock)
        {
            var count = 0;
            if (!Collect(first, 0, 0xC000, ref count) || !Collect(second, Highest(count), 0x8000, ref count))
                return false;
            var found = _found.AsSpan(0, count);
            found.Sort(static (a, b) => a.Lexeme.AsSpan().SequenceCompareTo(b.Lexeme) is not 0 and var order
                ? order
                : (a.Place & 0x3FFF).CompareTo(b.Place & 0x3FFF));
            return Write(to, found);
        }
    }

    private static bool Write(GrowingBuffer to, ReadOnlySpan<(byte[] Lexeme, ushort Place)> found)
    {
        var begin = to.Length;
        to.Take(4);
        var lexemes = 0;
        for (int i = 0, next; i < found.Length; i = next, lexemes++)
        {
            for (next = i + 1; next < found.Length && found[next].Lexeme.AsSpan().SequenceEqual(found[i].Lexeme);)
                next++;
            if (next - i > MaxPositions)
                return false;
            to.Write(found[i].Lexeme);
            to.Take(1)[0] = 0;
            BinaryPrimitives.WriteUInt16BigEndian(to.Take(2), (ushort)(next - i));
            foreach (var (_, place) in found[i..next])
                BinaryPrimitives.WriteUInt16BigEndian(to.Take(2), place);
        }

        BinaryPrimitives.WriteInt32BigEndian(to.From(begin), lexemes);
        return true;
    }

    private bool Collect(string text, int start, ushort weight, ref int count)
    {
        for (var at = 0; NextPiece(text, ref at, out var piece, out var edge);)
        {
            if (!_pieces[(int)edge].GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(piece, out var known))
                return false;
            if (count + known.Words.Length > _found.Length)
                Array.Resize(ref _found, 2 * _found.Length + known.Words.Length);
            foreach (var (lexeme, place) in known.Words)
                _found[count++] = (lexeme, (ushort)(weight | (start + place)));
            start += known.Length;
        }

        return true;
    }

    /// <summary>The second text's positions go on after the last lexeme of the first, as they do where vectors are joined.</summary>
    private int Highest(int count)
    {
        var highest = 0;
        foreach (var (_, place) in _found.AsSpan(0, count))
            highest = Math.Max(highest, place & 0x3FFF);
        return highest;
    }

    private List<(string Text, Edge Edge)> Unknown(IEnumerable<string> texts)
    {
        var unknown = new HashSet<(string, Edge)>();
        lock (_lock)
        {
            if (_pieces.Sum(p => p.Count) > Kept)
            {
                foreach (var pieces in _pieces)
                    pieces.Clear();
                _lexemes.Clear();
            }

            foreach (var text in texts.Where(t => Fits(t, "")))
            {
                for (var at = 0; NextPiece(text, ref at, out var piece, out var edge);)
                {
                    if (piece.Length <= MaxPiece && !_pieces[(int)edge].GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(piece))
                        unknown.Add((piece.ToString(), edge));
                }
            }
        }

        return [.. unknown];
    }

    private void Take(ref (List<(byte[], ushort)> Words, int Length) piece, Edge edge, string lexeme, short[] positions)
    {
        var (from, to) = (0, positions.Length);
        var before = edge.HasFlag(Edge.First) ? 0 : 1;
        if (lexeme == Guard)
        {
            from += before;
            if (!edge.HasFlag(Edge.Last))
                piece.Length = positions[--to] - 1 - before;
        }

        piece.Words ??= [];
        foreach (var position in positions.AsSpan(from, to - from))
            piece.Words.Add((Interned(lexeme), (ushort)(position - before)));
    }

    private byte[] Interned(string lexeme)
    {
        lock (_lock)
        {
            if (!_lexemes.TryGetValue(lexeme, out var bytes))
                _lexemes[lexeme] = bytes = Encoding.UTF8.GetBytes(lexeme);
            return bytes;
        }
    }

    private static string Before(Edge edge) => edge.HasFlag(Edge.First) ? "" : Guard + " ";

    private static string After(Edge edge) => edge.HasFlag(Edge.Last) ? "" : " " + Guard;

    /// <summary>Whether texts may be taken apart: a tag may hold blanks, and long texts are rare.</summary>
    private static bool Fits(string first, string second) =>
        first.Length + second.Length <= MaxText && !first.Contains('<', StringComparison.Ordinal) && !second.Contains('<', StringComparison.Ordinal);

    private static bool NextPiece(string text, ref int at, out ReadOnlySpan<char> piece, out Edge edge)
    {
        var rest = text.AsSpan(at);
        var begin = rest.IndexOfAnyExcept(Blanks);
        if (begin < 0)
        {
            piece = [];
            edge = Edge.None;
            return false;
        }

        rest = rest[begin..];
        var length = rest.IndexOfAny(Blanks) is >= 0 and var end ? end : rest.Length;
        piece = rest[..length];
        edge = (at + begin == 0 ? Edge.First : Edge.None) | (length == rest.Length ? Edge.Last : Edge.None);
        at += begin + length;
        return true;
    }

    /// <summary>What a piece of text comes to.</summary>
    /// <param name="Words">Its lexemes and their positions from 1; one that stands at several places comes as often.</param>
    /// <param name="Length">How many positions it takes up, those of stop words included.</param>
    private readonly record struct Piece((byte[] Lexeme, ushort Place)[] Words, int Length);
}
