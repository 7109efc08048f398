using System.Globalization;

namespace Faro.EmbeddedPostgres;

/// <summary>The server settings of each profile.</summary>
internal static class ServerSettings
{
    private const long MiB = 1 << 20;

    public static Dictionary<string, string> For(PostgresOptions options, string data, int port)
    {
        var settings = new Dictionary<string, string>
        {
            ["listen_addresses"] = "127.0.0.1",
            ["port"] = port.ToString(CultureInfo.InvariantCulture),
            ["unix_socket_directories"] = "", // the default folder is not writable for every user
            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
            ["jit"] = "off",
            ["random_page_cost"] = "1.1",
            ["log_min_error_statement"] = "panic", // a failed statement's text is logged by the caller
        };
        foreach (var (name, value) in options.Profile == PostgresProfile.Durable ? Durable(data) : Test()) settings[name] = value;
        foreach (var (name, value) in options.Settings) settings[name] = value;
        return settings;
    }

    private static Dictionary<string, string> Durable(string data)
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / MiB; // a container's limit counts
        var disk = new DriveInfo(data).AvailableFreeSpace / MiB;
        return new()
        {
            ["max_connections"] = "200",
            ["shared_buffers"] = Megabytes(Math.Clamp(memory / 4, 128, 1024)),
            ["effective_cache_size"] = Megabytes(Math.Max(memory / 2, 256)),
            ["maintenance_work_mem"] = Megabytes(Math.Clamp(memory / 16, 64, 256)),
            ["work_mem"] = "16MB",
            ["wal_buffers"] = "64MB",
            ["max_wal_size"] = Megabytes(Math.Clamp(disk / 4, 256, 8192)), // space for bulk loads between two checkpoints
            ["checkpoint_timeout"] = "15min",
            ["checkpoint_completion_target"] = "0.9",
            ["wal_compression"] = "off", // two cores: the time goes to the writers
        };
    }

    private static Dictionary<string, string> Test() => new()
    {
        ["max_connections"] = "300",
        ["shared_buffers"] = "128MB",
        ["max_wal_size"] = "2GB",
        ["fsync"] = "off",
        ["synchronous_commit"] = "off",
        ["full_page_writes"] = "off",
    };

    private static string Megabytes(long value) => value.ToString(CultureInfo.InvariantCulture) + "MB";
}
