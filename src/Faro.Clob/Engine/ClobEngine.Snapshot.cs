using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Faro.Clob.Engine;

/// <content>The whole state as bytes, so that recovery can start from the last snapshot instead of the first command.</content>
public sealed partial class ClobEngine
{
    private const ulong SnapshotMagic = 0x31_42_4F_4C_43_52_41_46; // "FARCLOB1"

    /// <summary>
    /// Writes the state. Two engines that executed the same commands write the same bytes. The layout is this build's own:
    /// a snapshot it cannot read is ignored and the journal is replayed from the start.
    /// </summary>
    public void Save(Stream stream)
    {
        using BinaryWriter writer = new(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        writer.Write(SnapshotMagic);
        writer.Write(_now);
        writer.Write(_ages);
        WriteSpan<UInt128>(writer, _deposited);
        WriteSpan<Balance>(writer, _balances.AsSpan(0, _balanceCount));
        WriteSpan<Member>(writer, _members.AsSpan(0, _memberCount));
        WriteSpan<int>(writer, _walletMembers.AsSpan(0, _walletCount));
        writer.Write(_pool.FreeHead);
        writer.Write(_pool.Live);
        WriteSpan<OrderNode>(writer, _pool.Hot.AsSpan(0, _pool.Used));
        WriteSpan<OrderColdNode>(writer, _pool.Cold.AsSpan(0, _pool.Used));
        WriteSpan(writer, _expiries.Slots);
        writer.Write(_pendingFree);
        WritePending(writer);
        WritePairs(writer, _accounts);
        writer.Write(_markets.Count);
        foreach (Market market in _markets) WriteMarket(writer, market);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a snapshot of this build.</exception>
    public static ClobEngine Load(Stream stream)
    {
        using BinaryReader reader = new(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        if (reader.ReadUInt64() != SnapshotMagic) throw new InvalidDataException("Not an engine snapshot of this version.");
        long now = reader.ReadInt64();
        ulong ages = reader.ReadUInt64();
        UInt128[] deposited = ReadArray<UInt128>(reader);
        Balance[] balances = ReadArray<Balance>(reader);
        Member[] members = ReadArray<Member>(reader);
        int[] wallets = ReadArray<int>(reader);
        int freeHead = reader.ReadInt32();
        int live = reader.ReadInt32();
        OrderNode[] hot = ReadArray<OrderNode>(reader);
        OrderColdNode[] cold = ReadArray<OrderColdNode>(reader);
        ClobEngine engine = new(Math.Max(4096, hot.Length))
        {
            _now = now,
            _ages = ages,
            _deposited = deposited,
            _balances = AtLeast(balances, 4096),
            _balanceCount = balances.Length,
            _members = AtLeast(members, 1024),
            _memberCount = members.Length,
            _walletMembers = AtLeast(wallets, 1024),
            _walletCount = wallets.Length,
        };
        hot.CopyTo(engine._pool.Hot, 0);
        cold.CopyTo(engine._pool.Cold, 0);
        engine._pool.Used = hot.Length;
        engine._pool.FreeHead = freeHead;
        engine._pool.Live = live;
        for (int i = 1; i < hot.Length; i++)
            if (hot[i].Id != 0) engine._orders.Add(hot[i].Id, i);
        for (int m = 1; m < members.Length; m++)
            engine._memberships.Add(AccountKey(members[m].Wallet, members[m].Market), m);
        engine._expiries.Restore(ReadArray<int>(reader));
        engine._pendingFree = reader.ReadInt32();
        engine.ReadPending(reader);
        int accounts = reader.ReadInt32();
        for (int i = 0; i < accounts; i++) engine._accounts.Add(reader.ReadUInt64(), reader.ReadInt32());
        int markets = reader.ReadInt32();
        for (int i = 0; i < markets; i++) engine._markets.Add(ReadMarket(reader, i));
        return engine;
    }

    private void WritePending(BinaryWriter writer)
    {
        writer.Write(_pendingUsed);
        for (int i = 1; i < _pendingUsed; i++)
        {
            PendingTrade t = _pending[i];
            WriteWide(writer, t.Lots);
            WriteWide(writer, t.Fee);
            writer.Write(t.Number);
            writer.Write(t.Market);
            writer.Write(t.Maker);
            writer.Write(t.Taker);
            writer.Write(t.NextFree);
            writer.Write(t.Tick);
            writer.Write((byte)t.Match);
        }
    }

    private void ReadPending(BinaryReader reader)
    {
        _pendingUsed = reader.ReadInt32();
        _pending = new PendingTrade[Math.Max(64, _pendingUsed)];
        for (int i = 1; i < _pendingUsed; i++)
        {
            _pending[i] = new PendingTrade
            {
                Lots = ReadWide(reader),
                Fee = ReadWide(reader),
                Number = reader.ReadUInt64(),
                Market = reader.ReadInt32(),
                Maker = reader.ReadInt32(),
                Taker = reader.ReadInt32(),
                NextFree = reader.ReadInt32(),
                Tick = reader.ReadByte(),
                Match = (MatchType)reader.ReadByte(),
            };
            if (_pending[i].Number != 0) _pendingTrades.Add(PendingKey(_pending[i].Market, _pending[i].Number), i);
        }
    }

    private static void WriteMarket(BinaryWriter writer, Market market)
    {
        writer.Write(market.Spec.FeeBps);
        writer.Write((byte)market.Spec.SelfTrade);
        writer.Write(market.Spec.AutoSettle);
        writer.Write((byte)market.Spec.Status);
        writer.Write(market.Spec.MaxOpenOrders);
        writer.Write(market.Spec.Collateral);
        writer.Write((byte)market.Status);
        writer.Write(market.PayoutYes);
        writer.Write(market.BookSequence);
        writer.Write(market.Trades);
        WriteWide(writer, market.FeesCollateral);
        WriteWide(writer, market.FeesYes);
        WriteWide(writer, market.FeesNo);
        WriteWide(writer, (UInt128)market.Sets);
        WriteWide(writer, market.Redeemed);
        foreach (Ladder side in (ReadOnlySpan<Ladder>)[market.Bids, market.Asks])
        {
            foreach (ref Level level in side.Levels.AsSpan())
            {
                writer.Write(level.Head);
                writer.Write(level.Tail);
                WriteWide(writer, level.Total);
            }
        }
    }

    private static Market ReadMarket(BinaryReader reader, int index)
    {
        MarketSpec spec = new(reader.ReadInt32(), (SelfTradeMode)reader.ReadByte(), reader.ReadBoolean(),
            (MarketStatus)reader.ReadByte(), reader.ReadInt32(), reader.ReadInt32());
        Market market = new(index, spec)
        {
            Status = (MarketStatus)reader.ReadByte(),
            PayoutYes = reader.ReadInt32(),
            BookSequence = reader.ReadUInt64(),
            Trades = reader.ReadUInt64(),
            FeesCollateral = ReadWide(reader),
            FeesYes = ReadWide(reader),
            FeesNo = ReadWide(reader),
            Sets = (Int128)ReadWide(reader),
            Redeemed = ReadWide(reader),
        };
        foreach (Ladder side in (ReadOnlySpan<Ladder>)[market.Bids, market.Asks])
        {
            for (int tick = 0; tick < side.Levels.Length; tick++)
            {
                side.Levels[tick] = new Level { Head = reader.ReadInt32(), Tail = reader.ReadInt32(), Total = ReadWide(reader) };
                if (side.Levels[tick].Head != 0) side.Occupied.Set(tick);
            }
        }

        return market;
    }

    private static void WritePairs(BinaryWriter writer, IdMap map)
    {
        writer.Write(map.Count);
        foreach ((ulong key, int value) in map.Pairs().Order())
        {
            writer.Write(key);
            writer.Write(value);
        }
    }

    // Only for types without padding: padding bytes would make equal states write different bytes.
    private static void WriteSpan<T>(BinaryWriter writer, ReadOnlySpan<T> items)
        where T : unmanaged
    {
        writer.Write(items.Length);
        writer.Write(MemoryMarshal.AsBytes(items));
    }

    private static T[] ReadArray<T>(BinaryReader reader)
        where T : unmanaged
    {
        int count = reader.ReadInt32();
        if (count < 0 || (long)count * Unsafe.SizeOf<T>() > int.MaxValue) throw new InvalidDataException("Snapshot is damaged.");
        T[] items = new T[count];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(items.AsSpan()));
        return items;
    }

    private static T[] AtLeast<T>(T[] items, int size)
    {
        if (items.Length < size) Array.Resize(ref items, size);
        return items;
    }

    private static void WriteWide(BinaryWriter writer, UInt128 value)
    {
        writer.Write((ulong)value);
        writer.Write((ulong)(value >> 64));
    }

    private static UInt128 ReadWide(BinaryReader reader)
    {
        ulong low = reader.ReadUInt64();
        return new UInt128(reader.ReadUInt64(), low);
    }
}
