using System.Security.Cryptography;
using System.Text;
using Faro.Ingest;
using Faro.Log;
using Faro.Orders.Quotes;
using Faro.Orders.Routing;
using Faro.Venues;
using Marten;

namespace Faro.Orders.Preparing;

/// <summary>Plans an order over live books, builds what has to be signed, and keeps both.</summary>
public sealed class PrepareService(
    IDocumentStore store, OrderQueries orders, EventReader events, BookReader books, TermsReader terms, QuoteService quotes, SaleWarnings sales, OrdersOptions options, TimeProvider clock)
{
    /// <summary>Prepares; the same <c>client_ref</c> gives the stored answer again.</summary>
    /// <param name="request">The request.</param>
    /// <param name="owner">Who calls.</param>
    /// <param name="metadata">What goes with the event.</param>
    /// <param name="cancel">Stops before anything is kept.</param>
    public async Task<OrderResult<PreparedOrder>> Prepare(PrepareRequest request, OrderOwner owner, EventMetadata metadata, CancellationToken cancel)
    {
        var hash = request.Hash();
        var orderId = request.ClientRef is { } reference ? owner.OrderId(reference) : Guid.CreateVersion7();
        if (request.ClientRef is not null && await Stored(orderId, hash, cancel) is { } stored) return stored;
        if (quotes.Clients(owner.Test) is not { } clients)
            return OrderRefusal.NoSandbox;
        if (await events.Find(request.EventId, cancel) is not { } found) return OrderRefusal.NoEvent;
        if (VenueDialects.All.Select(d => d.Fault(request.Accounts)).FirstOrDefault(f => f is not null) is { } fault)
            return OrderRefusal.Of(fault);

        var (members, skipped, missing) = Eligible(request, found, clients);
        if (members.Count == 0) return NoPlan("no_venue", missing, skipped);

        var route = new RouteRequest(
            request.Outcome, request.Side, Money.FloorDollars(request.SizeUsd),
            request.MaxPrice is { } max ? Floor(max, request.Side) : null, request.Time, request.Strategy);
        var depths = new List<VenueDepth>();
        foreach (var (member, reading) in await Task.WhenAll(members.Select(m => Depth(clients, m, route, cancel))))
        {
            if (reading.Depth is { } depth) depths.Add(depth);
            else skipped.Add(Skip(member, reading.Error!));
            members[members.FindIndex(m => m.Ref == member.Ref)] = member;
        }

        return await PlanAndKeep(
            new Work(request, found, members, clients, orderId, owner, hash, metadata), route, depths, skipped, cancel);
    }

    /// <summary>A market's book and its present terms, read at the same time.</summary>
    private async Task<(EventMember Member, DepthReading Reading)> Depth(
        VenueClients clients, EventMember member, RouteRequest route, CancellationToken cancel)
    {
        var venue = clients.Trading(member.Ref.Venue)!; // members at venues that are switched off were left out before
        var book = books.Read(clients, member, cancel);
        var now = await terms.Read(clients.Name, venue, member, book, cancel);
        var reading = await book;
        return now.Error is not null && reading.Book is not null
            ? (member, new DepthReading(null, now.Error))
            : (now.Member, MarketRules.Depth(venue, reading with { Member = now.Member }, route, options.Levels));
    }

    private async Task<OrderResult<PreparedOrder>> PlanAndKeep(
        Work work, RouteRequest route, List<VenueDepth> depths, List<SkippedVenue> skipped, CancellationToken cancel)
    {
        // A venue whose payload cannot be built is left out, and the rest is planned again.
        while (true)
        {
            var inputs = new RouteInputs(route, [.. depths], [.. skipped]);
            var plan = RoutePlanner.Plan(inputs);
            if (plan.Refusal is { } refusal) return NoPlan(refusal, route, plan);
            var legs = new List<BuiltLeg>();
            SkippedVenue? failed = null;
            var now = clock.GetUtcNow();
            foreach (var planned in plan.Legs)
            {
                var member = work.Members.First(m => m.Ref.Venue == planned.Venue);
                var reply = await work.Clients.Trading(planned.Venue)!.Build(Order(work, planned, member, now), cancel);
                if (reply is BuildReply.Built built)
                {
                    legs.Add(built.Leg);
                    continue;
                }

                var refused = (BuildReply.NotBuilt)reply;
                failed = new SkippedVenue(planned.Venue, planned.MarketId, refused.Code, refused.Reason) { Unreachable = refused.Unreachable };
                break;
            }

            if (failed is null)
            {
                var warnings = route.Side == Side.Sell ? await sales.Of([.. legs.Select(l => l.Leg)], work.Clients, work.Owner, cancel) : [];
                return await Keep(work, inputs, plan, legs, warnings, now);
            }

            skipped.Add(failed);
            depths.RemoveAll(d => d.Venue == failed.Venue);
        }
    }

    private LegOrder Order(Work work, PlannedLeg planned, EventMember member, DateTimeOffset now) => new()
    {
        LegId = MarketIds.V5(work.OrderId, planned.Venue.Name()),
        Market = member.Ref,
        Terms = member.View.Trading!,
        Outcome = EventMember.VenueOutcome(work.Request.Outcome, member.Inverted!.Value),
        OutcomeLabel = work.Event.Label(member, work.Request.Outcome),
        Side = work.Request.Side,
        Time = work.Request.Time,
        Shares = planned.Shares,
        Notional = planned.Notional,
        SpendsNotional = planned.ForDollars is not null,
        LimitPrice = planned.LimitPrice,
        CallerLimit = work.Request.MaxPrice,
        Accounts = work.Request.Accounts,
        Salt = RandomSalt(),
        Now = now,
        Lifetime = options.PrepareLifetime,
    };

    private async Task<OrderResult<PreparedOrder>> Keep(Work work, RouteInputs inputs, RoutePlan plan, List<BuiltLeg> legs, IReadOnlyList<PlanWarning> warnings, DateTimeOffset now)
    {
        var expires = legs.Min(l => l.Leg.ExpiresAt);
        var answer = PreparedAnswer.Write(work.OrderId, work.Request, work.Event, inputs, plan, legs, warnings, expires);
        var terms = new OrderTerms(
            work.Event.Id, work.Request.Outcome, work.Request.Side, inputs.Request.Size, inputs.Request.LimitPrice, work.Request.Time, work.Request.Strategy);
        var prepared = new OrderPrepared(
            work.OrderId, work.Owner.KeyId, work.Owner.Test, work.Request.ClientRef, work.Hash, terms, inputs, plan, [.. legs.Select(l => l.Leg)],
            AnswerSha256: Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(answer))))
        {
            Account = work.Owner.Account,
        };
        var verdict = await OrderLog.Decide(store, work.OrderId, new KeepPlan(prepared), work.Metadata, CancellationToken.None,
            log => log.Store(new StoredAnswer(OrderView.StreamOf(work.OrderId), answer)));
        return verdict switch
        {
            OrderVerdict.Go => new PreparedOrder(work.OrderId, Encoding.UTF8.GetBytes(answer)),
            // Two calls raced: the first one's answer is everybody's.
            OrderVerdict.Known => await Stored(work.OrderId, work.Hash, CancellationToken.None)
                ?? throw new InvalidOperationException("An order that existed is gone."),
            OrderVerdict.Refused r => new OrderRefusal.Conflict(r.Reason),
            _ => throw new InvalidOperationException("An unknown verdict."),
        };
    }

    private async Task<OrderResult<PreparedOrder>?> Stored(Guid orderId, string hash, CancellationToken cancel)
    {
        if (await orders.Load(orderId, cancel) is not { } order) return null;
        if (order.RequestHash != hash) return OrderRefusal.OtherRequest;
        return await orders.Answer(orderId, cancel) is { } answer
            ? new PreparedOrder(orderId, Encoding.UTF8.GetBytes(answer))
            : throw new InvalidDataException($"The answer to the order {orderId} is gone.");
    }

    /// <summary>The members that may take part; the rest with reasons; the first field that kept one out.</summary>
    private (List<EventMember> Members, List<SkippedVenue> Skipped, FieldFault? Missing) Eligible(
        PrepareRequest request, EventMembers found, VenueClients clients)
    {
        var members = new List<EventMember>();
        var skipped = new List<SkippedVenue>();
        FieldFault? missing = null;
        var diverging = DivergenceRule.LeftOut(found.Listed, found.Pairs, request.AcceptDivergence);
        foreach (var member in found.Members)
        {
            if (Exclusion(request, member, clients, diverging) is not { } exclusion)
            {
                members.Add(member);
                continue;
            }

            skipped.Add(Skip(member, exclusion));
            missing ??= exclusion is { Field: { } field } ? new FieldFault(field, Fault(exclusion)) : null;
        }

        return (members, skipped, missing);
    }

    /// <summary>Why a market takes no part; null when it may.</summary>
    private Exclusion? Exclusion(
        PrepareRequest request, EventMember member, VenueClients clients, IReadOnlyDictionary<MarketRef, string> diverging)
    {
        var view = member.View;
        if (request.Venues is { } only && !only.Contains(member.Ref.Venue)) return new("excluded", "The request does not name this venue.", "venues");
        if (clients.Trading(member.Ref.Venue) is not { } venue) return new("disabled", "This venue is switched off.");
        if (venue.MissingAccount(request.Accounts) is { } account) return account;
        if (member.Inverted is null) return new("polarity", "The market's polarity against the event is unknown.");
        if (view.Status == MarketStatus.Paused) return new("paused", "The venue is not accepting orders now.");
        if (view.Status != MarketStatus.Trading) return new("closed", $"The market is {view.Status.ToString().ToLowerInvariant()}.");
        if (view.Trading is not { } terms) return new("not_tradable", "The market has no trading terms.");
        if (venue.Excluded(terms, request.Time, clock.GetUtcNow()) is { } reason) return reason;
        return diverging.TryGetValue(member.Ref, out var why) ? new("divergence", why, "accept_divergence") : null;
    }

    /// <summary>No venue may take part: the caller's fault names its field, and an event that cannot be traded is one of event_id.</summary>
    private static OrderRefusal.Impossible NoPlan(string code, FieldFault? fault, IReadOnlyList<SkippedVenue> skipped) =>
        new(Explain("No venue can take this order.", skipped))
        {
            Fault = fault ?? new FieldFault("event_id", $"{code}: none of the event's venues can take this order now."),
        };

    private static OrderRefusal NoPlan(string code, RouteRequest route, RoutePlan plan)
    {
        // What could not be reached might have held the rest: that is no fault of the caller's, and may pass.
        if (plan.Skipped.FirstOrDefault(s => s.Unreachable) is { } away)
            return new OrderRefusal.VenueFailed(away.Venue, away.Code, Explain("The reachable venues cannot take this order.", plan.Skipped));
        var depth = plan.Depth.Dollars;
        if (code == "no_venue") return NoPlan(code, (FieldFault?)null, plan.Skipped);
        var text = code switch
        {
            "no_liquidity" => "No venue's book has anything within the limit.",
            "insufficient_depth" => $"The books have {depth} USD within the limit, less than the order"
                + (route.Time == TimeInForce.Gtc ? "; set max_price, and the rest will wait in a book at that price." : "."),
            "below_minimum" => "The order is smaller than the minimum order of the venues that could take it.",
            _ => throw new InvalidOperationException($"An unknown refusal: {code}."),
        };
        return new OrderRefusal.Impossible(Explain(text, plan.Skipped)) { Fault = new FieldFault("size_usd", $"{code}: {depth} USD available.") };
    }

    private static SkippedVenue Skip(EventMember member, Exclusion why) =>
        new(member.Ref.Venue, member.Ref.MarketId, why.Code, why.Reason) { Unreachable = why.Unreachable };

    private static string Fault(Exclusion why) => why.Code == "ineligible" ? "Required to trade at this event's venues." : why.Reason;

    private static string Explain(string text, IEnumerable<SkippedVenue> skipped)
    {
        var why = string.Join("; ", skipped.Select(s => $"{s.Venue.Name()}: {s.Reason.TrimEnd('.')}"));
        return why.Length == 0 ? text : $"{text} Left out: {why}.";
    }

    private static Price Floor(decimal price, Side side) => side == Side.Buy ? Price.Floor(price) : Price.Ceiling(price);

    private static UInt128 RandomSalt()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private sealed record Work(
        PrepareRequest Request, EventMembers Event, List<EventMember> Members, VenueClients Clients, Guid OrderId, OrderOwner Owner,
        string Hash, EventMetadata Metadata);
}
