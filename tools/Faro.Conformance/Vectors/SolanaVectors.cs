using System.Text.Json;
using System.Text.Json.Nodes;
using Faro.Signing;
using Faro.Venues.Kalshi;
using Faro.Venues.Kalshi.Solana;

namespace Faro.Conformance.Vectors;

/// <summary>Computes Solana's vectors.</summary>
internal static class SolanaVectors
{
    public static JsonObject Transaction(JsonElement one)
    {
        var submitted = one.GetProperty("submitted_base64").GetString()!;
        var account = one.TryGetProperty("order_account", out var a) ? a.GetString() : null;
        var preparedText = one.TryGetProperty("prepared_base64", out var p) ? p.GetString() : null;
        var verdict = SolanaPacket.TryRead(submitted, out var packet, out var reason);
        var computed = new JsonObject();
        var wanted = one.GetProperty("expected");
        if (packet is null)
        {
            var refused = new JsonObject
            {
                ["verdict"] = Word(verdict),
                ["reason"] = reason,
                ["parse"] = null,
                ["fee_payer"] = null,
                ["transaction_id"] = null,
                ["relay"] = preparedText is null ? null : false,
            };
            // Some shapes leave a null out; a null that is not there says the same.
            if (wanted.TryGetProperty("same_message_as_prepared", out _)) refused["same_message_as_prepared"] = null;
            if (wanted.TryGetProperty("v1_facts", out var facts)) refused["v1_facts"] = JsonNode.Parse(facts.GetRawText());
            computed["expected"] = refused;
            return computed;
        }

        var statuses = packet.CheckSignatures();
        verdict = SolanaPacket.Judge(statuses);
        bool? same = preparedText is null
            ? null
            : SolanaPacket.TryRead(preparedText, out var prepared, out _) == PacketVerdict.Valid && prepared!.Message.SequenceEqual(packet.Message);
        bool? payer = account is null ? null : packet.FeePayer == account;
        computed["expected"] = new JsonObject
        {
            ["verdict"] = Word(verdict),
            ["reason"] = null,
            ["parse"] = Parse(packet, wanted),
            ["fee_payer"] = packet.FeePayer,
            ["signature_statuses"] = new JsonArray([.. statuses.Select(s => (JsonNode)Word(s))]),
            ["transaction_id"] = packet.TransactionId,
            ["same_message_as_prepared"] = same,
            ["fee_payer_is_order_account"] = payer,
            ["relay"] = same is null ? null : verdict == PacketVerdict.Valid && same == true && payer != false,
        };
        return computed;
    }

    public static JsonObject Base58Valid(JsonElement one)
    {
        var bytes = Convert.FromHexString(one.GetProperty("hex").GetString()!);
        var text = one.GetProperty("base58").GetString()!;
        var decoded = new byte[bytes.Length];
        return new JsonObject
        {
            ["base58"] = Base58.Encode(bytes),
            ["hex"] = Base58.TryDecode(text, decoded) ? Convert.ToHexStringLower(decoded) : null,
            ["byte_length"] = bytes.Length,
            ["is_32_bytes"] = Base58.IsAddress(text),
            ["is_64_bytes"] = Base58.IsSignature(text),
        };
    }

    public static JsonObject Base58Invalid(JsonElement one)
    {
        var text = one.GetProperty("base58").GetString()!;
        var decodes = Enumerable.Range(0, 129).Any(length => Base58.TryDecode(text, new byte[length]));
        return new JsonObject { ["error"] = decodes ? null : "invalid_character" };
    }

    public static JsonObject LengthValid(JsonElement one)
    {
        var bytes = Convert.FromHexString(one.GetProperty("hex").GetString()!);
        var fault = CompactU16.TryRead(bytes, out var value, out var consumed);
        if (fault != PacketFault.None) return new JsonObject { ["error"] = SolanaPacket.Word(fault) };
        return new JsonObject
        {
            ["value"] = value,
            ["byte_length"] = consumed,
            ["hex"] = Convert.ToHexStringLower(CompactU16.Write((ushort)value)),
        };
    }

    public static JsonObject LengthPrefix(JsonElement one)
    {
        var fault = CompactU16.TryRead(Convert.FromHexString(one.GetProperty("hex").GetString()!), out var value, out var consumed);
        return fault == PacketFault.None
            ? new JsonObject { ["value"] = value, ["consumed"] = consumed }
            : new JsonObject { ["error"] = SolanaPacket.Word(fault) };
    }

    public static JsonObject LengthInvalid(JsonElement one)
    {
        var fault = CompactU16.TryRead(Convert.FromHexString(one.GetProperty("hex").GetString()!), out _, out _);
        return new JsonObject { ["error"] = fault == PacketFault.None ? null : SolanaPacket.Word(fault) };
    }

    private static JsonObject Parse(SolanaPacket packet, JsonElement wanted)
    {
        var parsed = Parse(packet);
        // A file may leave out the data of a long instruction; its length and the message's hash still stand.
        if (!wanted.TryGetProperty("parse", out var parse) || parse.ValueKind != JsonValueKind.Object
            || !parse.TryGetProperty("instructions", out var list) || list.ValueKind != JsonValueKind.Array)
            return parsed;
        var instructions = parsed["instructions"]!.AsArray();
        for (var i = 0; i < Math.Min(instructions.Count, list.GetArrayLength()); i++)
            if (!list[i].TryGetProperty("data_hex", out _)) instructions[i]!.AsObject().Remove("data_hex");
        return parsed;
    }

    private static JsonObject Parse(SolanaPacket packet) => new()
    {
        ["version"] = packet.Version < 0 ? "legacy" : packet.Version,
        ["signature_count"] = packet.SignatureCount,
        ["header"] = new JsonObject
        {
            ["num_required_signatures"] = packet.RequiredSignatures,
            ["num_readonly_signed_accounts"] = packet.ReadonlySigned,
            ["num_readonly_unsigned_accounts"] = packet.ReadonlyUnsigned,
        },
        ["static_account_keys"] = new JsonArray([.. Enumerable.Range(0, packet.KeyCount).Select(i => (JsonNode)packet.Key(i))]),
        ["recent_blockhash"] = packet.Blockhash,
        ["instruction_count"] = packet.Instructions.Count,
        ["instructions"] = new JsonArray([.. packet.Instructions.Select(i => (JsonNode)new JsonObject
        {
            ["program_id_index"] = i.ProgramIndex,
            ["program_id"] = packet.Key(i.ProgramIndex),
            ["accounts"] = Indexes(packet, i.Accounts),
            ["data_length"] = packet.Bytes(i.Data).Length,
            ["data_hex"] = Convert.ToHexStringLower(packet.Bytes(i.Data)),
        })]),
        ["address_table_lookups"] = new JsonArray([.. packet.Lookups.Select(l => (JsonNode)new JsonObject
        {
            ["account_key"] = Base58.Encode(packet.Bytes(l.Table)),
            ["writable_indexes"] = Indexes(packet, l.Writable),
            ["readonly_indexes"] = Indexes(packet, l.Readonly),
        })]),
        ["message_offset"] = packet.MessageOffset,
        ["message_length"] = packet.Message.Length,
        ["message_sha256"] = packet.MessageHash,
    };

    private static JsonArray Indexes(SolanaPacket packet, Range range) =>
        new([.. packet.Bytes(range).ToArray().Select(b => (JsonNode)(int)b)]);

    private static string Word(PacketVerdict verdict) => verdict switch
    {
        PacketVerdict.Valid => "valid",
        PacketVerdict.BadBase64 => "bad_base64",
        PacketVerdict.Malformed => "malformed",
        PacketVerdict.UnsupportedVersion => "unsupported_version",
        PacketVerdict.TooLarge => "too_large",
        PacketVerdict.MissingSignature => "missing_signature",
        PacketVerdict.BadSignature => "bad_signature",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "No verdict."),
    };

    private static string Word(SignatureStatus status) => status switch
    {
        SignatureStatus.Missing => "missing",
        SignatureStatus.Ok => "ok",
        SignatureStatus.Bad => "bad",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No status."),
    };
}
