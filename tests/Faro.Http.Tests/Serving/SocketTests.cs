using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Faro.Http.Tests.Serving;

/// <summary>What only a real socket can send. After each of these the server answers as before.</summary>
public sealed class SocketTests : ApiTest
{
    private Uri _address = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _address = await Api.Listen();
    }

    [Theory]
    [InlineData(65, 10, 431, true)]
    [InlineData(200, 10, 431, true)]
    [InlineData(2, 20_000, 431, true)]
    [InlineData(300, 10, 431, true)] // beyond the server's own bound: refused before the API sees it
    [InlineData(1, 100_000, 431, true)]
    [InlineData(50, 10, 200, true)]
    public async Task Floods_of_headers_are_refused(int headers, int length, int status, bool envelope)
    {
        var text = new StringBuilder("GET /api/v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n");
        for (var i = 0; i < headers; i++)
            text.Append($"X-Flood-{i}: {new string('a', length)}\r\n");
        await Expect(await Send(text.Append("\r\n").ToString()), status, envelope);
    }

    [Theory]
    [InlineData("GET /api/v1/health\r\n\r\n")]
    [InlineData("GET  HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /api/v1/events/%00 HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("\0\0\0\0\r\n\r\n")]
    [InlineData("GET /api/v1/health HTTP/1.1\r\n\r\n")]
    [InlineData("GET /api/v1/health HTTP/1.1\r\nHost: a b\r\n\r\n")]
    [InlineData("GET /api/v1/health HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n")]
    [InlineData("GET /api/v1/health HTTP/1.1\r\nHost: x\r\nBad Header: y\r\n\r\n")]
    [InlineData("GET /api/v1/health HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n")]
    [InlineData("GET /api/v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Name: caf\u00e9\r\n\r\n")] // a byte that is no UTF-8
    [InlineData("GET /api/v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer \u00ed\u00a0\u0080\r\n\r\n")] // half of a surrogate pair
    [InlineData("POST /api/v1/admin/keys HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("POST /api/v1/admin/keys HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello")]
    public async Task What_is_no_request_is_400(string request)
    {
        await Expect(await Send(request), 400, true);
    }

    [Fact]
    public async Task Another_version_of_HTTP_is_505_in_the_envelope() => await Expect(await Send("GET /api/v1/health HTTP/3.9\r\nHost: x\r\n\r\n"), 505, true);

    [Fact]
    public async Task A_header_in_UTF_8_is_no_fault() => await Expect(
        await Send("GET /api/v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Name: caf\u00c3\u00a9\r\n\r\n"), 200, true);

    [Theory]
    [InlineData(10_000, 414, true)]
    [InlineData(50_000, 414, true)]
    [InlineData(1_000, 404, true)]
    public async Task A_long_target_is_refused(int length, int status, bool envelope) =>
        await Expect(await Send($"GET /{new string('a', length)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), status, envelope);

    [Fact]
    public async Task A_body_announced_or_sent_too_large_is_413()
    {
        var head = $"POST /api/v1/admin/keys HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {ApiHost.AdminSecret}\r\nContent-Type: application/json\r\n";
        await Expect(await Send(head + "Content-Length: 1048577\r\n\r\n{"), 413, true);
        await Expect(await Send(head + "Content-Length: 99999999999\r\n\r\n{"), 413, true);
        var chunk = $"10000\r\n{new string(' ', 0x10000)}\r\n";
        await Expect(await Send(head + "Transfer-Encoding: chunked\r\n\r\n" + string.Concat(Enumerable.Repeat(chunk, 17)) + "0\r\n\r\n"), 413, true);
    }

    [Fact]
    public async Task A_broken_chunk_is_400_in_the_envelope() => await Expect(
        await Send($"POST /api/v1/admin/keys HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {ApiHost.AdminSecret}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{{}}\r\n"),
        400, true);

    [Fact]
    public async Task Head_is_get_without_the_body()
    {
        var answer = await Send("HEAD /api/v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Contains("Content-Length: 43", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("has spaces and more")]
    [InlineData("short")]
    [InlineData("<script>alert(1)</script>")]
    public async Task A_request_id_that_is_not_plain_is_replaced(string id)
    {
        var answer = await Send($"GET /api/v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Request-Id: {id}\r\n\r\n");
        Assert.DoesNotContain($"X-Request-Id: {id}", answer, StringComparison.Ordinal);
        Assert.Matches("X-Request-Id: [0-9a-f]{32}\r\n", answer);
    }

    private async Task Expect(string answer, int status, bool envelope)
    {
        Assert.StartsWith($"HTTP/1.1 {status}", answer, StringComparison.Ordinal);
        if (status >= 400 && envelope)
        {
            var body = JsonSerializer.Deserialize<JsonElement>(answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
            Assert.False(string.IsNullOrEmpty(body.GetProperty("error").GetString()));
            Assert.Single(System.Text.RegularExpressions.Regex.Matches(answer, "X-Request-Id: [0-9a-f]{32}\r\n"));
        }

        await Alive();
    }

    private async Task Alive() => Assert.StartsWith(
        "HTTP/1.1 200", await Send("GET /api/v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);

    private async Task<string> Send(string request)
    {
        using var client = new TcpClient();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await client.ConnectAsync(_address.Host, _address.Port, limit.Token);
        var stream = client.GetStream();
        var answer = new MemoryStream();
        var reading = Task.Run(async () =>
        {
            try
            {
                await stream.CopyToAsync(answer, limit.Token);
            }
            catch (IOException)
            {
                // Refused in the middle of sending: what was answered before the reset counts.
            }
        });
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request), limit.Token);
        }
        catch (IOException)
        {
            // As above.
        }

        await reading;
        return Encoding.UTF8.GetString(answer.ToArray());
    }
}
