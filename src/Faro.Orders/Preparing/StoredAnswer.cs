using JasperFx;

namespace Faro.Orders.Preparing;

/// <summary>
/// The answer to a prepare, kept for a repeated <c>client_ref</c>: a document next to the order's stream, written in the transaction
/// of its first fact. No fact, since it says nothing that the plan and the legs do not; the fact holds its hash.
/// </summary>
/// <param name="Stream">The order's stream.</param>
/// <param name="Text">The answer, byte for byte.</param>
public sealed record StoredAnswer([property: Identity] string Stream, string Text);
