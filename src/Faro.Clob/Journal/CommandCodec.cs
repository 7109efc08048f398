using System.Text;
using Faro.Clob.Engine;
using Faro.Clob.Intake;
using Faro.Clob.Venue;
using Faro.Signing;

namespace Faro.Clob.Journal;

/// <summary>
/// Commands as bytes. Each begins with its kind and its time; kinds are never reused and a kind's layout never changes, a
/// changed command gets a new kind. Orders are written with the result of their checks, so replay verifies no signature again.
/// </summary>
public static class CommandCodec
{
    private enum Kind : byte
    {
        ListMarket = 1,
        MoveMarket = 2,
        Deposit = 3,
        Convert = 4,
        PlaceOrders = 5,
        CancelOrders = 6,
        CancelMatching = 7,
        BurnOrder = 8,
        RaiseNonce = 9,
        SettleTrade = 10,
        FailTrade = 11,
        PassTime = 12,
        IssueKey = 13,
        RegenerateKey = 14,
        RevokeKey = 15,
    }

    /// <summary>Writes a command that was executed at <paramref name="atMs"/>.</summary>
    public static void Write(BinaryWriter to, VenueCommand command, long atMs)
    {
        switch (command)
        {
            case VenueCommand.PlaceOrders c: Begin(to, Kind.PlaceOrders, atMs); WritePlace(to, c); break;
            case VenueCommand.CancelOrders c:
                Begin(to, Kind.CancelOrders, atMs);
                Put(to, c.Wallet);
                to.Write(c.Hashes.Count);
                foreach (Hash256 hash in c.Hashes) Put(to, hash);
                break;
            case VenueCommand.CancelMatching c:
                Begin(to, Kind.CancelMatching, atMs);
                Put(to, c.Wallet);
                to.Write(c.Market ?? -1);
                to.Write((sbyte)(c.Yes is { } yes ? yes ? 1 : 0 : -1));
                to.Write((sbyte)(c.Side is { } side ? (int)side : -1));
                break;
            case VenueCommand.PassTime: Begin(to, Kind.PassTime, atMs); break;
            case VenueCommand.SettleTrade c:
                Begin(to, Kind.SettleTrade, atMs);
                to.Write(c.Market);
                to.Write(c.Trade);
                to.Write(c.TransactionHash ?? "");
                break;
            case VenueCommand.FailTrade c:
                Begin(to, Kind.FailTrade, atMs);
                to.Write(c.Market);
                to.Write(c.Trade);
                to.Write((byte)c.Blame);
                break;
            case VenueCommand.ListMarket c: Begin(to, Kind.ListMarket, atMs); WriteListing(to, c.Listing); break;
            case VenueCommand.MoveMarket c:
                Begin(to, Kind.MoveMarket, atMs);
                to.Write(c.Market);
                to.Write((byte)c.To);
                to.Write(c.PayoutYes ?? -1);
                break;
            case VenueCommand.Deposit c:
                Begin(to, Kind.Deposit, atMs);
                Put(to, c.Wallet);
                to.Write(c.Market);
                to.Write((byte)c.Asset);
                Put(to, c.Amount);
                break;
            case VenueCommand.Convert c:
                Begin(to, Kind.Convert, atMs);
                Put(to, c.Wallet);
                to.Write(c.Market);
                to.Write((byte)c.Kind);
                Put(to, c.Amount);
                break;
            case VenueCommand.BurnOrder c: Begin(to, Kind.BurnOrder, atMs); Put(to, c.Wallet); Put(to, c.Hash); break;
            case VenueCommand.RaiseNonce c: Begin(to, Kind.RaiseNonce, atMs); Put(to, c.Wallet); Put(to, c.Nonce); break;
            case VenueCommand.IssueKey c:
                Begin(to, Kind.IssueKey, atMs);
                Put(to, c.Wallet);
                to.Write(c.KeyId);
                Put(to, c.SecretHash);
                to.Write((byte)c.Permissions);
                break;
            case VenueCommand.RegenerateKey c:
                Begin(to, Kind.RegenerateKey, atMs);
                Put(to, c.Wallet);
                to.Write(c.KeyId);
                Put(to, c.SecretHash);
                break;
            case VenueCommand.RevokeKey c: Begin(to, Kind.RevokeKey, atMs); Put(to, c.Wallet); to.Write(c.KeyId); break;
            default: throw new InvalidOperationException($"no bytes for {command.GetType().Name}");
        }
    }

    /// <summary>Reads the next command and its time.</summary>
    /// <exception cref="InvalidDataException">The bytes have an unknown kind.</exception>
    public static (VenueCommand Command, long AtMs) Read(BinaryReader from)
    {
        Kind kind = (Kind)from.ReadByte();
        long atMs = from.ReadInt64();
        VenueCommand command = kind switch
        {
            Kind.PlaceOrders => ReadPlace(from),
            Kind.CancelOrders => new VenueCommand.CancelOrders(Address(from), Hashes(from)),
            Kind.CancelMatching => new VenueCommand.CancelMatching(
                Address(from), Optional(from.ReadInt32()), from.ReadSByte() switch { -1 => null, 0 => false, _ => true },
                from.ReadSByte() switch { -1 => null, var side => (OrderSide)side }),
            Kind.PassTime => new VenueCommand.PassTime(),
            Kind.SettleTrade => new VenueCommand.SettleTrade(
                from.ReadInt32(), from.ReadUInt64(), from.ReadString() is { Length: > 0 } hash ? hash : null),
            Kind.FailTrade => new VenueCommand.FailTrade(from.ReadInt32(), from.ReadUInt64(), (Blame)from.ReadByte()),
            Kind.ListMarket => new VenueCommand.ListMarket(ReadListing(from)),
            Kind.MoveMarket => new VenueCommand.MoveMarket(from.ReadInt32(), (MarketStatus)from.ReadByte(), Optional(from.ReadInt32())),
            Kind.Deposit => new VenueCommand.Deposit(Address(from), from.ReadInt32(), (DepositAsset)from.ReadByte(), Wide(from)),
            Kind.Convert => new VenueCommand.Convert(Address(from), from.ReadInt32(), (Conversion)from.ReadByte(), Wide(from)),
            Kind.BurnOrder => new VenueCommand.BurnOrder(Address(from), Hash(from)),
            Kind.RaiseNonce => new VenueCommand.RaiseNonce(Address(from), Hash(from)),
            Kind.IssueKey => new VenueCommand.IssueKey(Address(from), from.ReadString(), Hash(from), (KeyPermissions)from.ReadByte()),
            Kind.RegenerateKey => new VenueCommand.RegenerateKey(Address(from), from.ReadString(), Hash(from)),
            Kind.RevokeKey => new VenueCommand.RevokeKey(Address(from), from.ReadString()),
            _ => throw new InvalidDataException($"The journal holds a command of unknown kind {(byte)kind}."),
        };
        return (command, atMs);
    }

    // A request with an idempotency key stores its refusals too, because a repeated request must get the same answer.
    internal static void WritePlace(BinaryWriter to, VenueCommand.PlaceOrders command)
    {
        Put(to, command.Wallet);
        to.Write(command.Idempotency is not null);
        if (command.Idempotency is { } idempotency)
        {
            to.Write(idempotency.Key);
            Put(to, idempotency.Fingerprint);
        }

        bool all = command.Idempotency is not null;
        to.Write((byte)command.Items.Count(i => all || i.Refused is null));
        foreach (OrderItem item in command.Items)
        {
            if (item.Refused is { } refused)
            {
                if (!all) continue;
                to.Write(false);
                to.Write(refused.Code);
                to.Write(refused.Message);
                continue;
            }

            to.Write(true);
            WriteOrder(to, item.Market, item.Valid!);
        }
    }

    internal static VenueCommand.PlaceOrders ReadPlace(BinaryReader from)
    {
        EthAddress wallet = Address(from);
        Idempotency? idempotency = from.ReadBoolean() ? new Idempotency(from.ReadString(), Hash(from)) : null;
        OrderItem[] items = new OrderItem[from.ReadByte()];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = from.ReadBoolean()
                ? ReadOrder(from, wallet)
                : new OrderItem { Refused = new OrderRefusal(from.ReadString(), from.ReadString()) };
        }

        return new VenueCommand.PlaceOrders(wallet, items, idempotency);
    }

    private static void WriteOrder(BinaryWriter to, int market, ValidOrder valid)
    {
        SignedOrder o = valid.Order;
        to.Write(market);
        Put(to, valid.Hash);
        to.Write(valid.YesTick);
        to.Write((byte)((byte)o.Side | (o.Yes ? 2 : 0) | (o.PostOnly ? 4 : 0) | ((byte)valid.TimeInForce << 4)));
        to.Write((byte)(TypeCode(o.OrderType) | (TifCode(o.TimeInForce) << 4)));
        Put(to, valid.SizeUnits);
        to.Write(valid.Expiration);
        Put(to, o.Expiration);
        Put(to, o.Salt);
        Put(to, o.Nonce);
        Put(to, o.TokenId);
        to.Write((int)o.FeeRateBps);
        Span<byte> signature = stackalloc byte[Secp256k1.SignatureSize];
        Secp256k1.Normalise(o.Signature, signature);
        to.Write(signature);
    }

    private static OrderItem ReadOrder(BinaryReader from, EthAddress wallet)
    {
        int market = from.ReadInt32();
        Hash256 hash = Hash(from);
        byte tick = from.ReadByte();
        byte flags = from.ReadByte();
        byte types = from.ReadByte();
        UInt128 size = Wide(from);
        long expiration = from.ReadInt64();
        SignedOrder order = new()
        {
            ConditionId = default, // by the market's index
            ChainId = 0,
            Yes = (flags & 2) != 0,
            Side = (OrderSide)(flags & 1),
            OrderType = OrderType(types & 15),
            Price = "",
            Size = "",
            Expiration = Hash(from),
            Salt = Hash(from),
            Signer = wallet,
            Taker = EthAddress.Zero,
            Nonce = Hash(from),
            TokenId = Hash(from),
            MakerAmount = default,
            TakerAmount = default,
            FeeRateBps = from.ReadInt32(),
            Signature = Exactly(from, Secp256k1.SignatureSize),
            TimeInForce = TifText(types >> 4),
            PostOnly = (flags & 4) != 0,
        };
        return new OrderItem
        {
            Market = market,
            Valid = new ValidOrder(order, hash, tick, size, size / Lots.BaseUnits, (TimeInForce)(flags >> 4), expiration),
        };
    }

    internal static void WriteListing(BinaryWriter to, MarketListing m)
    {
        Put(to, m.ConditionId);
        to.Write(m.ChainId);
        to.Write(m.Question);
        to.Write(m.Summary ?? "");
        to.Write(m.Rules ?? "");
        to.Write(m.IsClob);
        to.Write((byte)m.Decimals);
        to.Write(m.FeeRateBps);
        Put(to, m.MinOrderSize);
        Put(to, m.YesToken);
        Put(to, m.NoToken);
        Put(to, m.CollateralToken);
        Put(to, m.Exchange);
        Put(to, m.ConditionalTokens);
        to.Write(m.EndsAtMs ?? -1);
        to.Write((byte)m.Status);
        to.Write(m.AutoSettle);
        to.Write((byte)m.SelfTrade);
    }

    internal static MarketListing ReadListing(BinaryReader from) => new()
    {
        ConditionId = Hash(from),
        ChainId = from.ReadInt64(),
        Question = from.ReadString(),
        Summary = from.ReadString() is { Length: > 0 } summary ? summary : null,
        Rules = from.ReadString() is { Length: > 0 } rules ? rules : null,
        IsClob = from.ReadBoolean(),
        Decimals = from.ReadByte(),
        FeeRateBps = from.ReadInt32(),
        MinOrderSize = Wide(from),
        YesToken = Hash(from),
        NoToken = Hash(from),
        CollateralToken = Address(from),
        Exchange = Address(from),
        ConditionalTokens = Address(from),
        EndsAtMs = from.ReadInt64() is >= 0 and var ends ? ends : null,
        Status = (MarketStatus)from.ReadByte(),
        AutoSettle = from.ReadBoolean(),
        SelfTrade = (SelfTradeMode)from.ReadByte(),
    };

    internal static int TypeCode(string text) => text switch { "LIMIT" => 0, "MARKET" => 1, _ => 2 };

    internal static string OrderType(int code) => code switch { 0 => "LIMIT", 1 => "MARKET", _ => "GTD" };

    internal static int TifCode(string? text) => text switch { "GTC" => 1, "FAK" => 2, "FOK" => 3, _ => 0 };

    internal static string? TifText(int code) => code switch { 1 => "GTC", 2 => "FAK", 3 => "FOK", _ => null };

    private static void Begin(BinaryWriter to, Kind kind, long atMs)
    {
        to.Write((byte)kind);
        to.Write(atMs);
    }

    private static int? Optional(int value) => value < 0 ? null : value;

    internal static void Put(BinaryWriter to, in Hash256 hash) => to.Write(hash.Bytes);

    internal static void Put(BinaryWriter to, EthAddress address) => to.Write(address.Bytes);

    internal static void Put(BinaryWriter to, UInt128 value)
    {
        to.Write((ulong)value);
        to.Write((ulong)(value >> 64));
    }

    internal static Hash256 Hash(BinaryReader from)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        from.BaseStream.ReadExactly(bytes);
        return new Hash256(bytes);
    }

    private static Hash256[] Hashes(BinaryReader from)
    {
        Hash256[] hashes = new Hash256[from.ReadInt32()];
        for (int i = 0; i < hashes.Length; i++) hashes[i] = Hash(from);
        return hashes;
    }

    // ReadBytes silently returns fewer bytes at the end.
    internal static byte[] Exactly(BinaryReader from, int count)
    {
        byte[] bytes = new byte[count];
        from.BaseStream.ReadExactly(bytes);
        return bytes;
    }

    internal static EthAddress Address(BinaryReader from)
    {
        Span<byte> bytes = stackalloc byte[EthAddress.Size];
        from.BaseStream.ReadExactly(bytes);
        return new EthAddress(bytes);
    }

    internal static UInt128 Wide(BinaryReader from)
    {
        ulong low = from.ReadUInt64();
        return new UInt128(from.ReadUInt64(), low);
    }

    /// <summary>UTF-8 reader over one batch's payload.</summary>
    public static BinaryReader Reader(byte[] payload) => new(new MemoryStream(payload, writable: false), Encoding.UTF8);
}
