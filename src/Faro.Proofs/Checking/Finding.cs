namespace Faro.Proofs.Checking;

/// <summary>What was done to the log.</summary>
public enum Tampering
{
    /// <summary>The content of a fact is not what was sealed.</summary>
    FactEdited,

    /// <summary>The content of a fact is as sealed, but its metadata (headers, time, user, correlation, name) is not.</summary>
    HeadersEdited,

    /// <summary>A sealed fact is gone.</summary>
    FactMissing,

    /// <summary>A fact is between sealed ones and was never sealed.</summary>
    FactInserted,

    /// <summary>A sealed fact is at another place in the log or in its stream.</summary>
    FactReordered,

    /// <summary>A sealed fact is in another stream.</summary>
    FactInOtherStream,

    /// <summary>The facts match the signed root; the stored leaf does not.</summary>
    SealEdited,

    /// <summary>Fact and seal were altered together: they agree with each other, but not with the signed root.</summary>
    FactAndSealEdited,

    /// <summary>A signed root is no longer what was signed.</summary>
    RootEdited,

    /// <summary>The log holds fewer facts than a root was signed over: its end was cut, or an older state was restored.</summary>
    LogCut,

    /// <summary>The log's root differs from the published one of the same size.</summary>
    LogReplaced,

    /// <summary>The stream's row does not have the version of its last fact.</summary>
    StreamRowEdited,
}

/// <summary>One thing that is not as it was sealed.</summary>
/// <param name="What">What was done.</param>
/// <param name="Sequence">The place in the log; null where there is none.</param>
/// <param name="Stream">The stream of the sealed fact, or of the inserted one.</param>
/// <param name="Version">The place in the stream.</param>
/// <param name="Name">The fact's name.</param>
/// <param name="Detail">In a sentence.</param>
public sealed record Finding(Tampering What, long? Sequence, string? Stream, long? Version, string? Name, string Detail);

/// <summary>What an audit of the log found.</summary>
/// <param name="Sealed">Facts that are sealed.</param>
/// <param name="Unsealed">Facts after the last sealed one: they cannot be checked yet.</param>
/// <param name="Signed">Facts under the largest root with a valid signature.</param>
/// <param name="Roots">Signed roots that were checked, published ones included.</param>
/// <param name="Findings">The first findings, in the order of the log.</param>
/// <param name="Total">The total number of results.</param>
/// <param name="Root">The root over all sealed facts, in hexadecimal.</param>
public sealed record AuditResult(long Sealed, long Unsealed, long Signed, int Roots, IReadOnlyList<Finding> Findings, long Total, string Root)
{
    /// <summary>Whether everything is as it was sealed.</summary>
    public bool Intact => Total == 0;
}
