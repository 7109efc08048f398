using System.Runtime.CompilerServices;

namespace Faro.Clob.Engine;

/// <content>The ledger: accounts, deposits, split, merge, redeem.</content>
public sealed partial class ClobEngine
{
    /// <summary>A wallet's collateral.</summary>
    public Balance CollateralOf(int wallet, int collateral = 0) => _balances[_accounts.Find(AccountKey(wallet, collateral))];

    /// <summary>A wallet's tokens of one outcome.</summary>
    public Balance TokensOf(int wallet, int market, bool yes)
    {
        int member = FindMember(wallet, market);
        return member == 0 ? default : _balances[_members[member].TokenSlot + (yes ? 0 : 1)];
    }

    /// <summary>Fees a market took, in base units.</summary>
    public (UInt128 Collateral, UInt128 Yes, UInt128 No) FeesOf(int market)
    {
        Market m = _markets[market];
        return (m.FeesCollateral, m.FeesYes, m.FeesNo);
    }

    /// <summary>Pairs of a market in base units: minted and split minus merged.</summary>
    public Int128 SetsOf(int market) => _markets[market].Sets;

    /// <summary>Puts collateral into a wallet from outside. Refused when the asset's total would pass <see cref="LargestDeposit"/>.</summary>
    public Refusal DepositCollateral(int wallet, int collateral, UInt128 amount)
    {
        if (amount > LargestDeposit || _deposited[collateral] > LargestDeposit - amount) return Refusal.TooLarge;
        _deposited[collateral] += amount;
        int slot = Account(wallet, collateral); // before the array is read: this may move it
        _balances[slot].Available += amount;
        return Refusal.None;
    }

    /// <summary>Puts tokens into a wallet from outside: only tests and migrations do this, since nothing backs them.</summary>
    public Refusal DepositTokens(int wallet, int market, bool yes, UInt128 amount)
    {
        if (amount > LargestDeposit) return Refusal.TooLarge;
        int member = MemberOf(wallet, market);
        ref Balance balance = ref _balances[_members[member].TokenSlot + (yes ? 0 : 1)];
        if (balance.Available > LargestDeposit - amount) return Refusal.TooLarge;
        balance.Available += amount;
        return Refusal.None;
    }

    /// <summary>Turns collateral into pairs of YES and NO, one base unit each.</summary>
    public Refusal Split(int wallet, int market, UInt128 amount)
    {
        Market m = _markets[market];
        int slot = _accounts.Find(AccountKey(wallet, m.Spec.Collateral));
        if (_balances[slot].Available < amount) return Refusal.InsufficientBalance;
        int member = MemberOf(wallet, market); // before the arrays are read: this may move them
        int tokens = _members[member].TokenSlot;
        _balances[slot].Available -= amount;
        _balances[tokens].Available += amount;
        _balances[tokens + 1].Available += amount;
        m.Sets += (Int128)amount;
        return Refusal.None;
    }

    /// <summary>Turns pairs of YES and NO back into collateral.</summary>
    public Refusal Merge(int wallet, int market, UInt128 amount)
    {
        int member = FindMember(wallet, market);
        if (member == 0) return amount == UInt128.Zero ? Refusal.None : Refusal.InsufficientBalance;
        int tokens = _members[member].TokenSlot;
        if (_balances[tokens].Available < amount || _balances[tokens + 1].Available < amount)
            return Refusal.InsufficientBalance;
        _balances[tokens].Available -= amount;
        _balances[tokens + 1].Available -= amount;
        _balances[_members[member].CollateralSlot].Available += amount;
        _markets[market].Sets -= (Int128)amount;
        return Refusal.None;
    }

    /// <summary>Pays a resolved market's available tokens out; what is pending can be redeemed later (section 15).</summary>
    public Refusal Redeem(int wallet, int market, out UInt128 paid)
    {
        paid = UInt128.Zero;
        Market m = _markets[market];
        if (m.Status != MarketStatus.Resolved) return Refusal.MarketNotResolved;
        int member = FindMember(wallet, market);
        if (member == 0) return Refusal.None;
        ref Balance yes = ref _balances[_members[member].TokenSlot];
        ref Balance no = ref _balances[_members[member].TokenSlot + 1];
        paid = Fees.MulDiv(yes.Available, (uint)m.PayoutYes, 100) + Fees.MulDiv(no.Available, (uint)(100 - m.PayoutYes), 100);
        yes.Available = no.Available = UInt128.Zero;
        m.Redeemed += paid;
        _balances[_members[member].CollateralSlot].Available += paid;
        return Refusal.None;
    }

    private static ulong AccountKey(int wallet, int other) => ((ulong)(uint)(wallet + 1) << 32) | (uint)other;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int FindMember(int wallet, int market) => _memberships.Find(AccountKey(wallet, market));

    private int MemberOf(int wallet, int market) =>
        FindMember(wallet, market) is var found and not 0 ? found : AddMember(wallet, market);

    private int AddMember(int wallet, int market)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)wallet, (uint)_walletCount);
        if (_memberCount == _members.Length) Array.Resize(ref _members, _memberCount * 2);
        int member = _memberCount++;
        _members[member] = new Member
        {
            Wallet = wallet,
            Market = market,
            CollateralSlot = Account(wallet, _markets[market].Spec.Collateral),
            TokenSlot = TakeBalances(2),
            NextOfWallet = _walletMembers[wallet],
        };
        _walletMembers[wallet] = member;
        _memberships.Add(AccountKey(wallet, market), member);
        return member;
    }

    private int Account(int wallet, int collateral)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)wallet, (uint)_walletCount);
        int slot = _accounts.Find(AccountKey(wallet, collateral));
        if (slot != 0) return slot;
        slot = TakeBalances(1);
        _accounts.Add(AccountKey(wallet, collateral), slot);
        return slot;
    }

    private int TakeBalances(int count)
    {
        if (_balanceCount + count > _balances.Length) Array.Resize(ref _balances, _balances.Length * 2);
        int slot = _balanceCount;
        _balanceCount += count;
        return slot;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PaySlot(ref Member member, bool buy, bool yes) =>
        buy ? member.CollateralSlot : member.TokenSlot + (yes ? 0 : 1);

    /// <summary>Proceeds of a settled trade, minus the taker's fee, which the market keeps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Credit(Market market, ref Member member, in OrderNode node, UInt128 lots, uint tick, UInt128 fee)
    {
        _balances[PaySlot(ref member, !node.IsBuy, node.IsYes)].Available += node.Gets(lots, tick) - fee;
        if (fee == UInt128.Zero) return;
        if (!node.IsBuy) market.FeesCollateral += fee;
        else if (node.IsYes) market.FeesYes += fee;
        else market.FeesNo += fee;
    }

    private static void CountSets(Market market, MatchType match, UInt128 lots)
    {
        if (match == MatchType.Complementary) return;
        Int128 pairs = (Int128)Lots.Times(lots, Lots.BaseUnits);
        market.Sets += match == MatchType.Mint ? pairs : -pairs;
    }
}

/// <summary>Exact fee and payout arithmetic: floors, and never overflows 128 bits.</summary>
internal static class Fees
{
    /// <summary>
    /// Rule M13 for a trade of <paramref name="lots"/> at the taker's own <paramref name="tick"/>: a buyer's fee is in
    /// tokens, a seller's in collateral, both in base units.
    /// </summary>
    public static UInt128 OfTaker(UInt128 lots, uint tick, uint bps, bool buy)
    {
        if (tick is 0 or >= 100) return UInt128.Zero;
        uint distance = Math.Min(tick, 100 - tick);
        return buy ? MulDiv(lots, bps * distance, tick * 100) : MulDiv(lots, bps * distance, 10_000);
    }

    /// <summary><c>amount × factor div divisor</c> with the amount split, so that the product cannot overflow.</summary>
    public static UInt128 MulDiv(UInt128 amount, uint factor, uint divisor)
    {
        (UInt128 quotient, UInt128 rest) = UInt128.DivRem(amount, divisor);
        return (quotient * factor) + (rest * factor / divisor);
    }
}
