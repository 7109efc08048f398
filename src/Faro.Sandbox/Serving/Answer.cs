using System.Buffers;
using System.Text.Json;

namespace Faro.Sandbox.Serving;

/// <summary>Writes JSON answers straight into the response's pipe.</summary>
internal static class Answer
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JsonText.Encoder, SkipValidation = true };

    /// <summary>An answer written with a JSON writer.</summary>
    public static async Task Json(HttpContext http, int status, Action<Utf8JsonWriter> write)
    {
        Head(http, status);
        using (var writer = new Utf8JsonWriter(http.Response.BodyWriter, Options))
            write(writer);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    /// <summary>An answer copied from text.</summary>
    public static async Task Raw(HttpContext http, int status, ReadOnlyMemory<byte> json)
    {
        Head(http, status);
        await http.Response.BodyWriter.WriteAsync(json, http.RequestAborted);
    }

    /// <summary>An answer of many records; what was written is sent whenever it has grown to 64 KiB.</summary>
    public static async Task Stream(HttpContext http, IEnumerable<Action<IBufferWriter<byte>>> parts)
    {
        Head(http, StatusCodes.Status200OK);
        var pipe = http.Response.BodyWriter;
        foreach (var part in parts)
        {
            part(pipe);
            if (pipe.CanGetUnflushedBytes && pipe.UnflushedBytes > 64 * 1024)
                await pipe.FlushAsync(http.RequestAborted);
        }

        await pipe.FlushAsync(http.RequestAborted);
    }

    private static void Head(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json; charset=utf-8";
    }
}
