namespace Faro.Matching.Judging;

/// <summary>What a model's endpoint answered.</summary>
/// <param name="Text">The answer's text; empty when it refused.</param>
/// <param name="Model">The model that answered, by the endpoint's name; null without one.</param>
/// <param name="Sent">Tokens sent, by the endpoint's count; null when it does not count.</param>
/// <param name="Received">Tokens received, by the endpoint's count.</param>
/// <param name="Refused">Whether the model, or the endpoint's filter, declined to answer.</param>
public sealed record ModelReply(string Text, string? Model, long? Sent, long? Received, bool Refused);

/// <summary>The model gave no answer.</summary>
/// <param name="detail">One sentence for an operator: no key, no market text.</param>
/// <param name="retry">Whether a second attempt may help.</param>
/// <param name="inner">The cause.</param>
public sealed class ModelUnavailableException(string detail, bool retry, Exception? inner = null) : Exception(detail, inner)
{
    /// <summary>Whether a second attempt may help.</summary>
    public bool Retry { get; } = retry;
}
