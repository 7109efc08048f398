using System.Buffers.Binary;
using System.Globalization;

namespace Faro.Http.Webhooks;

/// <summary>When a failed delivery is retried.</summary>
/// <param name="Pauses">The pause after the first failure, the second, and so on; after the last there is none.</param>
internal sealed record WebhookSchedule(IReadOnlyList<TimeSpan> Pauses)
{
    /// <summary>The longest delay that a receiver can ask for.</summary>
    public static readonly TimeSpan LongestAsked = TimeSpan.FromDays(1);
    private const double Jitter = 0.1;

    /// <summary>The longest time for retries, unless the receiver asks for longer.</summary>
    public TimeSpan Longest => Pauses.Aggregate(TimeSpan.Zero, (sum, pause) => sum + pause) * (1 + Jitter);

    /// <summary>Reads pauses separated by commas; null when one of them is invalid.</summary>
    public static WebhookSchedule? Read(string text)
    {
        var pauses = new List<TimeSpan>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!TimeSpan.TryParse(part, CultureInfo.InvariantCulture, out var pause) || pause <= TimeSpan.Zero || pause > TimeSpan.FromDays(7))
                return null;
            pauses.Add(pause);
        }

        return new WebhookSchedule(pauses);
    }

    /// <summary>The pause after this many failed attempts; null when there is no further attempt.</summary>
    /// <param name="delivery">Spreads deliveries that failed together: up to a tenth more or less, the same each time.</param>
    /// <param name="attempts">How often it was tried.</param>
    /// <param name="asked">The pause that the receiver asks for; capped at a day.</param>
    public TimeSpan? Pause(Guid delivery, int attempts, TimeSpan? asked)
    {
        if (attempts > Pauses.Count)
            return null;
        Span<byte> bytes = stackalloc byte[16];
        delivery.TryWriteBytes(bytes);
        var share = (BinaryPrimitives.ReadUInt32LittleEndian(bytes) + (uint)attempts * 2_654_435_761u) / (double)uint.MaxValue % 1;
        var pause = Pauses[attempts - 1] * (1 - Jitter + 2 * Jitter * share);
        var wanted = asked < LongestAsked ? asked.Value : asked is null ? TimeSpan.Zero : LongestAsked;
        return pause > wanted ? pause : wanted;
    }
}
