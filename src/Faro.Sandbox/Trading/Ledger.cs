namespace Faro.Sandbox.Trading;

/// <summary>Balances of wallets in millionths. Cash that was never touched holds the opening balance, so any wallet can trade.
/// Not safe for threads: the venue's lock is held.</summary>
internal sealed class Ledger(string cash, long opening)
{
    private readonly Dictionary<(string Wallet, string Asset), long> _balances = [];
    private readonly Dictionary<(string Wallet, string Asset), long> _reserved = [];

    public string Cash => cash;

    public long Balance(string wallet, string asset) =>
        _balances.TryGetValue((wallet, asset), out var amount) ? amount : asset == cash ? opening : 0;

    /// <summary>What is not tied up in open orders.</summary>
    public long Available(string wallet, string asset) => Balance(wallet, asset) - _reserved.GetValueOrDefault((wallet, asset));

    public void Add(string wallet, string asset, long amount) => _balances[(wallet, asset)] = Balance(wallet, asset) + amount;

    public void Set(string wallet, string asset, long amount) => _balances[(wallet, asset)] = amount;

    public void Reserve(string wallet, string asset, long amount) =>
        _reserved[(wallet, asset)] = _reserved.GetValueOrDefault((wallet, asset)) + amount;

    /// <summary>What a wallet holds besides cash, positive amounts only.</summary>
    public IReadOnlyList<(string Asset, long Amount)> Holdings(string wallet) =>
        [.. _balances.Where(b => b.Key.Wallet == wallet && b.Key.Asset != cash && b.Value > 0).Select(b => (b.Key.Asset, b.Value)).OrderBy(b => b.Asset, StringComparer.Ordinal)];
}
