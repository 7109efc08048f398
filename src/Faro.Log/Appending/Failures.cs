using Npgsql;

namespace Faro.Log;

/// <summary>Turns what the database throws into what the caller is told.</summary>
internal static class Failures
{
    /// <summary>Rolled back whole by Postgres, and worth another try: deadlock, serialization failure.</summary>
    public static bool IsTransient(PostgresException e) => e.SqlState is "40P01" or "40001" or "55P03";

    public static AppendResult ToResult(Exception e, bool mayHaveCommitted) => e switch
    {
        // The server answered with an error: its transaction is rolled back.
        PostgresException { SqlState: not ("57P01" or "57P02" or "57P03") } p => new AppendResult.Failed(p.SqlState, p.MessageText),
        _ when mayHaveCommitted => new AppendResult.Unknown($"The connection was lost: {e.GetType().Name}."),
        _ => new AppendResult.Failed("unreachable", $"The database could not be reached: {e.GetType().Name}."),
    };

    public static bool IsDatabase(Exception e) => e is NpgsqlException or TimeoutException or IOException;
}
