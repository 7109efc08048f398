using System.Text.Json;
using Faro.Venues.Http;
using Faro.Venues.Json;

namespace Faro.Venues.Kalshi.Solana;

/// <summary>Converts a Solana node's answers to ours. Pure; unreadable answers give null.</summary>
internal static class SolanaParser
{
    /// <summary>Reads an <c>err</c> value, which is a string or an object; null for null.</summary>
    public static SolanaError? Error(JsonElement err)
    {
        if (err.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
            return null;
        var detail = Submission.Bounded(err.GetRawText());
        if (err.ValueKind == JsonValueKind.String)
            return new SolanaError(err.GetString() switch
            {
                "BlockhashNotFound" => "blockhash_not_found",
                "AlreadyProcessed" => "already_processed",
                "AccountNotFound" or "InsufficientFundsForFee" => "insufficient_funds",
                "SignatureFailure" => "invalid_signature",
                _ => "transaction_error",
            }, detail);
        if (err.ValueKind != JsonValueKind.Object)
            return new SolanaError("transaction_error", detail);
        if (err.TryGetProperty("InsufficientFundsForRent"u8, out _))
            return new SolanaError("insufficient_funds", detail);
        if (err.TryGetProperty("InstructionError"u8, out var at) && at.ValueKind == JsonValueKind.Array && at.GetArrayLength() == 2)
        {
            var what = at[1];
            if (what.ValueKind == JsonValueKind.Object && Tolerant.Number(what, "Custom"u8) is { } custom)
                return new SolanaError(custom switch
                {
                    6001 => "slippage",
                    6024 or 1 => "insufficient_funds",
                    16 => "market_not_active",
                    17 or 19 => "market_closed",
                    _ => "program_error",
                }, detail);
            if (what.ValueKind == JsonValueKind.String && what.GetString() == "InsufficientFunds")
                return new SolanaError("insufficient_funds", detail);
        }
        return new SolanaError("transaction_error", detail);
    }

    /// <summary>Reads the list of <c>getSignatureStatuses</c>; an unseen signature is null in it.</summary>
    public static SolanaStatus?[]? Statuses(JsonElement result, int count)
    {
        if (Tolerant.List(result, "value"u8) is not { } list || list.GetArrayLength() != count)
            return null;
        var statuses = new SolanaStatus?[count];
        var i = 0;
        foreach (var entry in list.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.Null)
            {
                SolanaConfirmation? confirmation = Tolerant.Text(entry, "confirmationStatus"u8) switch
                {
                    "processed" => SolanaConfirmation.Processed,
                    "confirmed" => SolanaConfirmation.Confirmed,
                    "finalized" => SolanaConfirmation.Finalized,
                    // Old nodes: no confirmations left to wait for means final.
                    null when entry.TryGetProperty("confirmations"u8, out var left) && left.ValueKind == JsonValueKind.Null =>
                        SolanaConfirmation.Finalized,
                    _ => null,
                };
                if (confirmation is not { } known || Whole(entry, "slot"u8) is not { } slot || !entry.TryGetProperty("err"u8, out var err))
                    return null;
                statuses[i] = new SolanaStatus(slot, known, Error(err));
            }
            i++;
        }
        return statuses;
    }

    /// <summary>Reads <c>getTransaction</c> with encoding base64.</summary>
    public static SolanaTransaction? Transaction(JsonElement result)
    {
        if (Whole(result, "slot"u8) is not { } slot || !result.TryGetProperty("meta"u8, out var meta) || meta.ValueKind != JsonValueKind.Object
            || !meta.TryGetProperty("err"u8, out var err)
            || Tolerant.List(result, "transaction"u8) is not { } encoded || encoded.GetArrayLength() != 2
            || encoded[0].ValueKind != JsonValueKind.String || encoded[1].ValueKind != JsonValueKind.String || encoded[1].GetString() != "base64")
            return null;
        var changes = new Dictionary<(string Owner, string Mint), (ulong Before, ulong After)>();
        if (!Add(meta, "preTokenBalances"u8, changes, after: false) || !Add(meta, "postTokenBalances"u8, changes, after: true))
            return null;
        return new SolanaTransaction
        {
            Slot = slot,
            BlockTime = Tolerant.Time(result, "blockTime"u8),
            Error = Error(err),
            TransactionBase64 = encoded[0].GetString()!,
            Balances = [.. changes.Select(c => new SolanaBalanceChange(c.Key.Owner, c.Key.Mint, c.Value.Before, c.Value.After))],
        };
    }

    /// <summary>Reads <c>getTokenAccountsByOwner</c> with encoding jsonParsed into holdings, added to those there are.</summary>
    public static bool AddHoldings(JsonElement result, string owner, Dictionary<string, SolanaHolding> holdings)
    {
        if (Tolerant.List(result, "value"u8) is not { } list)
            return false;
        foreach (var entry in list.EnumerateArray())
        {
            if (!Member(entry, out var info, "account", "data", "parsed", "info")
                || Tolerant.Text(info, "mint"u8) is not { } mint || Tolerant.Text(info, "owner"u8) != owner
                || !info.TryGetProperty("tokenAmount"u8, out var amount) || Atoms(amount) is not { } atoms
                || Tolerant.Number(amount, "decimals"u8) is not (>= 0 and <= 28 and var decimals))
                return false;
            var before = holdings.GetValueOrDefault(mint);
            holdings[mint] = new SolanaHolding(mint, (before?.Atoms ?? 0) + atoms, (int)decimals, (before?.Accounts ?? 0) + 1);
        }
        return true;
    }

    /// <summary>Reads a whole number of any size; null when it is not one.</summary>
    public static ulong? Whole(JsonElement root, ReadOnlySpan<byte> name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) ? Whole(value) : null;

    /// <summary>Reads a whole number, also from text.</summary>
    public static ulong? Whole(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetUInt64(out var number) => number,
        JsonValueKind.String when ulong.TryParse(value.GetString(), System.Globalization.NumberStyles.None,
            System.Globalization.CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    // Several accounts of one owner and mint are one balance; an account that exists only afterwards was empty before.
    private static bool Add(
        JsonElement meta, ReadOnlySpan<byte> name, Dictionary<(string, string), (ulong Before, ulong After)> changes, bool after)
    {
        if (!meta.TryGetProperty(name, out var list) || list.ValueKind == JsonValueKind.Null)
            return true;
        if (list.ValueKind != JsonValueKind.Array)
            return false;
        foreach (var entry in list.EnumerateArray())
        {
            if (Tolerant.Text(entry, "owner"u8) is not { } owner)
                continue; // very old transactions do not name it
            if (Tolerant.Text(entry, "mint"u8) is not { } mint
                || !entry.TryGetProperty("uiTokenAmount"u8, out var amount) || Atoms(amount) is not { } atoms)
                return false;
            var sum = changes.GetValueOrDefault((owner, mint));
            changes[(owner, mint)] = after ? (sum.Before, sum.After + atoms) : (sum.Before + atoms, sum.After);
        }
        return true;
    }

    private static ulong? Atoms(JsonElement amount) => Whole(amount, "amount"u8);

    private static bool Member(JsonElement root, out JsonElement found, params ReadOnlySpan<string> path)
    {
        found = root;
        foreach (var name in path)
            if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(name, out found))
                return false;
        return found.ValueKind == JsonValueKind.Object;
    }
}
