using System.Globalization;
using System.Text.Json.Nodes;

namespace Faro.Cli.Talking;

/// <summary>The progress of a run in the instance, from what it has recorded: the run's own call returns only when it has finished.</summary>
internal sealed class RunProgress(FaroClient faro)
{
    private long? _before;

    /// <summary>A few words with a count; null when the instance cannot be reached.</summary>
    public async Task<string?> Look(CancellationToken ct)
    {
        if (!faro.Knows(FaroClient.By.Admin)) return null;
        try
        {
            var (status, answer) = await faro.Try(HttpMethod.Get, "/api/v1/admin/projections", FaroClient.By.Admin, ct);
            if (status != 200 || answer["projections"] is not JsonArray { Count: > 0 } views) return null;
            var end = views.Max(v => (long?)v!["high_water"] ?? 0);
            _before ??= end;
            var recorded = end - _before.Value;
            return string.Create(CultureInfo.InvariantCulture, $"{recorded:N0} {(recorded == 1 ? "fact" : "facts")} recorded");
        }
        catch (CliException)
        {
            return null; // busy: the next poll may be answered
        }
    }
}
