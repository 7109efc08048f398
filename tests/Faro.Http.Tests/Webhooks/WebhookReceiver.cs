using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NSec.Cryptography;

namespace Faro.Http.Tests.Webhooks;

/// <summary>A message as a receiver gets it.</summary>
internal sealed record ReceivedMessage(string Id, string Timestamp, string Signature, byte[] Body)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

    /// <summary>Verified with a library, by the words of the specification.</summary>
    public bool IsSignedBy(string publicKey)
    {
        var key = PublicKey.Import(SignatureAlgorithm.Ed25519, Convert.FromBase64String(publicKey["whpk_".Length..]), KeyBlobFormat.RawPublicKey);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{Id}.{Timestamp}."), .. Body];
        return Signature.StartsWith("v1a,", StringComparison.Ordinal) && SignatureAlgorithm.Ed25519.Verify(key, signed, Convert.FromBase64String(Signature["v1a,".Length..]));
    }
}

/// <summary>A receiver on a port of this machine, which can be down, and behave badly in several ways.</summary>
internal sealed class WebhookReceiver(int port) : IAsyncDisposable
{
    private readonly ConcurrentQueue<ReceivedMessage> _received = new();
    private WebApplication? _app;

    public string Url => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/hook");

    /// <summary>Everything that came, whatever was answered.</summary>
    public IReadOnlyCollection<ReceivedMessage> Received => _received;

    /// <summary>How it answers: writes a status, hangs, hangs up.</summary>
    public Func<HttpContext, Task> Answers { get; set; } = Status(204);

    public static Func<HttpContext, Task> Status(int status) => http =>
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    public static Task Hang(HttpContext http) => Task.Delay(Timeout.Infinite, http.RequestAborted);

    /// <summary>It has taken the message, and whoever sent it does not learn of that.</summary>
    public static Task HangUp(HttpContext http)
    {
        http.Abort();
        return Task.CompletedTask;
    }

    public async Task Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(o => o.Listen(IPAddress.Loopback, port));
        _app = builder.Build();
        _app.MapPost("/hook", Take);
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }

    private async Task Take(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var headers = http.Request.Headers;
        _received.Enqueue(new ReceivedMessage(headers["webhook-id"]!, headers["webhook-timestamp"]!, headers["webhook-signature"]!, body.ToArray()));
        await Answers(http);
    }
}
