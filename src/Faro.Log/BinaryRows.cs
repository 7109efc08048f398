using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Faro.Log;

/// <summary>
/// Rows in Postgres' binary COPY format, collected in one buffer and sent in large pieces: JSON is written straight into
/// its row, and a field costs a few nanoseconds where a general driver first has to find a converter for it.
/// </summary>
internal sealed class BinaryRows : IAsyncDisposable
{
    private const int Piece = 64 * 1024;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly NpgsqlRawCopyStream _to;
    private readonly GrowingBuffer _row = new(2 * Piece);
    private readonly JsonScratch _json = new();
    private bool _completed;

    private BinaryRows(NpgsqlRawCopyStream to)
    {
        _to = to;
        _row.Write("PGCOPY\n"u8);
        _row.Write([0xFF, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    }

    /// <summary>Begins a <c>copy … from stdin (format binary)</c>. Disposed without <see cref="Complete"/> it is taken back.</summary>
    public static async Task<BinaryRows> Begin(NpgsqlConnection connection, string sql, CancellationToken cancel) =>
        new(await connection.BeginRawBinaryCopyAsync(sql, cancel));

    /// <summary>Whether so much is waiting that it is time to <see cref="Send"/>.</summary>
    public bool IsFull => _row.Length >= Piece;

    /// <summary>Hands what is waiting to the server, which works on it while the next rows are made.</summary>
    public async ValueTask Send(CancellationToken cancel)
    {
        await _to.WriteAsync(_row.Written, cancel);
        _row.Clear();
    }

    /// <summary>Begins a row.</summary>
    public void Row(int fields) => BinaryPrimitives.WriteInt16BigEndian(_row.Take(2), checked((short)fields));

    /// <summary>SQL NULL.</summary>
    public void Null() => Length(-1);

    /// <summary>A <c>bigint</c>.</summary>
    public void Int64(long value)
    {
        Length(8);
        BinaryPrimitives.WriteInt64BigEndian(_row.Take(8), value);
    }

    /// <summary>An <c>integer</c>.</summary>
    public void Int32(int value)
    {
        Length(4);
        BinaryPrimitives.WriteInt32BigEndian(_row.Take(4), value);
    }

    /// <summary>A <c>boolean</c>.</summary>
    public void Bool(bool value)
    {
        Length(1);
        _row.Take(1)[0] = value ? (byte)1 : (byte)0;
    }

    /// <summary>A <c>uuid</c>.</summary>
    public void Uuid(Guid value)
    {
        Length(16);
        value.TryWriteBytes(_row.Take(16), bigEndian: true, out _);
    }

    /// <summary>A <c>timestamptz</c> in microseconds; the ends of .NET's calendar are Postgres' infinities, as Npgsql has it.</summary>
    public void Time(DateTime utc) => Int64(
        utc == DateTime.MaxValue ? long.MaxValue : utc == DateTime.MinValue ? long.MinValue : (utc.Ticks - Epoch.Ticks) / TimeSpan.TicksPerMicrosecond);

    /// <summary>A <c>text</c> or <c>varchar</c>; null is SQL NULL.</summary>
    /// <exception cref="EncoderFallbackException">It holds half a surrogate pair.</exception>
    public void Text(string? value)
    {
        if (value is null)
        {
            Null();
            return;
        }

        var bytes = Strict.GetByteCount(value);
        Length(bytes);
        Strict.GetBytes(value, _row.Take(bytes));
    }

    /// <summary>A value already in its wire format, such as a <c>json</c> as its text.</summary>
    public void Wire(ReadOnlySpan<byte> value)
    {
        Length(value.Length);
        _row.Write(value);
    }

    /// <summary>A <c>jsonb</c>, already written.</summary>
    public void Jsonb(ReadOnlySpan<byte> json)
    {
        Length(json.Length + 1);
        _row.Take(1)[0] = 1; // the version of the wire format
        _row.Write(json);
    }

    /// <summary>A value as the log writes its documents, to be put into a row; valid until the next one.</summary>
    public ReadOnlySpan<byte> Serialized(object value, JsonSerializerOptions options) => _json.Write(value, options);

    /// <summary>A <c>numeric</c> with the scale that the decimal has.</summary>
    public void Numeric(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        int scale = (bits[3] >> 16) & 0xFF, pad = (4 - scale % 4) % 4;
        var rest = new UInt128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        for (var i = 0; i < pad; i++)
            rest *= 10;
        Span<short> groups = stackalloc short[16];
        var count = 0;
        for (; rest > ulong.MaxValue; rest /= 10_000)
            groups[count++] = (short)(rest % 10_000);
        for (var low = (ulong)rest; low > 0; low /= 10_000)
            groups[count++] = (short)(low % 10_000);
        Length(8 + 2 * count);
        var to = _row.Take(8 + 2 * count);
        BinaryPrimitives.WriteInt16BigEndian(to, (short)count);
        BinaryPrimitives.WriteInt16BigEndian(to[2..], (short)(count == 0 ? 0 : count - 1 - (scale + pad) / 4));
        BinaryPrimitives.WriteInt16BigEndian(to[4..], bits[3] < 0 && count > 0 ? (short)0x4000 : (short)0);
        BinaryPrimitives.WriteInt16BigEndian(to[6..], (short)scale);
        for (var i = 0; i < count; i++)
            BinaryPrimitives.WriteInt16BigEndian(to[(8 + 2 * i)..], groups[count - 1 - i]);
    }

    /// <summary>A value of one of the types that a view's column may have; null is SQL NULL.</summary>
    /// <exception cref="NotSupportedException">Another type.</exception>
    public void Value(object? value, NpgsqlDbType type)
    {
        switch (type, value)
        {
            case (_, null): Null(); break;
            case (NpgsqlDbType.Text or NpgsqlDbType.Varchar, string text): Text(text); break;
            case (NpgsqlDbType.Bigint, long number): Int64(number); break;
            case (NpgsqlDbType.Integer, int number): Int32(number); break;
            case (NpgsqlDbType.Boolean, bool flag): Bool(flag); break;
            case (NpgsqlDbType.Uuid, Guid id): Uuid(id); break;
            case (NpgsqlDbType.TimestampTz, DateTime { Kind: DateTimeKind.Utc } time): Time(time); break;
            case (NpgsqlDbType.Numeric, decimal number): Numeric(number); break;
            case (NpgsqlDbType.Json, byte[] json): Wire(json); break;
            default: throw new NotSupportedException($"A {value.GetType().Name} cannot be a {type} column.");
        }
    }

    /// <summary>Ends the rows and waits until the server has them all.</summary>
    public async Task Complete(CancellationToken cancel)
    {
        BinaryPrimitives.WriteInt16BigEndian(_row.Take(2), -1);
        await Send(cancel);
        _completed = true;
        await _to.DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _json.Dispose();
        _row.Dispose();
        if (_completed)
            return;
        await _to.CancelAsync();
        await _to.DisposeAsync();
    }

    private void Length(int length) => BinaryPrimitives.WriteInt32BigEndian(_row.Take(4), length);
}

/// <summary>A buffer of bytes that grows and is used again.</summary>
internal sealed class GrowingBuffer(int size) : IBufferWriter<byte>, IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(size);

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Clear() => Length = 0;

    /// <summary>What was written from a place on, to be written over.</summary>
    public Span<byte> From(int place) => _bytes.AsSpan(place, Length - place);

    /// <summary>The next bytes, to be filled.</summary>
    public Span<byte> Take(int length)
    {
        var span = GetSpan(length)[..length];
        Length += length;
        return span;
    }

    public void Write(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsSpan(Length);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(Interlocked.Exchange(ref _bytes, []));

    private void Grow(int more)
    {
        if (_bytes.Length - Length >= Math.Max(more, 1))
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Length + more, 2 * _bytes.Length));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}

/// <summary>Writes one JSON value after another into the same memory.</summary>
internal sealed class JsonScratch : IDisposable
{
    private readonly GrowingBuffer _buffer = new(16 * 1024);
    private readonly Utf8JsonWriter _writer;

    public JsonScratch() => _writer = new Utf8JsonWriter(_buffer, new JsonWriterOptions
    {
        Encoder = EventTypes.DefaultJson.Encoder,
        SkipValidation = true,
    });

    /// <summary>The JSON of a value; valid until the next one.</summary>
    public ReadOnlySpan<byte> Write(object value, JsonSerializerOptions options)
    {
        _buffer.Clear();
        _writer.Reset(_buffer);
        JsonSerializer.Serialize(_writer, value, value.GetType(), options);
        _writer.Flush();
        return _buffer.Written.Span;
    }

    public void Dispose()
    {
        _writer.Dispose();
        _buffer.Dispose();
    }
}
