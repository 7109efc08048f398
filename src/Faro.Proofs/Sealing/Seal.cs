using Faro.Signing;

namespace Faro.Proofs.Sealing;

/// <summary>What was stored about a fact when it was sealed: a leaf of the tree, with enough to name the fact if it is gone.</summary>
/// <param name="Index">The leaf's place in the tree, from 0, without gaps.</param>
/// <param name="Sequence">The fact's place in the log.</param>
/// <param name="Stream">Its stream.</param>
/// <param name="Version">Its place in the stream.</param>
/// <param name="Name">Its name.</param>
/// <param name="Hash">The leaf's hash.</param>
/// <param name="DataHash">The hash of the fact alone; only used to find what was altered.</param>
internal sealed record Seal(long Index, long Sequence, string Stream, long Version, string Name, Hash256 Hash, Hash256 DataHash);
