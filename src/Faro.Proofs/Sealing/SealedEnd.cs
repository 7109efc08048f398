using Npgsql;

namespace Faro.Proofs.Sealing;

/// <summary>How far the log is sealed: nothing at or before that place is in flight any more, on whatever node one looks.</summary>
public sealed class SealedEnd(NpgsqlDataSource database, Log.EventLogOptions settings)
{
    private readonly SealQueries _seals = new(settings.Schema);

    /// <summary>The channel of Postgres on which a longer end is announced.</summary>
    public string Channel { get; } = ChannelOf(settings.Schema);

    /// <summary>The place of the last sealed fact; 0 before the first.</summary>
    public async Task<long> Read(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return (await _seals.End(connection, cancel)).LastSequence;
    }

    internal static string ChannelOf(string schema) => $"{schema}_sealed";
}
