using System.Reflection;

namespace Faro.Matching.Judging;

/// <summary>The prompts that are part of the product: embedded, named by version, never edited once used.</summary>
internal static class PromptLibrary
{
    /// <summary>The version in use.</summary>
    public const string Current = "pair-v2";

    /// <summary>The text of a version.</summary>
    /// <exception cref="ArgumentException">There is no such prompt.</exception>
    public static string Read(string version)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Faro.Matching.Judging.Prompts.{version}.md")
            ?? throw new ArgumentException($"There is no prompt '{version}'.", nameof(version));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
