using Faro.Clob.Engine;
using Faro.Clob.Intake;
using Faro.Clob.Journal;
using Faro.Signing;
using MatchType = Faro.Clob.Engine.MatchType;

namespace Faro.Clob.Venue;

/// <content>The records as bytes, next to those of the core: what the core has is not written twice.</content>
internal sealed partial class VenueViews
{
    /// <summary>Writes every record. Equal venues write equal bytes.</summary>
    public void Save(BinaryWriter to)
    {
        foreach (MarketRecord market in Markets)
        {
            to.Write(market.PayoutYes ?? -1);
            to.Write(market.BookAtMs);
        }

        for (int number = 1; number < _byNumber.Count; number++) WriteOrder(to, _byNumber[number]!);
        foreach (MarketRecord market in Markets)
        {
            to.Write(market.Trades.Count);
            foreach (TradeRecord trade in market.Trades) WriteTrade(to, trade);
        }

        to.Write(_wallets.Count);
        foreach ((EthAddress address, WalletRecord wallet) in _wallets.OrderBy(p => p.Key.ToLowerHex(), StringComparer.Ordinal))
        {
            CommandCodec.Put(to, address);
            to.Write(wallet.UserSequence);
            to.Write(wallet.Fills.Count);
            foreach (FillRecord fill in wallet.Fills)
            {
                to.Write(fill.Trade.Market.Market.Index);
                to.Write((fill.Trade.Number << 1) | (fill.IsTaker ? 1UL : 0));
            }
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static VenueViews Load(BinaryReader from, VenueCore core)
    {
        VenueViews views = new(core);
        foreach (VenueMarket listed in core.Markets)
        {
            views.AddMarket(listed);
            MarketRecord market = views.Markets[listed.Index];
            market.Terms = market.Terms with { Status = core.Engine.StatusOf(listed.Index) };
            market.Sequence = core.Engine.SequenceOf(listed.Index);
            foreach (BookLevel level in core.Engine.Book(listed.Index, OrderSide.Buy)) market.Bids[level.Tick] = level.Lots;
            foreach (BookLevel level in core.Engine.Book(listed.Index, OrderSide.Sell)) market.Asks[level.Tick] = level.Lots;
            market.PayoutYes = from.ReadInt32() is >= 0 and var payout ? payout : null;
            market.BookAtMs = from.ReadInt64();
        }

        views.Expect((int)core.OrderCount);
        for (ulong number = 1; number <= core.OrderCount; number++)
        {
            OrderRecord order = views.ReadOrder(from, number);
            views._byNumber.Add(order);
            views._orders.Add(order.Hash, order);
            views.WalletFor(order.Wallet).Orders.Add(order);
        }

        foreach (MarketRecord market in views.Markets)
        {
            int trades = from.ReadInt32();
            for (ulong number = 1; number <= (ulong)trades; number++) market.Trades.Add(views.ReadTrade(from, market, number));
            if (trades > 0) market.LastTick = market.Trades[^1].Tick;
        }

        int wallets = from.ReadInt32();
        for (int i = 0; i < wallets; i++)
        {
            WalletRecord wallet = views.WalletFor(CommandCodec.Address(from));
            wallet.UserSequence = from.ReadUInt64();
            int fills = from.ReadInt32();
            for (int fill = 0; fill < fills; fill++)
            {
                MarketRecord market = views.Markets[from.ReadInt32()];
                ulong side = from.ReadUInt64();
                wallet.Add(new FillRecord(market.Trades[(int)(side >> 1) - 1], (side & 1) != 0));
            }
        }

        foreach ((EthAddress wallet, Hash256 nonce) in core.Nonces) views._nonces[wallet] = nonce;
        foreach ((string id, VenueKey key) in core.Keys) views.Keys[id] = key;
        return views;
    }

    private static void WriteOrder(BinaryWriter to, OrderRecord order)
    {
        to.Write(order.Market.Market.Index);
        to.Write(order.Tick);
        to.Write((byte)((byte)order.Side | (order.Yes ? 2 : 0) | (order.PostOnly ? 4 : 0) | ((byte)order.TimeInForce << 4)));
        to.Write((byte)(CommandCodec.TypeCode(order.OrderType) | (CommandCodec.TifCode(order.Signed?.TimeInForce) << 4)));
        CommandCodec.Put(to, order.Expiration);
        CommandCodec.Put(to, order.SizeUnits);
        to.Write(order.CreatedAtMs);
        CommandCodec.Put(to, order.Remaining);
        CommandCodec.Put(to, order.Filled);
        to.Write((byte)order.Status);
        to.Write((byte)order.Reason);
        to.Write(order.UpdatedAtMs);
        to.Write(order.BookAddedAtMs ?? -1);
        to.Write(order.Signed is not null);
        if (order.Signed is not { } signed) return;
        CommandCodec.Put(to, signed.Salt);
        CommandCodec.Put(to, signed.Nonce);
        CommandCodec.Put(to, signed.TokenId);
        to.Write((int)signed.FeeRateBps);
        Span<byte> signature = stackalloc byte[Secp256k1.SignatureSize];
        Secp256k1.Normalise(signed.Signature, signature);
        to.Write(signature);
    }

    private OrderRecord ReadOrder(BinaryReader from, ulong number)
    {
        MarketRecord market = Markets[from.ReadInt32()];
        byte tick = from.ReadByte();
        byte flags = from.ReadByte();
        byte types = from.ReadByte();
        Hash256 expiration = CommandCodec.Hash(from);
        EthAddress wallet = core.OwnerOf(number);
        OrderRecord order = new()
        {
            Number = number,
            Hash = core.HashOf(number),
            Market = market,
            Wallet = wallet,
            Tick = tick,
            Yes = (flags & 2) != 0,
            Side = (OrderSide)(flags & 1),
            OrderType = CommandCodec.OrderType(types & 15),
            TimeInForce = (TimeInForce)(flags >> 4),
            PostOnly = (flags & 4) != 0,
            Expiration = expiration,
            SizeUnits = CommandCodec.Wide(from),
            CreatedAtMs = from.ReadInt64(),
            Remaining = CommandCodec.Wide(from),
            Filled = CommandCodec.Wide(from),
            Status = (OrderStatus)from.ReadByte(),
            Reason = (EndReason)from.ReadByte(),
            UpdatedAtMs = from.ReadInt64(),
            BookAddedAtMs = from.ReadInt64() is >= 0 and var added ? added : null,
        };
        if (from.ReadBoolean()) order.Signed = ReadSigned(from, order, types);
        return order;
    }

    /// <summary>As <see cref="CommandCodec"/> reads it from the journal: with what settling and cancelling on chain need.</summary>
    private static SignedOrder ReadSigned(BinaryReader from, OrderRecord order, byte types) => new()
    {
        ConditionId = default,
        ChainId = 0,
        Yes = order.Yes,
        Side = order.Side,
        OrderType = order.OrderType,
        Price = "",
        Size = "",
        Expiration = order.Expiration,
        Signer = order.Wallet,
        Taker = EthAddress.Zero,
        MakerAmount = default,
        TakerAmount = default,
        TimeInForce = CommandCodec.TifText(types >> 4),
        PostOnly = order.PostOnly,
        Salt = CommandCodec.Hash(from),
        Nonce = CommandCodec.Hash(from),
        TokenId = CommandCodec.Hash(from),
        FeeRateBps = from.ReadInt32(),
        Signature = CommandCodec.Exactly(from, Secp256k1.SignatureSize),
    };

    private static void WriteTrade(BinaryWriter to, TradeRecord trade)
    {
        to.Write(trade.Maker.Number);
        to.Write(trade.Taker.Number);
        CommandCodec.Put(to, trade.Lots);
        CommandCodec.Put(to, trade.Fee);
        to.Write(trade.Tick);
        to.Write((byte)trade.Match);
        to.Write(trade.AtMs);
        to.Write(trade.Status);
        to.Write(trade.SettledAtMs ?? -1);
        to.Write(trade.TransactionHash ?? "");
    }

    private TradeRecord ReadTrade(BinaryReader from, MarketRecord market, ulong number) => new()
    {
        Market = market,
        Number = number,
        Maker = _byNumber[(int)from.ReadUInt64()]!,
        Taker = _byNumber[(int)from.ReadUInt64()]!,
        Lots = CommandCodec.Wide(from),
        Fee = CommandCodec.Wide(from),
        Tick = from.ReadByte(),
        Match = (MatchType)from.ReadByte(),
        AtMs = from.ReadInt64(),
        Status = string.Intern(from.ReadString()),
        SettledAtMs = from.ReadInt64() is >= 0 and var settled ? settled : null,
        TransactionHash = from.ReadString() is { Length: > 0 } hash ? hash : null,
    };
}
