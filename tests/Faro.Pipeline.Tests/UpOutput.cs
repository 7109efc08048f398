using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Faro.Pipeline.Tests;

/// <summary>What <c>faro up --json</c> prints.</summary>
internal static class UpOutput
{
    /// <summary>The record of the instance once it is ready. Notes of what is waited for are objects of their own before it.</summary>
    /// <param name="up">The process.</param>
    /// <param name="patience">The longest time without a line.</param>
    /// <param name="heard">Told each line.</param>
    public static async Task<JsonNode> Ready(this Process up, TimeSpan patience, Action<string>? heard = null)
    {
        while (true)
        {
            var line = await up.StandardOutput.ReadLineAsync().WaitAsync(patience)
                ?? throw new InvalidOperationException("The instance ended before it was ready.");
            heard?.Invoke(line);
            if (JsonNode.Parse(line) is { } said && said["key"] is not null) return said;
        }
    }
}
