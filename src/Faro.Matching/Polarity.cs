namespace Faro.Matching;

/// <summary>Which way round two markets agree.</summary>
public enum Polarity
{
    /// <summary>Yes here is Yes there.</summary>
    Direct,

    /// <summary>Yes here is No there.</summary>
    Inverted,

    /// <summary>It is not known; such a pair is never linked.</summary>
    Unknown,
}
