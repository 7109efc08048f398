using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Faro.Http.Hosting;

/// <summary>
/// Log lines as one JSON object each on standard output. The framework's own JSON console writes and flushes line by line,
/// which under load costs more than the request that is logged; this one writes all buffered lines at once.
/// </summary>
[ProviderAlias("JsonLines")]
internal sealed class JsonLines : ILoggerProvider
{
    private const int MostWaiting = 10 * 1_024;
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly object _gate = new();
    private readonly Queue<byte[]> _waiting = new();
    private readonly Stream _output;
    private readonly TimeProvider _clock;
    private readonly Thread _writer;
    private bool _ended;

    public JsonLines(Stream output, TimeProvider clock)
    {
        _output = output;
        _clock = clock;
        // A dedicated thread: its waiters may block every thread of the pool.
        _writer = new Thread(Write) { IsBackground = true, Name = "log lines" };
        _writer.Start();
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <summary>Writes what is left.</summary>
    public void Dispose()
    {
        End();
        _writer.Join(TimeSpan.FromSeconds(5));
    }

    private void Write()
    {
        var together = new ArrayBufferWriter<byte>(16 * 1024);
        while (Take(together))
        {
            try
            {
                _output.Write(together.WrittenSpan);
                _output.Flush();
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                End(); // the output is closed: from here on lines are discarded, and nobody waits for them
                return;
            }
        }
    }

    /// <summary>Waits for lines and joins them; false at the end, when all are written.</summary>
    private bool Take(ArrayBufferWriter<byte> together)
    {
        together.ResetWrittenCount();
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_ended)
                Monitor.Wait(_gate);
            var full = _waiting.Count >= MostWaiting;
            while (together.WrittenCount < 64 * 1024 && _waiting.TryDequeue(out var line))
                together.Write(line);
            if (full)
                Monitor.PulseAll(_gate);
        }

        return together.WrittenCount > 0;
    }

    private void Add(byte[] line)
    {
        lock (_gate)
        {
            // Full: the logging thread waits, so that no line is lost.
            while (_waiting.Count >= MostWaiting && !_ended)
                Monitor.Wait(_gate);
            if (_ended)
                return;
            _waiting.Enqueue(line);
            if (_waiting.Count == 1)
                Monitor.PulseAll(_gate);
        }
    }

    private void End()
    {
        lock (_gate)
        {
            _ended = true;
            Monitor.PulseAll(_gate);
        }
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
                if (name == "{OriginalFormat}" || IsRepeated(values, i))
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

        /// <summary>Whether a message repeats a name: a JSON object must not have two members with one name.</summary>
        private static bool IsRepeated(IReadOnlyList<KeyValuePair<string, object?>> values, int at)
        {
            for (var i = 0; i < at; i++)
            {
                if (values[i].Key == values[at].Key)
                    return true;
            }

            return false;
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
