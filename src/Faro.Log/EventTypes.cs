using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;

namespace Faro.Log;

/// <summary>Which class an event name stands for, how old versions become new ones, and how events are written as JSON.</summary>
public sealed class EventTypes
{
    private readonly FrozenDictionary<string, Entry> _byName;
    private readonly FrozenDictionary<Type, Entry> _byType;
    private readonly ConcurrentDictionary<Type, string[]> _namesUnder = new();

    private EventTypes(IEnumerable<Entry> entries, JsonSerializerOptions json)
    {
        var all = entries.ToList();
        _byName = all.ToFrozenDictionary(e => e.Name, StringComparer.Ordinal);
        _byType = all.Where(e => e.Upcast is null).ToFrozenDictionary(e => e.Type);
        Json = json;
    }

    /// <summary>
    /// The one serializer setting of the log and its documents: camelCase names, enums as their C# names, nulls written.
    /// Marten's <c>UseSystemTextJsonForSerialization(EnumStorage.AsString, Casing.CamelCase)</c> writes the same.
    /// Never changed: stored data depends on it.
    /// </summary>
    public static JsonSerializerOptions DefaultJson { get; } = CreateJson();

    /// <summary>How events are written.</summary>
    public JsonSerializerOptions Json { get; }

    /// <summary>All names on the log, in order.</summary>
    public IEnumerable<string> Names => _byName.Keys.Order(StringComparer.Ordinal);

    /// <summary>Starts a registry.</summary>
    public static Builder Build() => new();

    /// <summary>The name of an event's class on the log.</summary>
    /// <exception cref="UnknownEventException">The class is not registered.</exception>
    public string NameOf(Type type) => Find(type).Name;

    /// <summary>The names of all registered events that are of one of the given classes or derive from them.</summary>
    public IReadOnlyList<string> NamesOf(IEnumerable<Type> types) =>
        [.. types.SelectMany(t => _namesUnder.GetOrAdd(t, NamesUnder)).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Whether an instance of the event is what the log will say (<see cref="EventNameAttribute.ReadsAsWritten"/>).</summary>
    internal bool ReadsAsWritten(string name) => _byName[name].ReadsAsWritten;

    internal string DotnetNameOf(Type type) => Find(type).DotnetName;

    internal byte[] Write(object data) => JsonSerializer.SerializeToUtf8Bytes(data, data.GetType(), Json);

    /// <summary>Reads an event: by its name, never by its .NET type, so that classes may move.</summary>
    internal object Read(string name, ReadOnlySpan<byte> json)
    {
        if (!_byName.TryGetValue(name, out var entry))
            throw new UnknownEventException($"The log holds an event named '{name}', which this program does not know.");
        var data = JsonSerializer.Deserialize(json, entry.Type, Json)
            ?? throw new UnknownEventException($"An event named '{name}' holds JSON null.");
        return entry.Upcast is { } upcast ? upcast(data) : data;
    }

    private Entry Find(Type type) => _byType.TryGetValue(type, out var entry)
        ? entry
        : throw new UnknownEventException($"{type.Name} is not a registered event.");

    private string[] NamesUnder(Type type) =>
        [.. _byName.Values.Where(e => type.IsAssignableFrom(e.Current)).Select(e => e.Name)];

    private static JsonSerializerOptions CreateJson()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        options.Converters.Add(new System.Text.Json.Serialization.JsonStringEnumConverter());
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    internal sealed record Entry(string Name, Type Type, Type Current, string DotnetName, Func<object, object>? Upcast)
    {
        public bool ReadsAsWritten { get; } = Upcast is null && Type.GetCustomAttribute<EventNameAttribute>() is { ReadsAsWritten: true };
    }

    /// <summary>Collects the events of a program.</summary>
    public sealed class Builder
    {
        private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
        private readonly HashSet<Type> _old = [];

        /// <summary>Adds every class of the assembly that carries <see cref="EventNameAttribute"/>.</summary>
        public Builder AddFrom(Assembly assembly)
        {
            foreach (var type in assembly.GetTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
            {
                if (type.GetCustomAttribute<EventNameAttribute>() is { } named && !_old.Contains(type))
                    Add(named.Name, type, type, null);
            }

            return this;
        }

        /// <summary>Adds one event class.</summary>
        public Builder Add<TEvent>() => Add(NameOn(typeof(TEvent)), typeof(TEvent), typeof(TEvent), null);

        /// <summary>Reads events stored under the old class's name as the new class. Pure; runs at every read.</summary>
        public Builder Upcast<TOld, TNew>(Func<TOld, TNew> upcast)
            where TOld : notnull
            where TNew : notnull
        {
            _old.Add(typeof(TOld));
            _entries.Remove(NameOn(typeof(TOld)));
            return Add(NameOn(typeof(TOld)), typeof(TOld), typeof(TNew), old => upcast((TOld)old));
        }

        /// <summary>The finished registry.</summary>
        public EventTypes Done()
        {
            Add<ProjectionEventSkipped>();
            return new(_entries.Values, DefaultJson);
        }

        private static string NameOn(Type type) => type.GetCustomAttribute<EventNameAttribute>()?.Name
            ?? throw new UnknownEventException($"{type.Name} carries no [EventName].");

        private Builder Add(string name, Type type, Type current, Func<object, object>? upcast)
        {
            var alias = MartenNames.Alias(type.Name);
            if (name != alias && !name.StartsWith(alias + "_v", StringComparison.Ordinal))
                throw new UnknownEventException($"{type.Name} is named '{name}', Marten would look for '{alias}': rename the class, or map the name in docs/marten.md.");
            var dotnetName = $"{type.FullName}, {type.Assembly.GetName().Name}";
            if (_entries.TryGetValue(name, out var other) && other.Type != type)
                throw new UnknownEventException($"'{name}' names both {other.Type.Name} and {type.Name}.");
            _entries[name] = new Entry(name, type, current, dotnetName, upcast);
            return this;
        }
    }
}

/// <summary>An event class or name that the program does not know: reading stops, because a half-read history decides wrongly.</summary>
public sealed class UnknownEventException(string message) : Exception(message);
