using Faro.Log.Projecting;
using JasperFx.Events;

namespace Faro.Log.Past;

/// <summary>
/// A projection folded in memory, by the same code that fills its table. The caller supplies, in the order of the log,
/// every fact that touches the wanted views, from the first one on.
/// </summary>
/// <typeparam name="TView">The view.</typeparam>
public sealed class ViewReplay<TView>(Projection<TView> projection)
    where TView : class
{
    private readonly ViewSet<TView> _views = new();

    /// <summary>Folds one fact; one that the projection does not handle is a bug in the caller.</summary>
    public void Apply(IEvent e)
    {
        _views.Begin(e);
        foreach (var id in projection.Identify(e))
            Know(id);
        projection.Project(_views, e);
    }

    /// <summary>A view after the facts so far; null when there is none.</summary>
    public TView? Find(string id) => _views.Contains(id) ? _views.Get(id) : null;

    /// <summary>A view as its table would hold it: the stored JSON, byte for byte.</summary>
    public static byte[] Json(TView view) => ViewStore<TView>.Json(view);

    internal IEvent? LastOf(string id) => _views.Last(id);

    private void Know(string id)
    {
        if (_views.Contains(id))
            return;
        // Nothing is stored: a view without facts does not exist.
        _views.Loaded(id, null, stored: false);
    }
}
