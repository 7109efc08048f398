using System.Security.Cryptography;
using System.Text.Json;

namespace Faro.Cli.Running;

/// <summary>The two secrets of an instance, in a file that only its owner may read; never printed.</summary>
internal sealed record Secrets(string Admin, string Cron)
{
    /// <summary>From the command line, else from the environment, else stored from the last start, else new.</summary>
    public static Secrets ReadOrMake(string folder, string? admin, string? cron)
    {
        var kept = Read(folder);
        var secrets = new Secrets(
            Told(admin, "ADMIN_SECRET") ?? kept?.Admin ?? New(),
            Told(cron, "CRON_SECRET") ?? kept?.Cron ?? New());
        if (secrets != kept) secrets.Write(folder);
        return secrets;
    }

    /// <summary>The secrets of a running instance; the environment takes precedence, for an instance elsewhere.</summary>
    public static (string? Admin, string? Cron) Known(string folder)
    {
        var kept = Read(folder);
        return (Told(null, "ADMIN_SECRET") ?? kept?.Admin, Told(null, "CRON_SECRET") ?? kept?.Cron);
    }

    /// <inheritdoc/>
    public override string ToString() => "***";

    private static string? Told(string? option, string variable) =>
        !string.IsNullOrEmpty(option) ? option
        : Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value
        : null;

    private static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    /// <summary>Where they are kept.</summary>
    public static string PathIn(string folder) => Path.Combine(folder, "secrets.json");

    private static Secrets? Read(string folder)
    {
        if (!File.Exists(PathIn(folder))) return null;
        try
        {
            return JsonSerializer.Deserialize<Secrets>(File.ReadAllText(PathIn(folder)));
        }
        catch (JsonException)
        {
            throw new CliException($"{PathIn(folder)} is damaged: delete it, and the next 'faro up' creates new secrets.");
        }
    }

    private void Write(string folder) => PrivateFile.Write(PathIn(folder), JsonSerializer.Serialize(this));
}
