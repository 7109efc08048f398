namespace FaroExample;

/// <summary>Something is not as expected, so that going on makes no sense.</summary>
internal sealed class StopException(string message) : Exception(message);
