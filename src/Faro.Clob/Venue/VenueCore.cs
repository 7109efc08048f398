using Faro.Clob.Engine;
using Faro.Clob.Intake;
using Faro.Signing;

namespace Faro.Clob.Venue;

/// <summary>A market in the core.</summary>
public sealed class VenueMarket
{
    /// <summary>Index, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>As it was listed.</summary>
    public required MarketListing Listing { get; init; }

    /// <summary>When it was listed, Unix milliseconds.</summary>
    public required long CreatedAtMs { get; init; }

    /// <summary>Index of the collateral asset.</summary>
    public required int Collateral { get; init; }

    /// <summary>EIP-712 domain of its exchange.</summary>
    public required Hash256 DomainSeparator { get; init; }
}

/// <summary>A key in the core.</summary>
/// <param name="KeyId">Public part.</param>
/// <param name="Wallet">Its owner, and the only wallet it trades for.</param>
/// <param name="SecretHash">SHA-256 of the secret.</param>
/// <param name="Permissions">What it may do.</param>
/// <param name="CreatedAtMs">Unix milliseconds.</param>
/// <param name="RevokedAtMs">Unix milliseconds, or null while it is valid.</param>
public sealed record VenueKey(
    string KeyId, EthAddress Wallet, Hash256 SecretHash, KeyPermissions Permissions, long CreatedAtMs, long? RevokedAtMs);

/// <summary>
/// All decision logic: the engine, and the names of things around it. Deterministic, without clock or I/O; the writer
/// runs it live and recovery runs it again over the journal. One thread at a time.
/// </summary>
public sealed partial class VenueCore
{
    /// <summary>How long an idempotency key is remembered.</summary>
    public const long IdempotencyMs = 24 * 3600 * 1000L;

    private const int MaxLiveKeys = 20;

    private readonly Dictionary<(Hash256, long), int> _marketIds = [];
    private readonly Dictionary<(long, EthAddress), int> _collaterals = [];
    private readonly Dictionary<EthAddress, int> _wallets = [];
    private readonly Dictionary<Hash256, OrderName> _orders = [];
    private readonly Dictionary<(EthAddress, string), Remembered> _remembered = [];
    private readonly Queue<((EthAddress, string) Name, long AtMs)> _rememberedByAge = [];
    private readonly Dictionary<EthAddress, Hash256> _nonces = [];
    private readonly Dictionary<string, VenueKey> _keys = [];
    private readonly List<Hash256> _hashes = [default];
    private readonly int _maxOpenOrders;

    /// <summary>An empty venue.</summary>
    /// <param name="maxOpenOrders">Open orders a wallet may have in one market; 0 for no limit.</param>
    /// <param name="capacity">Live orders before pools grow.</param>
    public VenueCore(int maxOpenOrders = 500, int capacity = 65_536)
        : this(maxOpenOrders, new ClobEngine(capacity))
    {
    }

    private VenueCore(int maxOpenOrders, ClobEngine engine) => (_maxOpenOrders, Engine) = (maxOpenOrders, engine);

    /// <summary>The matching engine.</summary>
    public ClobEngine Engine { get; }

    /// <summary>Markets by index.</summary>
    public List<VenueMarket> Markets { get; } = [];

    /// <summary>What the last command made the engine do.</summary>
    public EventBuffer Events { get; } = new(4096);

    /// <summary>Addresses by engine wallet.</summary>
    public List<EthAddress> Wallets { get; } = [];

    /// <summary>Keys by id.</summary>
    public IReadOnlyDictionary<string, VenueKey> Keys => _keys;

    /// <summary>Orders accepted so far; also the last order's number.</summary>
    public ulong OrderCount => (ulong)_hashes.Count - 1;

    /// <summary>The engine's index of a wallet, or null while it has nothing here.</summary>
    public int? WalletOf(EthAddress address) => _wallets.TryGetValue(address, out int wallet) ? wallet : null;

    /// <summary>The hash of an order by its number.</summary>
    public Hash256 HashOf(ulong number) => _hashes[(int)number];

    /// <summary>The nonces that were raised.</summary>
    internal IReadOnlyDictionary<EthAddress, Hash256> Nonces => _nonces;

    /// <summary>A wallet's exchange nonce.</summary>
    public Hash256 NonceOf(EthAddress wallet) => _nonces.GetValueOrDefault(wallet);

    /// <summary>Whether <see cref="VenueCommand.PassTime"/> would do something at this time.</summary>
    public bool IsDue(long atMs) => Engine.NextExpiration is { } next && next <= atMs / 1000
        || Markets.Exists(m => m.Listing.EndsAtMs <= atMs && IsLive(Engine.StatusOf(m.Index)));

    /// <summary>Reserves space for a known number of orders, so that no table is resized.</summary>
    internal void Expect(int orders)
    {
        _hashes.EnsureCapacity(_hashes.Count + orders);
        _orders.EnsureCapacity(_orders.Count + orders);
    }

    /// <summary>Executes one command at a time that never goes back. Its events are in <see cref="Events"/>.</summary>
    public VenueOutcome Apply(VenueCommand command, long atMs)
    {
        Events.Clear();
        long now = atMs / 1000;
        return command switch
        {
            VenueCommand.PlaceOrders c => Place(c, atMs),
            VenueCommand.CancelOrders c => Cancel(c, now),
            VenueCommand.CancelMatching c => CancelMatching(c, now),
            VenueCommand.PassTime => PassTime(atMs),
            VenueCommand.SettleTrade c => VenueOutcome.From(Engine.Settle(now, c.Market, c.Trade, Events)),
            VenueCommand.FailTrade c => VenueOutcome.From(Engine.Fail(now, c.Market, c.Trade, c.Blame, Events)),
            VenueCommand.ListMarket c => List(c.Listing, atMs),
            VenueCommand.MoveMarket c => VenueOutcome.From(Engine.SetStatus(now, c.Market, c.To, c.PayoutYes, Events)),
            VenueCommand.Deposit c => Deposit(c),
            VenueCommand.Convert c => Convert(c),
            VenueCommand.BurnOrder c => Burn(c, now),
            VenueCommand.RaiseNonce c => RaiseNonce(c, now),
            VenueCommand.IssueKey c => IssueKey(c, atMs),
            VenueCommand.RegenerateKey c => Regenerate(c),
            VenueCommand.RevokeKey c => Revoke(c, atMs),
            _ => throw new InvalidOperationException($"unknown command {command.GetType().Name}"),
        };
    }

    /// <summary>The answer to an earlier request with this key, if it is still remembered.</summary>
    public VenueOutcome? Recall(EthAddress wallet, Idempotency idempotency)
    {
        if (!_remembered.TryGetValue((wallet, idempotency.Key), out Remembered? earlier)) return null;
        return earlier.Fingerprint == idempotency.Fingerprint
            ? new VenueOutcome.Placed(earlier.Items, earlier.AtMs, Replayed: true) { Changed = false }
            : new VenueOutcome.Refused("IDEMPOTENCY_CONFLICT", "The idempotency key was used with another body.") { Changed = false };
    }

    private VenueOutcome Place(VenueCommand.PlaceOrders command, long atMs)
    {
        Forget(atMs);
        if (command.Idempotency is { } idempotency && Recall(command.Wallet, idempotency) is { } earlier) return earlier;
        int accepted = 0;
        foreach (OrderItem item in command.Items)
        {
            if (item.Refused is not null) continue;
            item.Refused = TryPlace(command.Wallet, item, atMs / 1000);
            if (item.Refused is null) accepted++;
        }

        if (command.Idempotency is { } key)
        {
            _remembered[(command.Wallet, key.Key)] = new Remembered(key.Fingerprint, command.Items, atMs);
            _rememberedByAge.Enqueue(((command.Wallet, key.Key), atMs));
        }

        return new VenueOutcome.Placed(command.Items, atMs) { Changed = accepted > 0 || command.Idempotency is not null };
    }

    private OrderRefusal? TryPlace(EthAddress address, OrderItem item, long now)
    {
        ValidOrder valid = item.Valid!;
        if (valid.Order.Nonce != NonceOf(address))
            return new OrderRefusal("INVALID_NONCE", "nonce must be the wallet's current exchange nonce.");
        if (Engine.StatusOf(item.Market) != MarketStatus.Open) return Refuse(Refusal.MarketNotActive);
        if (_orders.ContainsKey(valid.Hash)) return Refuse(Refusal.DuplicateOrder);
        if (!_wallets.TryGetValue(address, out int wallet)) return Refuse(Refusal.InsufficientBalance);
        ulong number = (ulong)_hashes.Count;
        Refusal refusal = Engine.Place(now, new NewOrder(number, wallet, item.Market, valid.Lots, valid.YesTick, valid.Order.Side,
            valid.Order.Yes, valid.TimeInForce, valid.Order.PostOnly, valid.Expiration), Events);
        if (refusal != Refusal.None) return Refuse(refusal);
        _hashes.Add(valid.Hash);
        _orders.Add(valid.Hash, new OrderName(number, address));
        item.Number = number;
        return null;
    }

    private static OrderRefusal Refuse(Refusal refusal) => new(VenueOutcome.CodeOf(refusal), VenueOutcome.MessageOf(refusal));

    private VenueOutcome.Cancelled Cancel(VenueCommand.CancelOrders command, long now)
    {
        List<ulong> numbers = new(command.Hashes.Count);
        foreach (Hash256 hash in command.Hashes)
            if (_orders.TryGetValue(hash, out OrderName name) && name.Wallet == command.Wallet) numbers.Add(name.Number);
        if (WalletOf(command.Wallet) is not { } wallet || numbers.Count == 0) return new VenueOutcome.Cancelled([]) { Changed = false };
        Engine.Cancel(now, wallet, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(numbers), Events);
        return Ended();
    }

    private VenueOutcome.Cancelled CancelMatching(VenueCommand.CancelMatching command, long now)
    {
        if (WalletOf(command.Wallet) is not { } wallet) return new VenueOutcome.Cancelled([]) { Changed = false };
        Engine.CancelAll(now, wallet, command.Market, command.Yes, command.Side, Events);
        return Ended();
    }

    /// <summary>What the last command cancelled, in the engine's order.</summary>
    private VenueOutcome.Cancelled Ended()
    {
        List<Hash256> hashes = [];
        foreach (ref readonly EngineEvent e in Events.Events)
            if (e is { Kind: EngineEventKind.OrderState, Status: OrderStatus.Cancelled } && e.Reason != EndReason.None)
                hashes.Add(HashOf(e.Order));
        return new VenueOutcome.Cancelled(hashes) { Changed = Events.Count > 0 };
    }

    private VenueOutcome.Done PassTime(long atMs)
    {
        Engine.Advance(atMs / 1000, Events);
        foreach (VenueMarket market in Markets)
        {
            if (market.Listing.EndsAtMs <= atMs && IsLive(Engine.StatusOf(market.Index)))
                Engine.SetStatus(atMs / 1000, market.Index, MarketStatus.Closed, null, Events);
        }

        return new VenueOutcome.Done { Changed = Events.Count > 0 };
    }

    private static bool IsLive(MarketStatus status) => status is MarketStatus.Seeding or MarketStatus.Open or MarketStatus.Paused;

    private VenueOutcome List(MarketListing listing, long atMs)
    {
        if (_marketIds.ContainsKey((listing.ConditionId, listing.ChainId)))
            return Refused("INVALID_REQUEST", "The market is already listed.");
        int collateral = CollateralOf(listing);
        int index = Engine.AddMarket(new MarketSpec(
            listing.FeeRateBps, listing.SelfTrade, listing.AutoSettle, listing.Status, _maxOpenOrders, collateral));
        Remember(listing, index, collateral, atMs);
        return new VenueOutcome.Listed(index);
    }

    private int CollateralOf(MarketListing listing)
    {
        if (!_collaterals.TryGetValue((listing.ChainId, listing.CollateralToken), out int collateral))
            _collaterals.Add((listing.ChainId, listing.CollateralToken), collateral = _collaterals.Count);
        return collateral;
    }

    private void Remember(MarketListing listing, int index, int collateral, long atMs)
    {
        _marketIds.Add((listing.ConditionId, listing.ChainId), index);
        Markets.Add(new VenueMarket
        {
            Index = index,
            Listing = listing,
            CreatedAtMs = atMs,
            Collateral = collateral,
            DomainSeparator = SignedOrder.DomainSeparator(listing.ChainId, listing.Exchange),
        });
    }

    private VenueOutcome Deposit(VenueCommand.Deposit command)
    {
        if (command.Amount > ClobEngine.LargestDeposit) return VenueOutcome.From(Refusal.TooLarge);
        int wallet = AddWallet(command.Wallet);
        Refusal refusal = command.Asset == DepositAsset.Collateral
            ? Engine.DepositCollateral(wallet, Markets[command.Market].Collateral, command.Amount)
            : Engine.DepositTokens(wallet, command.Market, command.Asset == DepositAsset.Yes, command.Amount);

        // Journaled even when refused: the wallet has its index now, and replay must give it the same one.
        return VenueOutcome.From(refusal) with { Changed = true };
    }

    private VenueOutcome Convert(VenueCommand.Convert command)
    {
        if (WalletOf(command.Wallet) is not { } wallet)
            return command.Kind == Conversion.Redeem && Engine.StatusOf(command.Market) == MarketStatus.Resolved
                ? new VenueOutcome.Paid(UInt128.Zero) { Changed = false }
                : VenueOutcome.From(command.Kind == Conversion.Redeem ? Refusal.MarketNotResolved : Refusal.InsufficientBalance);
        switch (command.Kind)
        {
            case Conversion.Split: return VenueOutcome.From(Engine.Split(wallet, command.Market, command.Amount));
            case Conversion.Merge: return VenueOutcome.From(Engine.Merge(wallet, command.Market, command.Amount));
            default:
                Refusal refusal = Engine.Redeem(wallet, command.Market, out UInt128 paid);
                return refusal == Refusal.None ? new VenueOutcome.Paid(paid) : VenueOutcome.From(refusal);
        }
    }

    private VenueOutcome Burn(VenueCommand.BurnOrder command, long now)
    {
        if (!_orders.TryGetValue(command.Hash, out OrderName name) || name.Wallet != command.Wallet)
            return Refused("ORDER_NOT_FOUND", "There is no such order.");
        Engine.Cancel(now, _wallets[command.Wallet], [name.Number], Events);
        return Ended();
    }

    private VenueOutcome RaiseNonce(VenueCommand.RaiseNonce command, long now)
    {
        if (command.Nonce.Bytes.SequenceCompareTo(NonceOf(command.Wallet).Bytes) <= 0)
            return VenueOutcome.From(Refusal.InvalidTransition);
        _nonces[command.Wallet] = command.Nonce;
        if (WalletOf(command.Wallet) is { } wallet)
            Engine.CancelAll(now, wallet, null, null, null, Events, EndReason.NonceRaised);
        return Ended() with { Changed = true };
    }

    private VenueOutcome IssueKey(VenueCommand.IssueKey command, long atMs)
    {
        if (_keys.Values.Count(k => k.Wallet == command.Wallet && k.RevokedAtMs is null) >= MaxLiveKeys)
            return Refused("INVALID_REQUEST", $"A wallet has at most {MaxLiveKeys} live keys.");
        _keys.Add(command.KeyId, new VenueKey(command.KeyId, command.Wallet, command.SecretHash, command.Permissions, atMs, null));
        return new VenueOutcome.Done();
    }

    private VenueOutcome Regenerate(VenueCommand.RegenerateKey command)
    {
        if (!_keys.TryGetValue(command.KeyId, out VenueKey? key) || key.Wallet != command.Wallet || key.RevokedAtMs is not null)
            return Refused("NOT_FOUND", "There is no such key.");
        _keys[command.KeyId] = key with { SecretHash = command.SecretHash };
        return new VenueOutcome.Done();
    }

    private VenueOutcome Revoke(VenueCommand.RevokeKey command, long atMs)
    {
        if (!_keys.TryGetValue(command.KeyId, out VenueKey? key) || key.Wallet != command.Wallet)
            return Refused("NOT_FOUND", "There is no such key.");
        if (key.RevokedAtMs is not null) return new VenueOutcome.Done { Changed = false };
        _keys[command.KeyId] = key with { RevokedAtMs = atMs };
        return new VenueOutcome.Done();
    }

    private static VenueOutcome.Refused Refused(string code, string message) => new(code, message) { Changed = false };

    private int AddWallet(EthAddress address)
    {
        if (_wallets.TryGetValue(address, out int wallet)) return wallet;
        wallet = Engine.AddWallet();
        _wallets.Add(address, wallet);
        Wallets.Add(address);
        return wallet;
    }

    private void Forget(long atMs)
    {
        while (_rememberedByAge.TryPeek(out ((EthAddress, string) Name, long AtMs) oldest) && oldest.AtMs + IdempotencyMs <= atMs)
        {
            _rememberedByAge.Dequeue();
            _remembered.Remove(oldest.Name);
        }
    }

    private readonly record struct OrderName(ulong Number, EthAddress Wallet);

    private sealed record Remembered(Hash256 Fingerprint, IReadOnlyList<OrderItem> Items, long AtMs);
}
