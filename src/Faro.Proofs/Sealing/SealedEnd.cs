using Npgsql;

namespace Faro.Proofs.Sealing;

/// <summary>How far the log is sealed: nothing at or before that place is still in flight, on any node.</summary>
public sealed class SealedEnd(NpgsqlDataSource database, Log.EventLogOptions settings)
{
    private readonly SealQueries _seals = new(settings.Schema);

    /// <summary>The Postgres channel on which a new end is announced.</summary>
    public string Channel { get; } = ChannelOf(settings.Schema);

    /// <summary>The place of the last sealed fact; 0 before the first.</summary>
    public async Task<long> Read(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return (await _seals.End(connection, cancel)).LastSequence;
    }

    internal static string ChannelOf(string schema) => $"{schema}_sealed";
}
