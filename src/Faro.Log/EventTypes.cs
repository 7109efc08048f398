using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Faro.Log.Projecting;
using Marten;

namespace Faro.Log;

/// <summary>Which class an event name maps to, how old versions become new ones, and how events are written as JSON.</summary>
public sealed class EventTypes
{
    private readonly Dictionary<Type, string> _names;
    private readonly IReadOnlyList<Action<StoreOptions>> _upcasts;
    private readonly IReadOnlyList<string> _oldNames;

    private EventTypes(Dictionary<Type, string> names, IReadOnlyList<string> oldNames, IReadOnlyList<Action<StoreOptions>> upcasts)
    {
        _names = names;
        _oldNames = oldNames;
        _upcasts = upcasts;
    }

    /// <summary>
    /// The one serializer setting of the log and its views: camelCase names, enums as their C# names, nulls written.
    /// Never changed: stored data depends on it.
    /// </summary>
    public static JsonSerializerOptions DefaultJson { get; } = CreateJson();

    /// <summary>All names on the log, in order.</summary>
    public IEnumerable<string> Names => _names.Values.Concat(_oldNames).Order(StringComparer.Ordinal);

    /// <summary>Whether events of old names are read as new classes.</summary>
    internal bool HasOldNames => _oldNames.Count > 0;

    /// <summary>Starts a registry.</summary>
    public static Builder Build() => new();

    /// <summary>The registry of what the stages have added to the container.</summary>
    public static EventTypes Of(IEnumerable<EventSource> sources) => sources.Aggregate(Build(), (all, source) => all.AddFrom(source.Assembly)).Done();

    /// <summary>The name of an event's class on the log.</summary>
    /// <exception cref="UnknownEventException">The class is not registered.</exception>
    public string NameOf(Type type) => _names.TryGetValue(type, out var name) ? name : throw new UnknownEventException($"{type.Name} is not a registered event.");

    /// <summary>The registered classes that are one of the given classes or derive from them.</summary>
    internal IReadOnlyList<Type> Under(IEnumerable<Type> types) =>
        [.. _names.Keys.Where(known => types.Any(t => t.IsAssignableFrom(known))).OrderBy(t => _names[t], StringComparer.Ordinal)];

    internal void Register(StoreOptions options)
    {
        foreach (var (type, name) in _names)
            options.Events.MapEventType(type, name);
        foreach (var upcast in _upcasts)
            upcast(options);
    }

    internal static void Configure(JsonSerializerOptions options) => options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private static JsonSerializerOptions CreateJson()
    {
        var options = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
        Configure(options);
        options.Converters.Add(new JsonStringEnumConverter());
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    /// <summary>Collects the events of a program.</summary>
    public sealed class Builder
    {
        private readonly Dictionary<Type, string> _names = [];
        private readonly Dictionary<Type, string> _old = [];
        private readonly List<Action<StoreOptions>> _upcasts = [];

        /// <summary>Adds every class of the assembly that carries <see cref="EventNameAttribute"/>.</summary>
        public Builder AddFrom(Assembly assembly)
        {
            foreach (var type in assembly.GetTypes().Where(t => t.IsDefined(typeof(EventNameAttribute)) && !_old.ContainsKey(t)))
                _names[type] = NameOn(type);
            return this;
        }

        /// <summary>Adds one event class.</summary>
        public Builder Add<TEvent>()
        {
            _names[typeof(TEvent)] = NameOn(typeof(TEvent));
            return this;
        }

        /// <summary>Reads events stored under the old class's name as the new class. Pure; runs at every read.</summary>
        public Builder Upcast<TOld, TNew>(Func<TOld, TNew> upcast)
            where TOld : class
            where TNew : class
        {
            var name = NameOn(typeof(TOld));
            _old[typeof(TOld)] = name;
            _names.Remove(typeof(TOld));
            _upcasts.Add(o => o.Events.Upcast(name, upcast));
            return this;
        }

        /// <summary>The finished registry.</summary>
        /// <exception cref="UnknownEventException">Two classes have one name.</exception>
        public EventTypes Done()
        {
            Add<ProjectionEventSkipped>();
            var twice = _names.Concat(_old).GroupBy(n => n.Value, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
            return twice is null
                ? new(_names, [.. _old.Values], _upcasts)
                : throw new UnknownEventException($"'{twice.Key}' names {string.Join(" and ", twice.Select(t => t.Key.Name))}.");
        }

        private static string NameOn(Type type) => type.GetCustomAttribute<EventNameAttribute>()?.Name
            ?? throw new UnknownEventException($"{type.Name} carries no [EventName].");
    }
}

/// <summary>An assembly whose events are registered with the log; each stage adds its own to the container.</summary>
public sealed record EventSource(Assembly Assembly);

/// <summary>An event class or name that the program does not know.</summary>
public sealed class UnknownEventException(string message) : Exception(message);
