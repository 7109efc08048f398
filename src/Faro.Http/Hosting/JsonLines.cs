using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.Channels;

namespace Faro.Http;

/// <summary>
/// Log lines as one JSON object each on standard output. The framework's own JSON console writes and flushes line by line,
/// which under load costs more than the request that is logged; this one writes whatever has gathered at once.
/// </summary>
[ProviderAlias("JsonLines")]
internal sealed class JsonLines : ILoggerProvider
{
    private const int MostWaiting = 10_000;
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly Channel<byte[]> _lines = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly Stream _output;
    private readonly TimeProvider _clock;
    private readonly Task _writing;

    public JsonLines(Stream output, TimeProvider clock)
    {
        _output = output;
        _clock = clock;
        _writing = Task.Run(Write);
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <summary>Writes what is left.</summary>
    public void Dispose()
    {
        _lines.Writer.TryComplete();
        _writing.Wait(TimeSpan.FromSeconds(5));
    }

    private async Task Write()
    {
        var together = new ArrayBufferWriter<byte>(16 * 1024);
        while (await _lines.Reader.WaitToReadAsync())
        {
            together.ResetWrittenCount();
            while (together.WrittenCount < 64 * 1024 && _lines.Reader.TryRead(out var line))
                together.Write(line);
            await _output.WriteAsync(together.WrittenMemory);
            await _output.FlushAsync();
        }
    }

    private void Add(byte[] line)
    {
        // Full: whoever logs waits, so that no line is lost; after the end nobody reads any more.
        if (!_lines.Writer.TryWrite(line) && !_lines.Reader.Completion.IsCompleted)
            _lines.Writer.WriteAsync(line).AsTask().ContinueWith(_ => { }, TaskScheduler.Default).Wait();
    }

    private sealed class Logger(JsonLines lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var buffer = new ArrayBufferWriter<byte>(512);
            using (var json = new Utf8JsonWriter(buffer, Plain))
            {
                json.WriteStartObject();
                json.WriteString("ts", ApiJson.Milliseconds(lines._clock.GetUtcNow()));
                json.WriteString("level", LevelOf(logLevel));
                json.WriteString("category", category);
                json.WriteString("message", formatter(state, exception));
                if (state is IReadOnlyList<KeyValuePair<string, object?>> values)
                    WriteValues(json, values);
                if (exception is not null)
                    json.WriteString("exception", exception.ToString());
                json.WriteEndObject();
            }

            buffer.Write("\n"u8);
            lines.Add(buffer.WrittenSpan.ToArray());
        }

        private static void WriteValues(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, object?>> values)
        {
            for (var i = 0; i < values.Count; i++)
            {
                var (name, value) = values[i];
                if (name == "{OriginalFormat}")
                    continue;
                json.WritePropertyName(JsonNamingPolicy.SnakeCaseLower.ConvertName(name));
                switch (value)
                {
                    case null: json.WriteNullValue(); break;
                    case bool flag: json.WriteBooleanValue(flag); break;
                    case int number: json.WriteNumberValue(number); break;
                    case long number: json.WriteNumberValue(number); break;
                    case double number when double.IsFinite(number): json.WriteNumberValue(Math.Round(number, 3)); break;
                    case IFormattable formattable: json.WriteStringValue(formattable.ToString(null, System.Globalization.CultureInfo.InvariantCulture)); break;
                    default: json.WriteStringValue(value.ToString()); break;
                }
            }
        }

        private static string LevelOf(LogLevel level) => level switch
        {
            LogLevel.Trace => "trace",
            LogLevel.Debug => "debug",
            LogLevel.Information => "information",
            LogLevel.Warning => "warning",
            LogLevel.Error => "error",
            _ => "critical",
        };
    }
}
