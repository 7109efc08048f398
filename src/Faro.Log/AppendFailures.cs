using JasperFx.Events;
using Npgsql;

namespace Faro.Log;

/// <summary>What Marten's and Npgsql's exceptions mean to a caller that appends.</summary>
public static class AppendFailures
{
    /// <summary>Whether another writer was faster: nothing is written, and the decision must be made again on the current state.</summary>
    public static bool IsConflict(this Exception e) => Causes(e).Any(c => c
        is EventStreamUnexpectedMaxEventIdException or Marten.Exceptions.ExistingStreamIdCollisionException or JasperFx.Events.ExistingStreamIdCollisionException
        // Two new streams of one name; two appends of many streams that waited for each other.
        or PostgresException { SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected });

    /// <summary>Whether the database could not be reached or the connection broke: whether the append is on the log is not known.</summary>
    public static bool IsLostConnection(this Exception e) =>
        Causes(e).OfType<PostgresException>().FirstOrDefault() is { } refused
            ? refused.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            : Causes(e).Any(c => c is NpgsqlException or TimeoutException or IOException);

    /// <summary>Whether it is the database's fault rather than a bug of the program.</summary>
    public static bool IsDatabaseFailure(this Exception e) => e.IsLostConnection() || Causes(e).Any(c => c is NpgsqlException);

    private static IEnumerable<Exception> Causes(Exception e)
    {
        yield return e;
        var inner = e is AggregateException several ? several.InnerExceptions : e.InnerException is { } one ? [one] : (IEnumerable<Exception>)[];
        foreach (var cause in inner.SelectMany(Causes))
            yield return cause;
    }
}
