using System.Globalization;
using System.Text.Json;
using Faro.Sandbox.Catalogs;
using Faro.Sandbox.Faults;
using Faro.Sandbox.Serving;
using Faro.Sandbox.Trading;
using Faro.Signing;

namespace Faro.Sandbox.Kalshi.Solana;

/// <summary>The part of a Solana node's JSON-RPC that trading needs.</summary>
internal sealed class SolanaRpcTwin : TwinService
{
    private readonly SolanaChain _chain;
    private readonly FaultBoard _faults;

    public SolanaRpcTwin(SolanaChain chain, FaultBoard faults)
    {
        _chain = chain;
        _faults = faults;
        Routes = new RouteTable().Post("/", (http, _) => Rpc(http)).Get("/health", (http, _) => http.Response.WriteAsync("ok"));
    }

    public override string Venue => "kalshi";

    public override string Name => "solana";

    public override RouteTable Routes { get; }

    public override Task Error(HttpContext http, int status, string code, string message) => Answer.Json(http, status, w =>
    {
        w.WriteStartObject();
        w.WriteString("jsonrpc", "2.0");
        w.WriteStartObject("error");
        w.WriteNumber("code", status);
        w.WriteString("message", message);
        w.WriteEndObject();
        w.WriteNull("id");
        w.WriteEndObject();
    });

    private async Task Rpc(HttpContext http)
    {
        using var body = await Body(http);
        if (body?.RootElement is not { ValueKind: JsonValueKind.Object } call || call.Text("method") is not { } method)
        {
            await Failure(http, default, -32700, "Parse error");
            return;
        }

        var parameters = call.TryGetProperty("params", out var p) && p.ValueKind == JsonValueKind.Array ? p.EnumerateArray().ToList() : [];
        var first = parameters.Count > 0 ? parameters[0] : default;
        var second = parameters.Count > 1 ? parameters[1] : default;
        await (method switch
        {
            "sendTransaction" => Send(http, call, first, second),
            "simulateTransaction" => Simulate(http, call, first, second),
            "getSignatureStatuses" => Statuses(http, call, first),
            "getTransaction" => Transaction(http, call, first),
            "getTokenAccountsByOwner" => TokenAccounts(http, call, first, second),
            "getBlockHeight" => Result(http, call, w => w.WriteNumberValue(_chain.Height)),
            "getSlot" => Result(http, call, w => w.WriteNumberValue(_chain.Slot)),
            "getHealth" => Result(http, call, w => w.WriteStringValue("ok")),
            "getVersion" => Result(http, call, w =>
            {
                w.WriteStartObject();
                w.WriteString("solana-core", "4.2.2");
                w.WriteNumber("feature-set", 1);
                w.WriteEndObject();
            }),
            "getLatestBlockhash" => LatestBlockhash(http, call),
            "isBlockhashValid" => Context(http, call, w => w.WriteBooleanValue(first.ValueKind == JsonValueKind.String && _chain.IsValid(first.GetString()!))),
            "getBalance" => Context(http, call, w => w.WriteNumberValue(1_000_000_000)),
            _ => Failure(http, call, -32601, "Method not found"),
        });
    }

    private async Task Send(HttpContext http, JsonElement call, JsonElement first, JsonElement second)
    {
        if (Bytes(first, second) is not { } bytes)
        {
            await Failure(http, call, -32602, "invalid base64 encoding: InvalidByte(0, 46)");
            return;
        }

        var (id, error) = _chain.Send(bytes);
        if (_faults.Take(Venue, "accept_then_timeout") is { } silence)
        {
            await Task.Delay(silence.DelayMs, http.RequestAborted);
            http.Abort(); // it has landed, or not; the client gets no answer
            return;
        }

        await (error is null ? Result(http, call, w => w.WriteStringValue(id)) : Failure(http, call, error));
    }

    private Task Simulate(HttpContext http, JsonElement call, JsonElement first, JsonElement second)
    {
        if (Bytes(first, second) is not { } bytes)
            return Failure(http, call, -32602, "invalid base64 encoding: InvalidByte(0, 46)");
        var replaced = second.ValueKind == JsonValueKind.Object && second.Flag("replaceRecentBlockhash");
        var (_, error) = _chain.Send(bytes, execute: false, anyBlockhash: replaced);
        if (error is { Code: not -32002 })
            return Failure(http, call, error);
        return Context(http, call, w => WriteSimulation(w, error));
    }

    private Task Statuses(HttpContext http, JsonElement call, JsonElement ids)
    {
        if (ids.ValueKind != JsonValueKind.Array || ids.GetArrayLength() > 256)
            return Failure(http, call, -32602, "Too many inputs provided; max 256");
        return Context(http, call, w =>
        {
            w.WriteStartArray();
            foreach (var id in ids.EnumerateArray())
            {
                if (_chain.Find(id.ValueKind == JsonValueKind.String ? id.GetString()! : "") is not { } landed)
                {
                    w.WriteNullValue();
                    continue;
                }

                var age = _chain.Clock.GetUtcNow() - landed.At;
                var word = age < TimeSpan.FromMilliseconds(400) ? "processed" : age < TimeSpan.FromSeconds(13) ? "confirmed" : "finalized";
                w.WriteStartObject();
                w.WriteNumber("slot", landed.Slot);
                if (word == "finalized")
                    w.WriteNull("confirmations");
                else
                    w.WriteNumber("confirmations", word == "processed" ? 0 : (int)Math.Min(age.TotalMilliseconds / 400, 31));
                w.WritePropertyName("err");
                WriteError(w, landed.FailedInstruction, landed.Error);
                w.WriteStartObject("status");
                w.WritePropertyName(landed.Error is null ? "Ok" : "Err");
                WriteError(w, landed.FailedInstruction, landed.Error);
                w.WriteEndObject();
                w.WriteString("confirmationStatus", word);
                w.WriteEndObject();
            }

            w.WriteEndArray();
        });
    }

    private Task Transaction(HttpContext http, JsonElement call, JsonElement id)
    {
        var landed = id.ValueKind == JsonValueKind.String ? _chain.Find(id.GetString()!) : null;
        if (landed is null || _chain.Clock.GetUtcNow() - landed.At < TimeSpan.FromMilliseconds(400))
            return Result(http, call, w => w.WriteNullValue());
        return Result(http, call, w =>
        {
            w.WriteStartObject();
            w.WriteNumber("blockTime", landed.At.ToUnixTimeSeconds());
            w.WriteStartObject("meta");
            w.WriteNumber("computeUnitsConsumed", 141_203);
            w.WritePropertyName("err");
            WriteError(w, landed.FailedInstruction, landed.Error);
            w.WriteNumber("fee", 9_834);
            w.WriteStartArray("innerInstructions");
            w.WriteEndArray();
            w.WriteStartObject("loadedAddresses");
            w.WriteStartArray("readonly");
            w.WriteEndArray();
            w.WriteStartArray("writable");
            w.WriteEndArray();
            w.WriteEndObject();
            w.WriteStartArray("logMessages");
            w.WriteStringValue("Program JUP6LkbZbjS1jKKwapdHNy74zcZ3tLUZoi5QNyVTaV4 invoke [1]");
            w.WriteStringValue("Program JUP6LkbZbjS1jKKwapdHNy74zcZ3tLUZoi5QNyVTaV4 " + (landed.Error is null ? "success" : "failed: custom program error: 0x1771"));
            w.WriteEndArray();
            WriteBalances(w, "postTokenBalances", landed, after: true);
            WriteBalances(w, "preTokenBalances", landed, after: false);
            w.WriteStartArray("rewards");
            w.WriteEndArray();
            w.WriteEndObject();
            w.WriteNumber("slot", landed.Slot);
            w.WriteStartArray("transaction");
            w.WriteStringValue(Convert.ToBase64String(landed.Bytes));
            w.WriteStringValue("base64");
            w.WriteEndArray();
            w.WriteNumber("version", 0);
            w.WriteEndObject();
        });
    }

    private Task TokenAccounts(HttpContext http, JsonElement call, JsonElement owner, JsonElement filter)
    {
        if (owner.ValueKind != JsonValueKind.String || owner.GetString() is not { } wallet || !Base58.IsAddress(wallet))
            return Failure(http, call, -32602, "Invalid param: WrongSize");
        if (filter.ValueKind != JsonValueKind.Object || (filter.Text("mint") is null && filter.Text("programId") is null))
            return Failure(http, call, -32602, "Invalid param: mint or programId");
        return Context(http, call, w =>
        {
            w.WriteStartArray();
            foreach (var (mint, amount) in _chain.Tokens(wallet, filter.Text("mint"), filter.Text("programId")))
                WriteAccount(w, wallet, mint, amount);
            w.WriteEndArray();
        });
    }

    private Task LatestBlockhash(HttpContext http, JsonElement call)
    {
        var (hash, lastValid) = _chain.LatestBlockhash();
        return Context(http, call, w =>
        {
            w.WriteStartObject();
            w.WriteString("blockhash", Base58.Encode(hash));
            w.WriteNumber("lastValidBlockHeight", lastValid);
            w.WriteEndObject();
        });
    }

    private static void WriteAccount(Utf8JsonWriter w, string wallet, string mint, Units amount)
    {
        var program = mint == KalshiShape.Usdc ? Programs.TokenText : Programs.Token2022Text;
        var account = ProgramAddress.TokenAccount(Programs.Address(wallet), Programs.Address(program), Programs.Address(mint));
        w.WriteStartObject();
        w.WriteString("pubkey", Base58.Encode(account));
        w.WriteStartObject("account");
        w.WriteStartObject("data");
        w.WriteString("program", mint == KalshiShape.Usdc ? "spl-token" : "spl-token-2022");
        w.WriteStartObject("parsed");
        w.WriteStartObject("info");
        w.WriteBoolean("isNative", false);
        w.WriteString("mint", mint);
        w.WriteString("owner", wallet);
        w.WriteString("state", "initialized");
        w.WritePropertyName("tokenAmount");
        WriteAmount(w, amount);
        w.WriteEndObject();
        w.WriteString("type", "account");
        w.WriteEndObject();
        w.WriteNumber("space", 165);
        w.WriteEndObject();
        w.WriteBoolean("executable", false);
        w.WriteNumber("lamports", 2_039_280);
        w.WriteString("owner", program);
        w.WriteNumber("rentEpoch", ulong.MaxValue);
        w.WriteNumber("space", 165);
        w.WriteEndObject();
        w.WriteEndObject();
    }

    private static void WriteBalances(Utf8JsonWriter w, string name, LandedTransaction landed, bool after)
    {
        w.WriteStartArray(name);
        foreach (var (change, index) in landed.Changes.Select((c, i) => (c, i)))
        {
            if (!after && change.Before == Units.Zero)
                continue; // the account did not exist yet
            w.WriteStartObject();
            w.WriteNumber("accountIndex", index + 1);
            w.WriteString("mint", change.Mint);
            w.WriteString("owner", change.Owner);
            w.WriteString("programId", change.Mint == KalshiShape.Usdc ? Programs.TokenText : Programs.Token2022Text);
            w.WritePropertyName("uiTokenAmount");
            WriteAmount(w, after ? change.After : change.Before);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    private static void WriteAmount(Utf8JsonWriter w, Units amount)
    {
        w.WriteStartObject();
        w.WriteString("amount", amount.ToUnits());
        w.WriteNumber("decimals", Units.Decimals);
        w.WriteNumber("uiAmount", amount.Amount);
        w.WriteString("uiAmountString", amount.ToString());
        w.WriteEndObject();
    }

    private static void WriteSimulation(Utf8JsonWriter w, SendError? error)
    {
        w.WriteStartObject();
        w.WriteNull("accounts");
        w.WritePropertyName("err");
        if (error?.Err is { } word)
            w.WriteStringValue(word);
        else
            WriteError(w, error?.Instruction ?? -1, error is null ? null : error.Custom.ToString(CultureInfo.InvariantCulture));
        w.WriteNull("innerInstructions");
        w.WriteStartArray("logs");
        if (error is { Instruction: >= 0 })
            w.WriteStringValue($"Program JUP6LkbZbjS1jKKwapdHNy74zcZ3tLUZoi5QNyVTaV4 failed: custom program error: 0x{error.Custom:x}");
        w.WriteEndArray();
        w.WriteNull("returnData");
        w.WriteNumber("unitsConsumed", error is null ? 141_203 : 0);
        w.WriteEndObject();
    }

    /// <summary>Null, or <c>{"InstructionError":[3,{"Custom":6001}]}</c>; a custom code of 0 is the word for data nobody understands.</summary>
    private static void WriteError(Utf8JsonWriter w, int instruction, string? custom)
    {
        if (custom is null)
        {
            w.WriteNullValue();
            return;
        }

        w.WriteStartObject();
        w.WriteStartArray("InstructionError");
        w.WriteNumberValue(instruction);
        if (custom == "0")
        {
            w.WriteStringValue("InvalidInstructionData");
        }
        else
        {
            w.WriteStartObject();
            w.WriteNumber("Custom", int.Parse(custom, CultureInfo.InvariantCulture));
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteEndObject();
    }

    private static byte[]? Bytes(JsonElement text, JsonElement options)
    {
        if (text.ValueKind != JsonValueKind.String || options.ValueKind != JsonValueKind.Object || options.Text("encoding") != "base64")
            return null; // without the encoding the text would be base58
        var buffer = new byte[4096];
        return Convert.TryFromBase64String(text.GetString()!, buffer, out var length) ? buffer[..length] : null;
    }

    private Task Context(HttpContext http, JsonElement call, Action<Utf8JsonWriter> value) => Result(http, call, w =>
    {
        w.WriteStartObject();
        w.WriteStartObject("context");
        w.WriteString("apiVersion", "4.2.2");
        w.WriteNumber("slot", _chain.Slot);
        w.WriteEndObject();
        w.WritePropertyName("value");
        value(w);
        w.WriteEndObject();
    });

    private static Task Result(HttpContext http, JsonElement call, Action<Utf8JsonWriter> result) => Answer.Json(http, 200, w =>
    {
        w.WriteStartObject();
        w.WriteString("jsonrpc", "2.0");
        w.WritePropertyName("result");
        result(w);
        WriteId(w, call);
        w.WriteEndObject();
    });

    private static Task Failure(HttpContext http, JsonElement call, SendError error) => Answer.Json(http, 200, w =>
    {
        w.WriteStartObject();
        w.WriteString("jsonrpc", "2.0");
        w.WriteStartObject("error");
        w.WriteNumber("code", error.Code);
        w.WriteString("message", error.Message);
        if (error.Code == -32002)
        {
            w.WritePropertyName("data");
            WriteSimulation(w, error);
        }

        w.WriteEndObject();
        WriteId(w, call);
        w.WriteEndObject();
    });

    private static Task Failure(HttpContext http, JsonElement call, int code, string message) => Failure(http, call, new SendError(code, message));

    private static void WriteId(Utf8JsonWriter w, JsonElement call)
    {
        w.WritePropertyName("id");
        if (call.ValueKind == JsonValueKind.Object && call.TryGetProperty("id", out var id) && id.ValueKind is (JsonValueKind.Number or JsonValueKind.String))
            id.WriteTo(w);
        else
            w.WriteNullValue();
    }
}
