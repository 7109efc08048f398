using System.Runtime.CompilerServices;

namespace Faro.Venues;

/// <summary>Fees as unit prices times shares, in 10⁻¹⁵ dollars; rounded up once, when they become <see cref="Money"/>.</summary>
/// <param name="Units">10⁻¹⁵ dollars.</param>
public readonly record struct ExactFee(Int128 Units)
{
    private const long PerMicroUsd = 1_000_000_000;

    /// <summary>The fee, rounded up to a millionth of a dollar.</summary>
    public Money Ceiling => Money.FromMicroUsd((long)((Units + (PerMicroUsd - 1)) / PerMicroUsd));

    /// <summary>The fee of shares at so much a share.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ExactFee Of(Shares shares, UnitPrice perShare) => new((Int128)shares.Micro * perShare.Billionths);

    /// <summary>The sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ExactFee operator +(ExactFee left, ExactFee right) => new(left.Units + right.Units);

    /// <summary>The difference.</summary>
    public static ExactFee operator -(ExactFee left, ExactFee right) => new(left.Units - right.Units);
}
