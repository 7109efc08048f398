using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Faro.Http.Webhooks;

/// <summary>
/// Posts to receivers. It connects only to addresses that it has just checked, so a host name that is changed to
/// another machine in between gains nothing; it follows no redirect, keeps no cookie, uses no proxy and reads no answer's body.
/// </summary>
public sealed class WebhookSender : IDisposable
{
    private static readonly TimeSpan ConnectFor = TimeSpan.FromSeconds(5);
    private readonly WebhookOptions _options;
    private readonly TimeProvider _clock;
    private readonly HttpClient _public;
    private readonly HttpClient _here;

    /// <summary>The clients.</summary>
    public WebhookSender(WebhookOptions options, TimeProvider clock)
    {
        (_options, _clock) = (options, clock);
        _public = Client(loopback: false);
        _here = Client(loopback: true);
    }

    /// <summary>Whether test keys' webhooks may be on this machine.</summary>
    private bool AllowsLoopback(bool test) => test && _options.AllowLoopback;

    /// <summary>What is wrong with a URL, its addresses included; null when nothing is.</summary>
    public async Task<string?> Fault(string url, bool test, CancellationToken cancel)
    {
        if (WebhookAddresses.Fault(url, AllowsLoopback(test)) is { } fault)
            return fault;
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(new Uri(url).IdnHost, cancel).WaitAsync(ConnectFor, cancel);
            return addresses.Length > 0 && Array.TrueForAll(addresses, a => WebhookAddresses.Allows(a, AllowsLoopback(test)))
                ? null
                : "Must not be an address of a private network.";
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            return "The host name has no address.";
        }
    }

    /// <summary>Posts once.</summary>
    internal async Task<WebhookOutcome> Post(WebhookView webhook, string id, string timestamp, string signature, byte[] body, CancellationToken cancel)
    {
        if (WebhookAddresses.Fault(webhook.Url, AllowsLoopback(webhook.Test)) is not null)
            return new WebhookOutcome(null, "address_refused");
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(WebhookSignature.IdHeader, id);
        request.Headers.Add(WebhookSignature.TimestampHeader, timestamp);
        request.Headers.Add(WebhookSignature.SignatureHeader, signature);
        request.Headers.UserAgent.ParseAdd("Faro-Webhooks/1");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(_options.Patience);
        try
        {
            var client = AllowsLoopback(webhook.Test) ? _here : _public;
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            var status = (int)answer.StatusCode;
            return answer.IsSuccessStatusCode ? new WebhookOutcome(status) : new WebhookOutcome(status, $"status_{status}", RetryAfter(answer));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new WebhookOutcome(null, "timeout");
        }
        catch (HttpRequestException e)
        {
            return new WebhookOutcome(null, Word(e));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _public.Dispose();
        _here.Dispose();
    }

    private static string Word(HttpRequestException e) => e.InnerException switch
    {
        AddressRefusedException => "address_refused",
        AuthenticationException => "tls",
        _ => e.HttpRequestError == HttpRequestError.SecureConnectionError ? "tls" : "connection",
    };

    /// <summary>Used if the receiver is busy; with other statuses it means something else.</summary>
    private TimeSpan? RetryAfter(HttpResponseMessage answer) => (int)answer.StatusCode is 429 or 503 && answer.Headers.RetryAfter is { } after
        ? after.Delta ?? after.Date - _clock.GetUtcNow()
        : null;

    private static HttpClient Client(bool loopback) => new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            ConnectTimeout = ConnectFor,
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 16 * 1024,
            ResponseDrainTimeout = TimeSpan.FromSeconds(1),
            ConnectCallback = (context, cancel) => Connect(context.DnsEndPoint, loopback, cancel),
        })
    {
        Timeout = Timeout.InfiniteTimeSpan, // each attempt has its own
    };

    private static async ValueTask<Stream> Connect(DnsEndPoint to, bool loopback, CancellationToken cancel)
    {
        var addresses = await Dns.GetHostAddressesAsync(to.Host, cancel);
        if (addresses.Length == 0 || !Array.TrueForAll(addresses, a => WebhookAddresses.Allows(a, loopback)))
            throw new AddressRefusedException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var stream = default(NetworkStream);
        try
        {
            await socket.ConnectAsync(addresses, to.Port, cancel);
            return stream = new NetworkStream(socket, ownsSocket: true);
        }
        finally
        {
            if (stream is null)
                socket.Dispose();
        }
    }

    private sealed class AddressRefusedException() : Exception("The receiver's address is not on the public internet.");
}
