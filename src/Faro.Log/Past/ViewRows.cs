using Faro.Log.Projecting;
using Npgsql;

namespace Faro.Log.Past;

/// <summary>The rows of a view, to be queried in one snapshot.</summary>
/// <param name="Connection">An open connection; its transaction, if there is one, is the query's snapshot.</param>
/// <param name="Table">What follows <c>from</c>, before an alias: a table, or a query in brackets.</param>
/// <param name="Totals">Counts that callers keep with these rows; null when the rows may change.</param>
public sealed record ViewRows(NpgsqlConnection Connection, string Table, IDictionary<string, long>? Totals);

/// <summary>Where a query finds the rows of a view: current, or as of the past.</summary>
public interface IViewSource
{
    /// <summary>Runs one query over the rows.</summary>
    Task<T> Query<T>(Func<ViewRows, Task<T>> query, CancellationToken cancel);
}

/// <summary>The live table.</summary>
public sealed class LiveViews(EventLog log, Projection projection) : IViewSource
{
    private readonly string _table = $"{log.Schema}.{projection.TableName}";

    /// <inheritdoc/>
    public async Task<T> Query<T>(Func<ViewRows, Task<T>> query, CancellationToken cancel)
    {
        await using var connection = await log.Database.OpenConnectionAsync(cancel);
        return await query(new ViewRows(connection, _table, null));
    }
}

/// <summary>The rows of that time are still being built, or too many other times are requested at once.</summary>
public sealed class PastNotReadyException(string message) : Exception(message);
