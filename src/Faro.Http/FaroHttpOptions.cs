using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Faro.Venues;
using Npgsql;

namespace Faro.Http;

/// <summary>
/// The API's settings. Read from <c>ConnectionStrings__Faro</c>, <c>ADMIN_SECRET</c>,
/// <c>CRON_SECRET</c> and <c>FARO__…</c> (section <c>Faro</c> of appsettings.json).
/// </summary>
public sealed record FaroHttpOptions
{
    /// <summary>How to reach Postgres.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>The Postgres schema of the log (<c>FARO__Schema</c>).</summary>
    public string Schema { get; init; } = "faro";

    /// <summary>Opens the admin routes; unset, they answer 503.</summary>
    public Secret? AdminSecret { get; init; }

    /// <summary>Opens the cron routes; unset, they answer 503.</summary>
    public Secret? CronSecret { get; init; }

    /// <summary>Calls without a valid key that one address may make in 60 seconds (<c>FARO__AnonymousPerMinute</c>).</summary>
    public int AnonymousPerMinute { get; init; } = 600;

    /// <summary>Calls with the admin or the cron secret in 60 seconds (<c>FARO__OperatorPerMinute</c>).</summary>
    public int OperatorPerMinute { get; init; } = 6_000;

    /// <summary>How far views may be behind the log while the node still reports ready (<c>FARO__ReadyLagSeconds</c>).</summary>
    public int ReadyLagSeconds { get; init; } = 10;

    /// <summary>Whether this node does background work: views, schedules, subscriptions (<c>FARO__Workers</c>); false makes it an API node only.</summary>
    public bool Workers { get; init; } = true;

    /// <summary>
    /// Whether other nodes with workers run on the same database (<c>FARO__Cluster</c>): they share the work then and take over
    /// from each other. Every one of them must set this.
    /// </summary>
    public bool Cluster { get; init; }

    /// <summary>
    /// Whether other nodes spend the same keys' budgets (<c>FARO__SharedBudgets</c>), which then hold over all of them; where there are
    /// several nodes (<see cref="Cluster"/>, or no <see cref="Workers"/>) they do unless this is false.
    /// </summary>
    public bool SharedBudgets { get; init; }

    /// <summary>
    /// The proxies before this node (<c>FARO__Proxies</c>: addresses and networks such as <c>10.0.0.0/8</c>, separated by commas). Only through
    /// them is a caller's address read from <c>X-Forwarded-For</c>; without any the header is ignored.
    /// </summary>
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];

    /// <summary>
    /// The web pages that may call the API from a browser (<c>FARO__CorsOrigins</c>, separated by commas): scheme, host and port each.
    /// By default none may.
    /// </summary>
    public IReadOnlyList<string> CorsOrigins { get; init; } = [];

    /// <summary>Reads and checks the configuration.</summary>
    /// <exception cref="InvalidOperationException">A setting is missing or out of its bounds; the message names it.</exception>
    public static FaroHttpOptions From(IConfiguration configuration)
    {
        var faro = configuration.GetSection("Faro");
        var connection = configuration.GetConnectionString("Faro");
        if (string.IsNullOrWhiteSpace(connection))
            throw new InvalidOperationException("ConnectionStrings__Faro is not set: the API needs a Postgres database.");
        var defaults = new FaroHttpOptions { ConnectionString = WithFastFailure(connection) };
        return defaults with
        {
            Schema = faro["Schema"] is { Length: > 0 } schema ? schema : defaults.Schema,
            AdminSecret = SecretOf(configuration, "ADMIN_SECRET"),
            CronSecret = SecretOf(configuration, "CRON_SECRET"),
            AnonymousPerMinute = Integer(faro, "AnonymousPerMinute", 1, 100_000, defaults.AnonymousPerMinute),
            OperatorPerMinute = Integer(faro, "OperatorPerMinute", 1, 100_000, defaults.OperatorPerMinute),
            ReadyLagSeconds = Integer(faro, "ReadyLagSeconds", 1, 86_400, defaults.ReadyLagSeconds),
            CorsOrigins = Origins(faro["CorsOrigins"]),
            Workers = Flag(faro, "Workers", defaults.Workers),
            Cluster = Flag(faro, "Cluster", defaults.Cluster),
            SharedBudgets = Flag(faro, "SharedBudgets", Flag(faro, "Cluster", defaults.Cluster) || !Flag(faro, "Workers", defaults.Workers)),
            Proxies = [.. (faro["Proxies"] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Network)],
        };
    }

    /// <summary>A client prefers 503 to waiting: a connection that is not made within three seconds is not made at all.</summary>
    private static string[] Origins(string? list)
    {
        var origins = (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var origin in origins)
        {
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.GetLeftPart(UriPartial.Authority) != origin)
                throw new InvalidOperationException($"FARO__CorsOrigins: '{origin}' is not an origin like https://app.example.");
        }

        return origins;
    }

    private static string WithFastFailure(string connection)
    {
        var builder = new NpgsqlConnectionStringBuilder(connection);
        if (!connection.Contains("Timeout", StringComparison.OrdinalIgnoreCase))
            builder.Timeout = 3;
        return builder.ConnectionString;
    }

    private static Secret? SecretOf(IConfiguration configuration, string name) =>
        configuration[name] is { } value && !string.IsNullOrWhiteSpace(value) ? new Secret(value.Trim()) : null;

    private static IPNetwork Network(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var one) ? new IPNetwork(one, one.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)
        : throw new InvalidOperationException($"FARO__Proxies: '{text}' is neither an address nor a network such as 10.0.0.0/8.");

    private static bool Flag(IConfiguration section, string name, bool otherwise) => section[name] switch
    {
        null or "" => otherwise,
        var text when bool.TryParse(text, out var value) => value,
        _ => throw new InvalidOperationException($"FARO__{name} is true or false."),
    };

    private static int Integer(IConfiguration section, string name, int from, int to, int otherwise)
    {
        if (section[name] is not { Length: > 0 } text)
            return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= from && value <= to
            ? value
            : throw new InvalidOperationException($"FARO__{name} is a whole number from {from} to {to}.");
    }
}
