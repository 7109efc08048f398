using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Faro.Sandbox.Faults;
using Faro.Sandbox.Trading;
using Faro.Signing;

namespace Faro.Sandbox.Kalshi.Solana;

/// <summary>A balance that a transaction changed.</summary>
internal readonly record struct BalanceChange(string Owner, string Mint, Units Before, Units After);

/// <summary>A transaction that landed.</summary>
internal sealed record LandedTransaction(
    string Id, byte[] Bytes, long Slot, DateTimeOffset At, string? Error, int FailedInstruction, IReadOnlyList<BalanceChange> Changes);

/// <summary>An order that DFlow's side fills or refunds after the opening transaction.</summary>
internal sealed class AsyncOrder(SwapTerms terms, DateTimeOffset at)
{
    public SwapTerms Terms => terms;

    public DateTimeOffset OpenedAt => at;

    public LandedTransaction? Fill { get; set; }

    public LandedTransaction? Revert { get; set; }

    public Units Spent { get; set; }

    public Units Received { get; set; }

    public bool Closed => Fill is not null || Revert is not null;
}

/// <summary>A refusal of a sent transaction, in the node's terms.</summary>
internal sealed record SendError(int Code, string Message, string? Err = null, int Instruction = -1, int Custom = 0);

/// <summary>The single node's chain: blocks by the clock, swaps it has built, transactions that landed, token balances.</summary>
internal sealed class SolanaChain(SwapMarket market, BookShelf books, Ledger ledger, FaultBoard faults, TimeProvider clock)
{
    private const long FirstHeight = 439_000_000;
    private const long SlotsAhead = 22_200_000;
    private const int Validity = 150;
    private const int RouteInstruction = 3;
    private const int MaxKept = 50_000;
    private readonly DateTimeOffset _genesis = clock.GetUtcNow();
    private readonly Dictionary<string, long> _blockhashes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SwapTerms> _built = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LandedTransaction> _landed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AsyncOrder> _orders = new(StringComparer.Ordinal);
    private long _skipped;
    private long _number;

    public SwapMarket Market => market;

    public BookShelf Books => books;

    public Ledger Ledger => ledger;

    public TimeProvider Clock => clock;

    /// <summary>One block each 400 ms.</summary>
    public long Height => FirstHeight + _skipped + (long)((clock.GetUtcNow() - _genesis).TotalMilliseconds / 400);

    public long Slot => Height + SlotsAhead;

    /// <summary>A new blockhash and the height at which it expires.</summary>
    public (byte[] Hash, long LastValid) LatestBlockhash()
    {
        lock (books.Gate)
        {
            var height = Height;
            var hash = SHA256.HashData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"faro-sandbox/block/{height}")));
            if (_blockhashes.Count > MaxKept)
                _blockhashes.Clear();
            _blockhashes.TryAdd(Base58.Encode(hash), height + Validity);
            return (hash, height + Validity);
        }
    }

    /// <summary>A number that was not given before.</summary>
    public ulong NextNumber() => (ulong)Interlocked.Increment(ref _number);

    public bool IsValid(string blockhash)
    {
        lock (books.Gate)
            return _blockhashes.TryGetValue(blockhash, out var last) && Height <= last;
    }

    /// <summary>Stores a swap by its message: only such messages are accepted here.</summary>
    public void Remember(ReadOnlySpan<byte> message, SwapTerms terms)
    {
        lock (books.Gate)
        {
            if (_built.Count > MaxKept)
                _built.Clear();
            _built[Convert.ToHexString(SHA256.HashData(message))] = terms;
        }
    }

    /// <summary>Checks and executes a transaction; returns its id, or the node's error. Sent again it is still one transaction.</summary>
    public (string? Id, SendError? Error) Send(ReadOnlySpan<byte> bytes, bool execute = true, bool anyBlockhash = false)
    {
        if (SignedTransaction.Read(bytes) is not { } transaction)
            return (null, new SendError(-32602, "failed to deserialize solana_transaction::versioned::VersionedTransaction: io error: failed to fill whole buffer"));
        if (execute && !transaction.Verifies())
            return (null, new SendError(-32003, "Transaction signature verification failure"));
        lock (books.Gate)
        {
            Advance();
            var id = transaction.Id;
            if (execute && _landed.ContainsKey(id))
                return (id, null);
            var blockhash = Base58.Encode(transaction.Blockhash);
            if (execute && faults.TryTake("kalshi", "blockhash_expired"))
                _skipped += 2 * Validity;
            if (!anyBlockhash && (!_blockhashes.TryGetValue(blockhash, out var last) || Height > last))
                return (null, Simulation("Blockhash not found", "BlockhashNotFound"));
            if (!_built.TryGetValue(Convert.ToHexString(SHA256.HashData(transaction.Message)), out var terms))
                return (null, Instruction("invalid instruction data", 0));
            if (ledger.Available(terms.User, terms.InputMint) < terms.InAmount)
                return (null, Instruction("custom program error: 0x1788", 6024));
            var problem = market.Price(terms.InputMint, terms.OutputMint, terms.InAmount, out var offer);
            if (problem is not null || offer!.OutAmount < terms.Threshold)
                return (null, Instruction("custom program error: 0x1771", 6001));
            if (!execute)
                return (id, null);
            var bytesKept = bytes.ToArray();
            if (terms.Async)
                Open(id, bytesKept, terms);
            else if (faults.TryTake("kalshi", "reverted_fill"))
                Land(id, bytesKept, [], error: "6001");
            else
                Execute(id, bytesKept, terms, offer, faults.TryTake("kalshi", "partial_fill") ? 2 : 1);
            return (id, null);
        }
    }

    public LandedTransaction? Find(string id)
    {
        lock (books.Gate)
        {
            Advance();
            return _landed.GetValueOrDefault(id);
        }
    }

    public AsyncOrder? Order(string id)
    {
        lock (books.Gate)
        {
            Advance();
            return _orders.GetValueOrDefault(id);
        }
    }

    /// <summary>What a wallet holds of one mint, or of one token program's mints.</summary>
    public List<(string Mint, Units Amount)> Tokens(string owner, string? mint, string? program)
    {
        lock (books.Gate)
        {
            Advance();
            List<(string Mint, Units Amount)> all = [(ledger.Cash, ledger.Balance(owner, ledger.Cash)), .. ledger.Holdings(owner)];
            return [.. all.Where(t => t.Amount > Units.Zero && (mint is null || t.Mint == mint)
                && (program is null || (t.Mint == ledger.Cash) == (program == Programs.TokenText)))];
        }
    }

    public void Fund(string owner, string mint, Units amount)
    {
        lock (books.Gate)
            ledger.Set(owner, mint, amount);
    }

    private void Execute(string id, byte[] bytes, SwapTerms terms, SwapOffer offer, int part)
    {
        var (spent, received) = Take(terms, offer, part);
        Land(id, bytes, Move(terms.User, (terms.InputMint, -spent), (terms.OutputMint, received)));
    }

    /// <summary>Removes the fills from the book: all of them, or for a partial fill the first at half its size.</summary>
    private static (Units Spent, Units Received) Take(SwapTerms terms, SwapOffer offer, int part)
    {
        if (part == 1)
        {
            offer.Book.Execute(offer.Fills);
            return (terms.InAmount, offer.OutAmount);
        }

        offer.Book.Execute([.. offer.Fills.Select(f => f with { Size = Units.Max(f.Size.Part(part), new Units(1)) })]);
        return (terms.InAmount.Part(part), offer.OutAmount.Part(part));
    }

    private void Open(string id, byte[] bytes, SwapTerms terms)
    {
        Land(id, bytes, Move(terms.User, (terms.InputMint, -terms.InAmount)));
        _orders[id] = new AsyncOrder(terms, clock.GetUtcNow());
    }

    /// <summary>Closes asynchronous orders that have been open for a second: filled, or refunded.</summary>
    private void Advance()
    {
        foreach (var (id, order) in _orders)
        {
            if (order.Closed || clock.GetUtcNow() - order.OpenedAt < TimeSpan.FromSeconds(1))
                continue;
            var terms = order.Terms;
            var problem = market.Price(terms.InputMint, terms.OutputMint, terms.InAmount, out var offer);
            var filled = problem is null && offer!.OutAmount >= terms.Threshold && !faults.TryTake("kalshi", "reverted_fill");
            if (filled)
            {
                (order.Spent, order.Received) = Take(terms, offer!, faults.TryTake("kalshi", "partial_fill") ? 2 : 1);
                order.Fill = Land(Follower(id, "fill"), [], Move(terms.User, (terms.OutputMint, order.Received)));
            }

            if (terms.InAmount > order.Spent)
                order.Revert = Land(Follower(id, "revert"), [], Move(terms.User, (terms.InputMint, terms.InAmount - order.Spent)));
        }
    }

    private List<BalanceChange> Move(string owner, params ReadOnlySpan<(string Mint, Units Amount)> moves)
    {
        var changes = new List<BalanceChange>();
        foreach (var (mint, amount) in moves)
        {
            var before = ledger.Balance(owner, mint);
            ledger.Add(owner, mint, amount);
            changes.Add(new BalanceChange(owner, mint, before, before + amount));
        }

        return changes;
    }

    private LandedTransaction Land(string id, byte[] bytes, IReadOnlyList<BalanceChange> changes, string? error = null)
    {
        if (_landed.Count > MaxKept)
            _landed.Clear();
        return _landed[id] = new LandedTransaction(id, bytes, Slot, clock.GetUtcNow(), error, error is null ? -1 : RouteInstruction, changes);
    }

    private static string Follower(string id, string purpose) =>
        Base58.Encode(SHA512.HashData(Encoding.ASCII.GetBytes($"faro-sandbox/{purpose}/{id}")));

    private static SendError Simulation(string message, string err) =>
        new(-32002, "Transaction simulation failed: " + message, err);

    private static SendError Instruction(string message, int custom) => new(
        -32002, $"Transaction simulation failed: Error processing Instruction {RouteInstruction}: {message}", null, RouteInstruction, custom);
}
