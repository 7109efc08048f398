using Faro.Clob.Engine;
using Faro.Clob.Journal;
using Faro.Signing;

namespace Faro.Clob.Venue;

/// <content>The core as bytes. Equal cores write equal bytes: unordered collections are sorted.</content>
public sealed partial class VenueCore
{
    /// <summary>Writes everything that decides.</summary>
    internal void Save(BinaryWriter to)
    {
        to.Write(_maxOpenOrders);
        to.Flush();
        Engine.Save(to.BaseStream);
        to.Write(Markets.Count);
        foreach (VenueMarket market in Markets)
        {
            CommandCodec.WriteListing(to, market.Listing);
            to.Write(market.CreatedAtMs);
        }

        to.Write(Wallets.Count);
        foreach (EthAddress wallet in Wallets) CommandCodec.Put(to, wallet);
        to.Write(_hashes.Count - 1);
        for (int number = 1; number < _hashes.Count; number++)
        {
            CommandCodec.Put(to, _hashes[number]);
            to.Write(_wallets[_orders[_hashes[number]].Wallet]);
        }

        to.Write(_nonces.Count);
        foreach ((EthAddress wallet, Hash256 nonce) in _nonces.OrderBy(p => p.Key.ToLowerHex(), StringComparer.Ordinal))
        {
            CommandCodec.Put(to, wallet);
            CommandCodec.Put(to, nonce);
        }

        to.Write(_keys.Count);
        foreach (VenueKey key in _keys.Values.OrderBy(k => k.KeyId, StringComparer.Ordinal))
        {
            to.Write(key.KeyId);
            CommandCodec.Put(to, key.Wallet);
            CommandCodec.Put(to, key.SecretHash);
            to.Write((byte)key.Permissions);
            to.Write(key.CreatedAtMs);
            to.Write(key.RevokedAtMs ?? -1);
        }

        to.Write(_rememberedByAge.Count);
        foreach (((EthAddress, string) name, _) in _rememberedByAge) WriteRemembered(to, name, _remembered[name]);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It was taken by another build, or by a venue with another limit of open orders.</exception>
    internal static VenueCore Load(BinaryReader from, int maxOpenOrders)
    {
        if (from.ReadInt32() != maxOpenOrders) throw new InvalidDataException("It was taken with another limit of open orders.");
        VenueCore core = new(maxOpenOrders, ClobEngine.Load(from.BaseStream));
        int markets = from.ReadInt32();
        for (int index = 0; index < markets; index++)
        {
            MarketListing listing = CommandCodec.ReadListing(from);
            core.Remember(listing, index, core.CollateralOf(listing), from.ReadInt64());
        }

        int wallets = from.ReadInt32();
        for (int index = 0; index < wallets; index++)
        {
            core.Wallets.Add(CommandCodec.Address(from));
            core._wallets.Add(core.Wallets[index], index);
        }

        int orders = from.ReadInt32();
        core.Expect(orders);
        for (int number = 1; number <= orders; number++)
        {
            Hash256 hash = CommandCodec.Hash(from);
            core._hashes.Add(hash);
            core._orders.Add(hash, new OrderName((ulong)number, core.Wallets[from.ReadInt32()]));
        }

        int nonces = from.ReadInt32();
        for (int i = 0; i < nonces; i++) core._nonces.Add(CommandCodec.Address(from), CommandCodec.Hash(from));
        int keys = from.ReadInt32();
        for (int i = 0; i < keys; i++)
        {
            string id = from.ReadString();
            core._keys.Add(id, new VenueKey(id, CommandCodec.Address(from), CommandCodec.Hash(from), (KeyPermissions)from.ReadByte(),
                from.ReadInt64(), from.ReadInt64() is >= 0 and var revoked ? revoked : null));
        }

        int remembered = from.ReadInt32();
        for (int i = 0; i < remembered; i++) core.ReadRemembered(from);
        return core;
    }

    /// <summary>The wallet that placed an order.</summary>
    internal EthAddress OwnerOf(ulong number) => _orders[_hashes[(int)number]].Wallet;

    private static void WriteRemembered(BinaryWriter to, (EthAddress Wallet, string Key) name, Remembered remembered)
    {
        CommandCodec.WritePlace(to, new VenueCommand.PlaceOrders(name.Wallet, remembered.Items, new Idempotency(name.Key, remembered.Fingerprint)));
        foreach (OrderItem item in remembered.Items) to.Write(item.Number);
        to.Write(remembered.AtMs);
    }

    private void ReadRemembered(BinaryReader from)
    {
        VenueCommand.PlaceOrders command = CommandCodec.ReadPlace(from);
        foreach (OrderItem item in command.Items) item.Number = from.ReadUInt64();
        (EthAddress, string) name = (command.Wallet, command.Idempotency!.Key);
        Remembered remembered = new(command.Idempotency.Fingerprint, command.Items, from.ReadInt64());
        _remembered.Add(name, remembered);
        _rememberedByAge.Enqueue((name, remembered.AtMs));
    }
}
