using JasperFx.Events;
using Marten.Exceptions;
using Npgsql;

namespace Faro.Log;

/// <summary>Turns what Marten throws at an append into what the caller is told.</summary>
internal static class AppendFailure
{
    private const string UniqueViolation = "23505";
    private const string NoSuchCharacter = "22P05";

    public static bool IsConflict(Exception e) =>
        Causes(e).Any(c => c is EventStreamUnexpectedMaxEventIdException or Marten.Exceptions.ExistingStreamIdCollisionException or JasperFx.Events.ExistingStreamIdCollisionException
            or PostgresException { SqlState: UniqueViolation });

    /// <summary>Null: not the database's fault.</summary>
    public static AppendResult? Of(Exception e, bool saving)
    {
        if (Causes(e).OfType<PostgresException>().FirstOrDefault() is { SqlState: not ("57P01" or "57P02" or "57P03") } refused)
        {
            return refused.SqlState == NoSuchCharacter
                ? new AppendResult.Refused("Text on the log cannot hold the character U+0000.")
                : new AppendResult.Failed(refused.SqlState, refused.MessageText);
        }

        if (Causes(e).FirstOrDefault(c => c is NpgsqlException or TimeoutException or IOException) is not { } lost)
            return null;
        return saving && lost is not NpgsqlException { InnerException: System.Net.Sockets.SocketException { SocketErrorCode: System.Net.Sockets.SocketError.ConnectionRefused } }
            ? new AppendResult.Unknown($"The connection was lost: {lost.GetType().Name}.")
            : new AppendResult.Failed("unreachable", $"The database could not be reached: {lost.GetType().Name}.");
    }

    private static IEnumerable<Exception> Causes(Exception e)
    {
        yield return e;
        var inner = e is AggregateException several ? several.InnerExceptions : e.InnerException is { } one ? [one] : (IEnumerable<Exception>)[];
        foreach (var cause in inner.SelectMany(Causes))
            yield return cause;
    }
}
