using Faro.Ingest;

namespace Faro.Orders;

/// <summary>The caller of order operations: an order belongs to an account, and each of its keys of the same mode sees it.</summary>
/// <param name="Account">The account.</param>
/// <param name="KeyId">The key in use; recorded with what it does.</param>
/// <param name="Test">Whether the key trades at the sandbox.</param>
public sealed record OrderOwner(string Account, Guid KeyId, bool Test)
{
    private const string OfOneKey = "key-";

    // The namespace for ids derived from an account's own references.
    private static readonly Guid Accounts = new("6f2f7d7e-2d7b-5d0c-9c58-0f8b8d3f7a11");

    /// <summary>The account of a key that was issued before keys had accounts: its own, so that it sees no other orders.</summary>
    public static string AccountOf(Guid keyId) => $"{OfOneKey}{keyId:N}";

    /// <summary>Whether the order is this account's.</summary>
    public bool Owns(OrderView order) => order.Test == Test && order.Account == Account;

    /// <summary>The key whose orders belong to this account although they name no account; none for an account that several keys may have.</summary>
    internal Guid OnlyKey => Account.StartsWith(OfOneKey, StringComparison.Ordinal) && Guid.TryParseExact(Account[OfOneKey.Length..], "N", out var id) ? id : Guid.Empty;

    /// <summary>The id of the order with the account's own reference: the same for every key.</summary>
    internal Guid OrderId(string reference) => MarketIds.V5(OnlyKey is var key && key != Guid.Empty ? key : MarketIds.V5(Accounts, $"{Account}/{(Test ? "test" : "live")}"), reference);
}
