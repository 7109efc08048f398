using Faro.Signing;
using Faro.Signing.TypedData;

namespace Faro.Sandbox.Polymarket;

/// <summary>The exchanges' signing domains on one chain.</summary>
internal sealed class ClobDomains(ulong chainId)
{
    private const string Name = "Polymarket CTF Exchange";
    private readonly Hash256 _v2 = Separator("2", "0xE111180000d2663C0091e4f400237545B87B996B", chainId);
    private readonly Hash256 _v2NegRisk = Separator("2", "0xe2222d279d744050d28e00520010520000310F59", chainId);
    private readonly Hash256 _v3 = Separator("3", chainId == 80002 ? "0x9fE6e61422AdB6F610d8597F9684b16912D50C3D" : "0xe3333700cA9d93003F00f0F71f8515005F6c00Aa", chainId);

    public ulong ChainId => chainId;

    public Hash256 For(bool protocolV2, bool negRisk) => protocolV2 ? _v3 : negRisk ? _v2NegRisk : _v2;

    /// <summary>Domains that an order for this market might have been signed for with a wrong version.</summary>
    public IEnumerable<Hash256> Others(bool protocolV2) => protocolV2 ? [_v2, _v2NegRisk] : [_v3];

    private static Hash256 Separator(string version, string contract, ulong chain) =>
        new Eip712Domain(Name, version, chain, EthAddress.Parse(contract)).Separator();
}
