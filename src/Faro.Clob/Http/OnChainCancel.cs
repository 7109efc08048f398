using System.Buffers.Binary;
using System.Text;
using Faro.Clob.Engine;
using Faro.Clob.Intake;
using Faro.Clob.Venue;
using Faro.Signing;

namespace Faro.Clob.Http;

/// <summary>The call <c>cancelOrder(Order)</c> for the maker to sign and send (5.8).</summary>
internal static class OnChainCancel
{
    private static readonly byte[] Selector = Keccak256.Hash(Encoding.ASCII.GetBytes(
        "cancelOrder((uint256,address,address,address,uint256,uint256,uint256,uint256,uint256,uint256,uint8,uint8,bytes))")).Bytes[..4].ToArray();

    public static object? Transaction(OrderRecord order)
    {
        if (order.Signed is not { } signed) return null;
        MarketListing market = order.Market.Market.Listing;
        return new
        {
            market.ChainId,
            To = market.Exchange.ToString(),
            Data = Hex.Encode(CallData(order, signed, market)),
            Value = "0",
        };
    }

    private static byte[] CallData(OrderRecord order, SignedOrder signed, MarketListing market)
    {
        const int Words = 1 + 13 + 1 + 3; // offset of the tuple, its head, the signature's length and its 65 bytes
        byte[] data = new byte[4 + (Words * 32)];
        Selector.CopyTo(data, 0);
        (UInt128 maker, UInt128 taker) = OrderText.SignedAmounts(
            order.Side, order.Yes ? order.Tick : 100u - order.Tick, order.SizeUnits);
        int at = 4;
        void Word(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(data.AsSpan(at + 32 - bytes.Length));
            at += 32;
        }

        void Number(UInt128 value)
        {
            Span<byte> bytes = stackalloc byte[16];
            BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
            Word(bytes);
        }

        Number(32);
        Word(signed.Salt.Bytes);
        Word(order.Wallet.Bytes);
        Word(order.Wallet.Bytes);
        Word(EthAddress.Zero.Bytes);
        Word((order.Yes ? market.YesToken : market.NoToken).Bytes);
        Number(maker);
        Number(taker);
        Word(signed.Expiration.Bytes);
        Word(signed.Nonce.Bytes);
        Number((UInt128)market.FeeRateBps);
        Number((UInt128)(byte)order.Side);
        Number(0);
        Number(13 * 32);
        Number(Secp256k1.SignatureSize);
        Secp256k1.Normalise(signed.Signature, data.AsSpan(at, Secp256k1.SignatureSize));
        return data;
    }
}
