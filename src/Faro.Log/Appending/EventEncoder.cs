using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Faro.Log;

/// <summary>One event, serialized and named, ready to be written.</summary>
internal readonly record struct EncodedEvent(Guid Id, string Name, string DotnetName, byte[] Json, object Data);

/// <summary>One append, checked against the bounds and serialized. Knows nothing of the database.</summary>
internal sealed class EncodedAppend
{
    public required StreamAppend Request { get; init; }

    public required EncodedEvent[] Events { get; init; }

    public string Stream => Request.Stream;

    public static (EncodedAppend? Encoded, AppendResult? Refused) Encode(
        StreamAppend request, EventTypes types, EventLogOptions options, int maxEvents)
    {
        if (Check(request, maxEvents) is { } broken)
            return (null, broken);

        var events = new EncodedEvent[request.Events.Count];
        for (var i = 0; i < events.Length; i++)
        {
            var data = request.Events[i];
            var json = types.Write(data);
            if (Refusal(json, options) is { } refusal)
                return (null, refusal);
            var name = types.NameOf(data.GetType());
            var id = IdOf(request, i, name, json);
            events[i] = new EncodedEvent(id, name, types.DotnetNameOf(data.GetType()), json, data);
        }

        return (new EncodedAppend { Request = request, Events = events }, null);
    }

    /// <summary>The bounds that need no serializing.</summary>
    public static AppendResult.Refused? Check(StreamAppend request, int maxEvents) =>
        request.Stream.Length is 0 or > 250 ? new("A stream id has 1 to 250 characters.")
        : request.Events.Count == 0 ? new("An append needs at least one event.")
        : request.Events.Count > maxEvents ? new($"At most {maxEvents} events in one append.")
        : request.EventIds is { } ids && ids.Count != request.Events.Count ? new("As many event ids as events.")
        : null;

    /// <summary>What makes an event's JSON unfit for the log; null when nothing does.</summary>
    public static AppendResult.Refused? Refusal(ReadOnlySpan<byte> json, EventLogOptions options) =>
        json.Length > options.MaxEventBytes ? new($"An event may have {options.MaxEventBytes} bytes of JSON, this one has {json.Length}.")
        : HoldsNul(json) ? new("Text on the log cannot hold the character U+0000.")
        : null;

    /// <summary>The id of an append's event: the caller's, or one of the content at a guarded place, or a new one.</summary>
    public static Guid IdOf(StreamAppend request, int place, string name, ReadOnlySpan<byte> json) =>
        request.EventIds is { } given ? given[place]
        : request.Expected.IsAny ? Guid.CreateVersion7()
        : DeriveId(request.Stream, request.Expected.Value + place + 1, name, json);

    /// <summary>Whether the JSON escapes a NUL, which jsonb cannot hold. Told before anything is sent, so that nobody else's group fails.</summary>
    internal static bool HoldsNul(ReadOnlySpan<byte> json)
    {
        for (var from = 0; json[from..].IndexOf("\\u0000"u8) is >= 0 and var at; from += at + 6)
        {
            var backslashes = 0;
            for (var i = from + at; i >= 0 && json[i] == '\\'; i--)
                backslashes++;
            if (backslashes % 2 == 1)
                return true;
        }

        return false;
    }

    /// <summary>
    /// The id of a guarded event: a version-8 UUID over stream, version, name and content. The same history written
    /// twice (a restored backup, a re-import) has the same ids.
    /// </summary>
    public static Guid DeriveId(string stream, long version, string name, ReadOnlySpan<byte> json)
    {
        var most = Encoding.UTF8.GetMaxByteCount(stream.Length + name.Length) + 10 + json.Length;
        var content = ArrayPool<byte>.Shared.Rent(most);
        var length = Encoding.UTF8.GetBytes(stream, content);
        content[length++] = 0;
        BinaryPrimitives.WriteInt64BigEndian(content.AsSpan(length), version);
        length += 8;
        length += Encoding.UTF8.GetBytes(name, content.AsSpan(length));
        content[length++] = 0;
        json.CopyTo(content.AsSpan(length));
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(content.AsSpan(0, length + json.Length), digest);
        ArrayPool<byte>.Shared.Return(content);
        digest[6] = (byte)((digest[6] & 0x0F) | 0x80);
        digest[8] = (byte)((digest[8] & 0x3F) | 0x80);
        return new Guid(digest[..16], bigEndian: true);
    }
}
