using System.CommandLine;

namespace Faro.Cli.Commands;

/// <summary>Options that every command takes.</summary>
internal static class CommonOptions
{
    /// <summary>Output for machines.</summary>
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Print one JSON object per line, for programs.",
        Recursive = true,
    };

    /// <summary>Where the database, the secrets and the note about the running instance are kept.</summary>
    public static Option<DirectoryInfo> Data { get; } = new("--data")
    {
        Description = "The data folder: database, secrets, a note about the running instance. $FARO_DATA names another default.",
        HelpName = "DIR",
        Recursive = true,
        DefaultValueFactory = _ => new DirectoryInfo(
            Environment.GetEnvironmentVariable("FARO_DATA") is { Length: > 0 } named ? named : ".faro"),
    };
}
