namespace Faro.EmbeddedPostgres;

/// <summary>The purpose of a private server: durable data, or fast tests.</summary>
public enum PostgresProfile
{
    /// <summary>Every commit is on disk; a generated password guards the loopback port; stops gracefully.</summary>
    Durable,

    /// <summary>Nothing is synced and loopback is trusted: for temporary data.</summary>
    Test,
}

/// <summary>How to start a private Postgres.</summary>
public sealed record PostgresOptions
{
    /// <summary>
    /// The folder that holds the cluster (<c>data/</c>), its password, its lock and the note about the running server.
    /// It is created when absent. Under root it is owned by the user that the server runs as.
    /// </summary>
    public required string DataDirectory { get; init; }

    /// <summary>Durable data or throw-away data.</summary>
    public PostgresProfile Profile { get; init; } = PostgresProfile.Durable;

    /// <summary>The TCP port on 127.0.0.1; 0 picks a free one.</summary>
    public int Port { get; init; }

    /// <summary>Further server settings; they override the profile's own.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Delete the whole folder once the server has stopped.</summary>
    public bool DeleteOnStop { get; init; }

    /// <summary>How long the server may take to answer; after a crash it first replays its journal.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Where to report steps that take long or change the machine (an installation); standard error by default.</summary>
    public Action<string> Notice { get; init; } = Console.Error.WriteLine;
}

/// <summary>A private Postgres could not be found, prepared, started or stopped; the message says what to do.</summary>
public sealed class EmbeddedPostgresException : Exception
{
    /// <summary>An error without a message.</summary>
    public EmbeddedPostgresException()
    {
    }

    /// <summary>An error with what to do about it.</summary>
    public EmbeddedPostgresException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its cause.</summary>
    public EmbeddedPostgresException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
