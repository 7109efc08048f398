using JasperFx.Events;

namespace Faro.Log.Projecting;

/// <summary>The views that a batch of events may touch, loaded before the fold and written after it. In memory only.</summary>
/// <typeparam name="TView">The view.</typeparam>
public sealed class ViewSet<TView>
    where TView : class
{
    private readonly Dictionary<string, Slot> _slots = new(StringComparer.Ordinal);
    private IEvent? _current;

    /// <summary>The view with this id in the current state of the fold; null when there is none.</summary>
    /// <exception cref="InvalidOperationException">The id was neither identified nor related, so it was not loaded.</exception>
    public TView? Get(string id) => Find(id).View;

    /// <summary>Puts a view in place of what was there.</summary>
    public void Set(string id, TView view) => Write(id, view);

    /// <summary>Removes a view.</summary>
    public void Remove(string id) => Write(id, null);

    internal bool Contains(string id) => _slots.ContainsKey(id);

    internal void Loaded(string id, TView? view, bool stored) => _slots.TryAdd(id, new Slot { View = view, Stored = stored });

    internal void Begin(IEvent e) => _current = e;

    /// <summary>The last event that wrote the view.</summary>
    internal IEvent? Last(string id) => Find(id).Last;

    /// <summary>What changed, in the order of the ids, so that two runs write the same.</summary>
    internal (List<ViewRow<TView>> Rows, List<string> Removed) Changes(Func<IEvent, long> version)
    {
        var rows = new List<ViewRow<TView>>();
        var removed = new List<string>();
        foreach (var (id, slot) in _slots.Where(s => s.Value.Changed).OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            if (slot.View is { } view)
                rows.Add(new(id, view, version(slot.Last!)));
            else if (slot.Stored)
                removed.Add(id);
        }

        return (rows, removed);
    }

    /// <summary>Whether the view was in the table before.</summary>
    internal bool WasStored(string id) => Find(id).Stored;

    private void Write(string id, TView? view)
    {
        var slot = Find(id);
        slot.View = view;
        slot.Changed = true;
        slot.Last = _current;
    }

    private Slot Find(string id) => _slots.TryGetValue(id, out var slot)
        ? slot
        : throw new InvalidOperationException($"The view '{id}' was not loaded: the projection must name it in Identify or Related.");

    private sealed class Slot
    {
        public TView? View { get; set; }

        public bool Stored { get; init; }

        public bool Changed { get; set; }

        public IEvent? Last { get; set; }
    }
}
