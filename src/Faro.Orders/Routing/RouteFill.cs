using Faro.Venues;

namespace Faro.Orders.Routing;

/// <summary>How far a plan has walked into one venue's book.</summary>
internal struct RouteFill
{
    /// <summary>The current level; −1 before the first.</summary>
    public int Best;

    /// <summary>Whether nothing more can be taken here.</summary>
    public bool Done;

    /// <summary>Whether the venue is excluded.</summary>
    public bool Barred;

    /// <summary>Whole lots left at the level.</summary>
    public Shares Available;

    /// <summary>What a share of the level costs after its fee.</summary>
    public UnitPrice Net;

    /// <summary>The fee of a share of the level.</summary>
    public UnitPrice FeePerShare;

    /// <summary>The shares taken.</summary>
    public Shares Shares;

    /// <summary>What they cost, or the dollars spent on them.</summary>
    public ExactMoney Notional;

    /// <summary>Their fee.</summary>
    public ExactFee Fee;

    /// <summary>The price of the last level taken.</summary>
    public Price LastPrice;

    /// <summary>The fee of a share of that level.</summary>
    public UnitPrice LastFee;

    /// <summary>How many levels were walked.</summary>
    public int Levels;

    /// <summary>Shares that rest at the limit.</summary>
    public Shares Resting;

    /// <summary>The limit on the venue's grid.</summary>
    public Price RestingPrice;

    /// <summary>Whether anything is taken or rests here.</summary>
    public readonly bool IsUsed => Shares + Resting > Shares.None;

    /// <summary>Nothing taken yet.</summary>
    public static RouteFill Fresh(bool barred) => new() { Best = -1, Done = barred, Barred = barred };

    /// <summary>Moves to the next level within the limit that has a whole lot; false when there is none.</summary>
    public bool Next(RouteRequest request, VenueDepth venue)
    {
        if (Done) return false;
        while (++Best < venue.Prices.Length)
        {
            var price = venue.Prices[Best];
            if (request.LimitPrice is { } limit && (request.Side == Side.Buy ? price > limit : price < limit)) break;
            Available = venue.Shares[Best].FloorTo(venue.Lot);
            if (Available == Shares.None) continue;
            var fee = venue.Fee.PerShare(price);
            FeePerShare = fee;
            Net = request.Side == Side.Buy ? UnitPrice.Of(price) + fee : UnitPrice.Of(price) - fee;
            return true;
        }

        Done = true;
        return false;
    }

    /// <summary>Takes from the current level what the budget pays for; false when that is less than a lot.</summary>
    public bool Take(VenueDepth venue, ref ExactMoney left, Shares most)
    {
        var price = venue.Prices[Best];
        var shares = Shares.Min(Available, most);
        // Most levels are taken whole: the product decides without a division.
        if (!ExactMoney.TryPay(shares, price, left, out var notional))
        {
            // An order in dollars spends the rest of them, whatever fraction of a share they buy.
            var affordable = left.FloorDiv(price);
            shares = Shares.Min(shares, venue.Spending is null ? affordable.FloorTo(venue.Lot) : affordable);
            notional = venue.Spending is null ? ExactMoney.Of(shares, price) : left;
        }

        if (shares == Shares.None) return false;
        left -= notional;
        Available -= shares;
        Shares += shares;
        Notional += notional;
        Fee += ExactFee.Of(shares, FeePerShare);
        if (LastPrice != price) Levels++;
        (LastPrice, LastFee) = (price, FeePerShare);
        return true;
    }

    /// <summary>Rounds an order in dollars to what can be signed, and returns the shares that the rest would have bought.</summary>
    public void Round(VenueDepth venue)
    {
        if (venue.Spending is not { } spending || Shares == Shares.None) return;
        var dollars = spending.Floor(Notional.Floor).Exact;
        var back = Shares.Min(Shares, (Notional - dollars).FloorDiv(LastPrice));
        (Notional, Shares) = (dollars, Shares - back);
        Fee -= ExactFee.Of(back, LastFee);
    }

    /// <summary>Whether it is below the venue's minimum order.</summary>
    public readonly bool IsTooSmall(VenueDepth venue)
    {
        var shares = Shares + Resting;
        return shares > Shares.None && (shares < venue.MinimumShares
            || Notional + ExactMoney.Of(Resting, RestingPrice) < venue.MinimumNotional.Exact);
    }

    /// <summary>What cannot be spent here because a lot costs more.</summary>
    public readonly ExactMoney MostLeft(VenueDepth venue) => ExactMoney.Of(venue.Lot, Price.Max(LastPrice, Price.Finest));

    /// <summary>The leg that it becomes.</summary>
    public readonly PlannedLeg Leg(RouteRequest request, VenueDepth venue)
    {
        var limit = Resting > Shares.None ? RestingPrice : LastPrice.OutToGrid(venue.Tick, request.Side);
        var notional = (Notional + ExactMoney.Of(Resting, RestingPrice)).Floor;
        var signed = venue.Spending is { } spending ? spending.FloorShares(notional, limit) : Shares + Resting;
        return new PlannedLeg
        {
            Venue = venue.Venue,
            MarketId = venue.MarketId,
            Shares = signed,
            MarketableShares = venue.Spending is null ? Shares : signed,
            LimitPrice = limit,
            Notional = notional,
            Fee = Fee.Ceiling,
            Levels = Levels,
            ForDollars = venue.Spending is null ? null : Shares,
        };
    }
}
