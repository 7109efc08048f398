namespace Faro.Signing.Tests;

public sealed class EthAddressTests
{
    [Fact]
    public void Checksums_of_the_vectors()
    {
        foreach (var v in Vector.Load("eip712.json").List("eip55"))
        {
            Assert.Equal(v.Text("checksum"), EthAddress.Parse(v.Text("lower")).ToString());
            var upper = "0x" + v.Text("lower")[2..].ToUpperInvariant();
            Assert.Equal(EthAddress.Parse(v.Text("checksum")), EthAddress.Parse(upper));
            Assert.Equal(v.Text("lower"), EthAddress.Parse(v.Text("checksum")).ToLowerHex());
            Assert.True(EthAddress.HasValidChecksum(v.Text("checksum")));
            Assert.True(EthAddress.HasValidChecksum(v.Text("lower")));
            Assert.True(EthAddress.HasValidChecksum(upper));
        }
        Assert.False(EthAddress.HasValidChecksum("0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"));
    }

    [Fact]
    public void Nethereum_writes_the_same_checksums()
    {
        const int seed = 55;
        var random = new Random(seed);
        for (var round = 0; round < 2_000; round++)
        {
            var bytes = new byte[EthAddress.Size];
            random.NextBytes(bytes);
            var address = new EthAddress(bytes);
            Assert.Equal(Nethereum.Util.AddressUtil.Current.ConvertToChecksumAddress(address.ToLowerHex()), address.ToString());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("5aaeb6053f3e94c9b9a09f33669435e7ef1beaed")]
    [InlineData("0X5aaeb6053f3e94c9b9a09f33669435e7ef1beaed")]
    [InlineData("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae")]
    [InlineData("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed0")]
    [InlineData("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaeg")]
    [InlineData("0x5aaeb6053f3e94c9b9a09f33669435e7ef1bea d")]
    [InlineData("0x５aaeb6053f3e94c9b9a09f33669435e7ef1beaed")]
    public void Anything_else_is_no_address(string text)
    {
        Assert.False(EthAddress.TryParse(text, out _));
        Assert.False(EthAddress.HasValidChecksum(text));
        Assert.Throws<FormatException>(() => EthAddress.Parse(text));
    }

    [Fact]
    public void Values_compare_by_their_bytes()
    {
        var a = EthAddress.Parse("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
        var last = a.Bytes.ToArray();
        last[19] ^= 1;
        Assert.Equal(20, System.Runtime.CompilerServices.Unsafe.SizeOf<EthAddress>());
        Assert.NotEqual(a, new EthAddress(last));
        Assert.True(a == new EthAddress(a.Bytes) && a != EthAddress.Zero);
        Assert.Equal(a.GetHashCode(), new EthAddress(a.Bytes).GetHashCode());
        Assert.Throws<ArgumentException>(() => new EthAddress(new byte[21]));
    }

    [Fact]
    public void Hashes_read_what_they_write()
    {
        var hash = Keccak256.Hash([]);
        Assert.Equal("0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470", hash.ToString());
        Assert.Equal(hash, Hash256.Parse(hash.ToString()));
        Assert.False(Hash256.TryParse(hash.ToString().AsSpan(1), out _));
        Assert.True(hash != default);
        Assert.Throws<FormatException>(() => Hex.Decode("0x0"));
        Assert.Null(Hex.TryDecode("0x0011", maxBytes: 1));
        Assert.Equal([0x00, 0x11], Hex.Decode("0x0011"));
    }
}
