namespace Faro.Sandbox.Trading;

/// <summary>Balances of wallets. Unused cash has the opening balance, so any wallet can trade.
/// Not thread-safe: the caller holds the venue's lock.</summary>
internal sealed class Ledger(string cash, Units opening)
{
    private readonly Dictionary<(string Wallet, string Asset), Units> _balances = [];
    private readonly Dictionary<(string Wallet, string Asset), Units> _reserved = [];

    public string Cash => cash;

    public Units Balance(string wallet, string asset) =>
        _balances.TryGetValue((wallet, asset), out var amount) ? amount : asset == cash ? opening : Units.Zero;

    /// <summary>What is not tied up in open orders.</summary>
    public Units Available(string wallet, string asset) => Balance(wallet, asset) - _reserved.GetValueOrDefault((wallet, asset));

    public void Add(string wallet, string asset, Units amount) => _balances[(wallet, asset)] = Balance(wallet, asset) + amount;

    public void Set(string wallet, string asset, Units amount) => _balances[(wallet, asset)] = amount;

    public void Reserve(string wallet, string asset, Units amount) =>
        _reserved[(wallet, asset)] = _reserved.GetValueOrDefault((wallet, asset)) + amount;

    /// <summary>What a wallet holds besides cash, positive amounts only.</summary>
    public IReadOnlyList<(string Asset, Units Amount)> Holdings(string wallet) =>
        [.. _balances.Where(b => b.Key.Wallet == wallet && b.Key.Asset != cash && b.Value > Units.Zero).Select(b => (b.Key.Asset, b.Value)).OrderBy(b => b.Asset, StringComparer.Ordinal)];
}
