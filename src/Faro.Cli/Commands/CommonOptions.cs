using System.CommandLine;

namespace Faro.Cli.Commands;

/// <summary>Options that every command takes.</summary>
internal static class CommonOptions
{
    /// <summary>Output for machines.</summary>
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "One JSON object a line, for machines.",
        Recursive = true,
    };

    /// <summary>Where the database, the secrets and the note about the running instance are kept.</summary>
    public static Option<DirectoryInfo> Data { get; } = new("--data")
    {
        Description = "The folder of the database and of the running instance's note (default: $FARO_DATA or .faro).",
        HelpName = "DIR",
        Recursive = true,
        DefaultValueFactory = _ => new DirectoryInfo(
            Environment.GetEnvironmentVariable("FARO_DATA") is { Length: > 0 } named ? named : ".faro"),
    };
}
