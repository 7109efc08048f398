using System.Security.Cryptography;
using System.Text;
using Faro.Ingest;
using Faro.Log;
using Faro.Orders.Quotes;
using Faro.Orders.Routing;
using Faro.Venues;

namespace Faro.Orders.Preparing;

/// <summary>Plans an order over live books, builds what has to be signed, and keeps both.</summary>
public sealed class PrepareService(
    EventLog log, EventReader events, BookReader books, TermsReader terms, MarketRules rules, QuoteService quotes, OrdersOptions options, TimeProvider clock)
{
    /// <summary>Prepares; the same <c>client_ref</c> gives the stored answer again.</summary>
    /// <param name="request">The request.</param>
    /// <param name="keyId">The caller's key.</param>
    /// <param name="test">Whether the key trades at the sandbox.</param>
    /// <param name="metadata">What goes with the event.</param>
    /// <param name="cancel">Stops before anything is kept.</param>
    public async Task<OrderAnswer<byte[]>> Prepare(PrepareRequest request, Guid keyId, bool test, EventMetadata metadata, CancellationToken cancel)
    {
        var hash = request.Hash();
        var orderId = request.ClientRef is { } reference ? MarketIds.V5(keyId, reference) : Guid.CreateVersion7();
        if (request.ClientRef is not null && await Stored(orderId, hash, cancel) is { } stored) return stored;
        if (quotes.Clients(test) is not { } clients)
            return new OrderRefusal(503, "unavailable", "There is no sandbox here for test keys.");
        if (await events.Find(request.EventId, cancel) is not { } found) return new OrderRefusal(404, "not_found", "No such event.");
        if (request.PolymarketMaker is { } maker && request.PolymarketSignatureType is null && PolymarketWallets.KindOf(request.Wallet, maker) is null)
            return OrderRefusal.Of("polymarket_maker_address", "None of wallet_address's known wallets; state polymarket_signature_type.");

        var (members, skipped, missing) = Eligible(request, found, clients);
        if (members.Count == 0)
        {
            return missing is { } field
                ? OrderRefusal.Of(field, "Required to trade this event's venues.")
                : new OrderRefusal(400, "bad_request", Explain("No venue can take this order.", skipped));
        }

        var route = new RouteRequest(
            request.Outcome, request.Side, Money.FloorDollars(request.SizeUsd),
            request.MaxPrice is { } max ? Floor(max, request.Side) : null, request.Time, request.Strategy);
        var depths = new List<VenueDepth>();
        foreach (var (reading, code, reason) in await Task.WhenAll(members.Select(m => Depth(clients, m, route, cancel))))
        {
            if (reading.Depth is not null) depths.Add(reading.Depth);
            else skipped.Add(new SkippedVenue(reading.Member.Ref.Venue, reading.Member.Ref.MarketId, code ?? "unavailable", reason ?? "No book."));
            members[members.FindIndex(m => m.Ref == reading.Member.Ref)] = reading.Member;
        }

        return await PlanAndKeep(
            new Work(request, found, members, clients, orderId, keyId, test, hash, metadata), route, depths, skipped, cancel);
    }

    /// <summary>A market's book and its present terms, read at the same time.</summary>
    private async Task<((EventMember Member, VenueDepth? Depth) Reading, string? Code, string? Reason)> Depth(
        VenueClients clients, EventMember member, RouteRequest route, CancellationToken cancel)
    {
        var book = books.Read(clients, member, cancel);
        var now = await terms.Read(clients, member, book, cancel);
        var reading = await book;
        if (now.ErrorCode is not null && reading.Book is not null) return ((member, null), now.ErrorCode, now.ErrorMessage);
        var (depth, code, reason) = rules.Depth(reading with { Member = now.Member }, route);
        return ((now.Member, depth), code, reason);
    }

    private async Task<OrderAnswer<byte[]>> PlanAndKeep(
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
                var seed = new LegSeed(MarketIds.V5(work.OrderId, planned.Venue.Name()), RandomSalt(), now);
                var (leg, code, reason) = await Build(work, planned, member, seed, cancel);
                if (leg is not null)
                {
                    legs.Add(leg);
                    continue;
                }

                failed = new SkippedVenue(planned.Venue, planned.MarketId, code!, reason!);
                break;
            }

            if (failed is null) return await Keep(work, inputs, plan, legs, now);
            skipped.Add(failed);
            depths.RemoveAll(d => d.Venue == failed.Venue);
        }
    }

    private async Task<(BuiltLeg? Leg, string? Code, string? Reason)> Build(
        Work work, PlannedLeg planned, EventMember member, LegSeed seed, CancellationToken cancel)
    {
        switch (planned.Venue)
        {
            case Venue.Kalshi:
                return await KalshiSwaps.Build(
                    work.Clients.Kalshi!, planned, member, work.Request, seed, options, rules.Fee(member) ?? FeeModel.Free, cancel);
            case Venue.Polymarket:
                var (order, fault) = LegBuilder.Polymarket(planned, member, work.Request, seed, options);
                return (order, "not_tradable", fault);
            default:
                var (foresight, wrong) = LegBuilder.Foresight(planned, member, work.Request, seed, options);
                return (foresight, "not_tradable", wrong);
        }
    }

    private async Task<OrderAnswer<byte[]>> Keep(Work work, RouteInputs inputs, RoutePlan plan, List<BuiltLeg> legs, DateTimeOffset now)
    {
        var expires = legs.Min(l => l.Leg.ExpiresAt);
        var answer = PreparedAnswer.Write(work.OrderId, work.Request, work.Event, inputs, plan, legs, expires);
        var terms = new OrderTerms(
            work.Event.Id, work.Request.Outcome, work.Request.Side, inputs.Request.Size, inputs.Request.LimitPrice, work.Request.Time, work.Request.Strategy);
        var prepared = new OrderPrepared(
            work.OrderId, work.KeyId, work.Test, work.Request.ClientRef, work.Hash, terms, inputs, plan, [.. legs.Select(l => l.Leg)], answer);
        var verdict = await OrderLog.Decide(log, work.OrderId, new KeepPlan(prepared), work.Metadata, CancellationToken.None);
        return verdict switch
        {
            OrderVerdict.Go => Encoding.UTF8.GetBytes(answer),
            // Two calls raced: the first one's answer is everybody's.
            OrderVerdict.Known => await Stored(work.OrderId, work.Hash, CancellationToken.None)
                ?? throw new InvalidOperationException("The order that was there is gone."),
            OrderVerdict.Refused r => new OrderRefusal(409, "conflict", r.Reason),
            _ => throw new InvalidOperationException("An unknown verdict."),
        };
    }

    private async Task<OrderAnswer<byte[]>?> Stored(Guid orderId, string hash, CancellationToken cancel)
    {
        await foreach (var e in log.ReadStream(OrderView.StreamOf(orderId), new ReadUpTo(Version: 1), cancel: cancel))
        {
            var prepared = (OrderPrepared)e.Data;
            return prepared.RequestHash == hash
                ? (OrderAnswer<byte[]>)Encoding.UTF8.GetBytes(prepared.Answer)
                : (OrderAnswer<byte[]>)new OrderRefusal(409, "conflict", "Another request was made under this client_ref.");
        }

        return null;
    }

    /// <summary>The members that may take part; the rest with reasons; the first field whose absence kept one out.</summary>
    private (List<EventMember> Members, List<SkippedVenue> Skipped, string? MissingField) Eligible(
        PrepareRequest request, EventMembers found, VenueClients clients)
    {
        var members = new List<EventMember>();
        var skipped = new List<SkippedVenue>();
        string? missing = null;
        var diverging = DivergenceRule.LeftOut(found.Listed, found.Pairs, request.AcceptDivergence);
        foreach (var member in found.Members)
        {
            var (venue, view) = (member.Ref.Venue, member.View);
            var (code, reason) = venue switch
            {
                _ when request.Venues is { } only && !only.Contains(venue) => ("excluded", "The request does not name this venue."),
                _ when clients.Books(venue) is null => ("disabled", "This venue is switched off."),
                Venue.Kalshi when request.DFlowAccount is null => ("ineligible", "dflow_account is missing."),
                _ when member.Inverted is null => ("polarity", "The market's polarity against the event is unknown."),
                _ when view.Status == MarketStatus.Paused => ("paused", "The venue does not accept orders now."),
                _ when view.Status != MarketStatus.Trading => ("closed", $"The market is {view.Status.ToString().ToLowerInvariant()}."),
                _ when view.Trading is null => ("not_tradable", "The market has no trading terms."),
                Venue.Kalshi when view.Trading!.MintsInitialized == false => ("not_tradable", "The outcome mints do not exist on chain yet."),
                Venue.Kalshi when KalshiMaintenance.Covers(clock.GetUtcNow()) =>
                    ("maintenance", "Kalshi's weekly maintenance (Thursday 03:00 to 05:00 US Eastern): orders would be reverted."),
                Venue.Foresight when request.Time == TimeInForce.Fok && clients.Name == VenueSetName.Live && !options.LiveForesightFok =>
                    ("unsupported", "This server is not known to support FOK."),
                _ when diverging.TryGetValue(member.Ref, out var why) => ("divergence", why),
                _ => ((string?)null, (string?)null),
            };
            if (code is null)
            {
                members.Add(member);
                continue;
            }

            skipped.Add(new SkippedVenue(venue, member.Ref.MarketId, code, reason!));
            if (code == "ineligible") missing ??= "dflow_account";
        }

        return (members, skipped, missing);
    }

    private static OrderRefusal NoPlan(string code, RouteRequest route, RoutePlan plan)
    {
        var depth = plan.Depth.Dollars;
        var text = code switch
        {
            "no_liquidity" => "No venue holds anything within the limit.",
            "insufficient_depth" => $"The books hold {depth} USD within the limit, less than the order"
                + (route.Time == TimeInForce.Gtc ? "; give max_price for the rest to rest at." : "."),
            "below_minimum" => "The order is below the smallest order of the venues that could take it.",
            _ => "No venue can take this order.",
        };
        return new OrderRefusal(400, "bad_request", Explain(text, plan.Skipped)) { Field = "size_usd", FieldText = $"{code}: {depth} USD available." };
    }

    private static string Explain(string text, IEnumerable<SkippedVenue> skipped)
    {
        var why = string.Join("; ", skipped.Select(s => $"{s.Venue.Name()}: {s.Reason}"));
        return why.Length == 0 ? text : $"{text} Left out: {why}";
    }

    private static Price Floor(decimal price, Side side) => side == Side.Buy ? Price.Floor(price) : Price.Ceiling(price);

    private static UInt128 RandomSalt()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private sealed record Work(
        PrepareRequest Request, EventMembers Event, List<EventMember> Members, VenueClients Clients, Guid OrderId, Guid KeyId, bool Test,
        string Hash, EventMetadata Metadata);
}
