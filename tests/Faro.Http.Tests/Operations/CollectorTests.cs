using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Faro.Http.Tests.Operations;

/// <summary>Metrics and traces reach a collector that is named, over its own protocol and a real socket.</summary>
public sealed class CollectorTests : ApiTest
{
    [Fact]
    public async Task A_collector_that_is_named_gets_metrics_and_traces()
    {
        var got = new ConcurrentDictionary<string, long>();
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var collector = builder.Build();
        collector.Urls.Add("http://127.0.0.1:0");
        collector.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            got.AddOrUpdate($"{http.Request.Method} {http.Request.Path} {http.Request.ContentType}", body.Length, (_, sum) => sum + body.Length);
            http.Response.ContentType = "application/x-protobuf";
            if (got.Count == 2)
                both.TrySetResult();
        });
        await collector.StartAsync();

        var host = Host(new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Urls.Single(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        });
        using var client = host.Client();
        using (var answer = await client.GetAsync(new Uri("/api/v1/health", UriKind.Relative)))
            Assert.True(answer.IsSuccessStatusCode);
        Assert.True(await Task.WhenAny(both.Task, Task.Delay(TimeSpan.FromSeconds(15))) == both.Task, $"came: {string.Join(", ", got)}");
        Assert.Equal(["POST /v1/metrics application/x-protobuf", "POST /v1/traces application/x-protobuf"], got.Keys.Order());
        Assert.All(got.Values, bytes => Assert.True(bytes > 100, $"{bytes} bytes"));
    }
}
