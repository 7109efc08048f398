namespace Faro.Venues.Live;

/// <summary>The new total at one price of a book.</summary>
/// <param name="IsBid">Whether the price is a bid's; an ask's otherwise.</param>
/// <param name="Price">The price.</param>
/// <param name="Shares">How many shares rest there now; none removes the level.</param>
public readonly record struct LevelChange(bool IsBid, Price Price, Shares Shares)
{
    /// <summary>The same change as seen from the other outcome.</summary>
    public LevelChange Mirror() => new(!IsBid, Price.Complement, Shares);

    /// <summary>
    /// Adds a change from a venue's figures; false when they are invalid. A size of zero or less removes the level; at 0 and at 1, where
    /// no book has a level, there is nothing to change.
    /// </summary>
    internal static bool TryAdd(List<LevelChange> changes, bool isBid, decimal? price, decimal? shares)
    {
        if (price is not { } dollars || shares is not { } size) return false;
        if (dollars is <= 0m or >= 1m) return true;
        if (Price.FromDollars(dollars) is not { } exact || (size <= 0m ? Shares.None : Shares.TryFloor(size)) is not { } count) return false;
        changes.Add(new LevelChange(isBid, exact, count));
        return true;
    }
}
