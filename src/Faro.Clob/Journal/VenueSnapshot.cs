using System.Security.Cryptography;
using System.Text;
using Faro.Clob.Venue;

namespace Faro.Clob.Journal;

/// <summary>
/// The venue after a batch, as bytes: a restart reads them and replays only what came later. They are only a cache:
/// whenever they cannot be used, the journal alone is replayed.
/// </summary>
/// <param name="Batch">The last batch in it.</param>
/// <param name="JournalDigest">That batch's digest: ties the snapshot to this journal.</param>
/// <param name="Checksum">SHA-256 of all parts.</param>
/// <param name="Parts">The bytes, cut into pieces of at most <see cref="PartSize"/>.</param>
internal sealed record VenueSnapshot(long Batch, long JournalDigest, byte[] Checksum, IReadOnlyList<byte[]> Parts)
{
    /// <summary>Increased with every change of the layout or of the rules: a build reads only its own snapshots.</summary>
    public const int Version = 1;

    /// <summary>Bytes of one row.</summary>
    public const int PartSize = 4 << 20;

    private const ulong Magic = 0x31_50_4E_53_4F_52_41_46; // "FAROSNP1"

    /// <summary>Writes a venue. The state must come from a replay that nothing else uses.</summary>
    public static VenueSnapshot Take(Recovered state, long journalDigest)
    {
        using PartStream stream = new();
        using BinaryWriter to = new(stream, Encoding.UTF8, leaveOpen: true);
        to.Write(Magic);
        to.Write(Version);
        to.Write(state.LastBatch);
        to.Write(state.LastAtMs);
        to.Write(state.Commands);
        to.Write(state.Orders);
        state.Core.Save(to);
        state.Views.Save(to);
        to.Write(Magic); // detects a misaligned reader
        to.Flush();
        return new VenueSnapshot(state.LastBatch, journalDigest, Sum(stream.Parts), stream.Parts);
    }

    /// <summary>Reads the venue.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged, from another build, or from a venue with other settings.</exception>
    public Recovered Read(int maxOpenOrders)
    {
        if (!CryptographicOperations.FixedTimeEquals(Sum(Parts), Checksum)) throw new InvalidDataException("Its checksum is wrong.");
        try
        {
            using BinaryReader from = new(new BufferedStream(new PartStream(Parts), 64 << 10), Encoding.UTF8);
            if (from.ReadUInt64() != Magic || from.ReadInt32() != Version) throw new InvalidDataException("It was taken by another build.");
            if (from.ReadInt64() != Batch) throw new InvalidDataException("It belongs to another batch.");
            (long lastAtMs, long commands, long orders) = (from.ReadInt64(), from.ReadInt64(), from.ReadInt64());
            VenueCore core = VenueCore.Load(from, maxOpenOrders);
            VenueViews views = VenueViews.Load(from, core);
            if (from.ReadUInt64() != Magic) throw new InvalidDataException("It does not end where it should.");
            return new Recovered(core, views, Batch, lastAtMs, commands, orders) { FromSnapshot = Batch };
        }
        catch (Exception e) when (e is EndOfStreamException or ArgumentException or IndexOutOfRangeException or KeyNotFoundException
            or OverflowException or FormatException)
        {
            throw new InvalidDataException("It cannot be read.", e);
        }
    }

    private static byte[] Sum(IReadOnlyList<byte[]> parts)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (byte[] part in parts) hash.AppendData(part);
        return hash.GetHashAndReset();
    }
}

/// <summary>A stream over pieces: no array of hundreds of megabytes, and each piece is a row.</summary>
internal sealed class PartStream : Stream
{
    private readonly List<byte[]> _full = [];
    private readonly bool _reading;
    private byte[] _part = [];
    private int _used;
    private int _next;

    /// <summary>An empty stream to write.</summary>
    public PartStream() => _part = new byte[VenueSnapshot.PartSize];

    /// <summary>A stream to read these parts from.</summary>
    public PartStream(IReadOnlyList<byte[]> parts)
    {
        _full.AddRange(parts);
        _reading = true;
    }

    /// <summary>What was written.</summary>
    public IReadOnlyList<byte[]> Parts => _used == 0 ? [.. _full] : [.. _full, _part[.._used]];

    /// <inheritdoc/>
    public override bool CanRead => _reading;

    /// <inheritdoc/>
    public override bool CanWrite => !_reading;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (_used == _part.Length)
        {
            if (_next == _full.Count) return 0;
            (_part, _used) = (_full[_next++], 0);
        }

        int count = Math.Min(buffer.Length, _part.Length - _used);
        _part.AsSpan(_used, count).CopyTo(buffer);
        _used += count;
        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            int count = Math.Min(buffer.Length, _part.Length - _used);
            buffer[..count].CopyTo(_part.AsSpan(_used));
            _used += count;
            buffer = buffer[count..];
            if (_used < _part.Length) continue;
            _full.Add(_part);
            (_part, _used) = (new byte[VenueSnapshot.PartSize], 0);
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
