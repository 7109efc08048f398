using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Faro.Http.Tests.Serving;

public sealed class JsonLinesTests
{
    [Fact]
    public void Every_line_is_one_object_and_none_is_lost()
    {
        using var output = new MemoryStream();
        using (var lines = new JsonLines(output, TimeProvider.System))
        {
            var logger = lines.CreateLogger("Some.Category");
            Parallel.For(0, 20_000, i => logger.LogInformation("call {CallNumber} of \"{Text}\"", i, "a\nb"));
            logger.LogError(new InvalidOperationException("why"), "failed");
        }

        var read = System.Text.Encoding.UTF8.GetString(output.ToArray()).TrimEnd('\n').Split('\n').Select(l => JsonSerializer.Deserialize<JsonElement>(l)).ToList();
        Assert.Equal(20_001, read.Count);
        Assert.Equal(Enumerable.Range(0, 20_000), read.Take(20_000).Select(l => l.GetProperty("call_number").GetInt32()).Order());
        Assert.All(read.Take(20_000), l => Assert.Equal("a\nb", l.GetProperty("text").GetString()));
        Assert.Equal("error", read[^1].GetProperty("level").GetString());
        Assert.Contains("InvalidOperationException: why", read[^1].GetProperty("exception").GetString(), StringComparison.Ordinal);
    }
}
