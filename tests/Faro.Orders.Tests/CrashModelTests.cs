using Faro.Venues;
using static Faro.Orders.Tests.Orders;

namespace Faro.Orders.Tests;

/// <summary>
/// The submit protocol as a model: every step may be the last before a crash, the venue may lose or delay anything, the
/// customer retries at random, two processes may work on one order. However it goes: no leg is twice at a venue, none is
/// there unknown to the log, and none counts as refused that is there.
/// </summary>
public sealed class CrashModelTests
{
    [Fact]
    public void Ten_thousand_runs_send_nothing_twice_and_lose_nothing()
    {
        const int first = 1;
        for (var seed = first; seed < first + 10_000; seed++) Run(seed);
    }

    private static void Run(int seed)
    {
        var world = new World(seed);
        for (var step = 0; step < 40; step++) world.Step();
        world.Settle();
        foreach (var leg in world.View.Legs)
        {
            var (id, sent) = (leg.Prepared.LegId, world.Arrived.GetValueOrDefault(leg.Prepared.LegId));
            Assert.True(sent <= 1, $"seed {seed}: {id} is {sent} times at the venue");
            Assert.True(leg.Status is not (LegStatus.Submitting or LegStatus.Unknown), $"seed {seed}: {id} is {leg.Status} at the end");
            Assert.True((sent == 1) == leg.IsAtVenue, $"seed {seed}: {id} is {leg.Status}, at the venue {sent} times");
        }
    }

    private sealed class World
    {
        private readonly Random _random;
        private readonly List<OrderEvent> _log = [];
        private readonly List<(Guid Leg, int Life, SubmitReply? Reply, int Stage, int Version)> _processes = [];

        // Accepted requests still on their way: a late one arrives before the venue can be asked with any weight.
        private readonly List<Guid> _late = [];

        public World(int seed)
        {
            _random = new Random(seed);
            _log.Add(Prepared(Leg1, Leg2, Leg3));
        }

        public Dictionary<Guid, int> Arrived { get; } = [];

        public OrderView View => Fold(_log)!;

        public void Step()
        {
            var roll = _random.Next(10);
            if (_processes.Count == 0 || roll < 2)
            {
                if (_processes.Count < 4) _processes.Add((Pick(), _random.Next(1, 8), null, 0, 0));
            }
            else if (roll < 8)
            {
                Advance(_random.Next(_processes.Count));
            }
            else if (roll == 8)
            {
                Land();
            }
            else
            {
                Resolve(final: false);
            }
        }

        /// <summary>All processes die, all requests land, and the resolver asks until nothing is open.</summary>
        public void Settle()
        {
            _processes.Clear();
            while (_late.Count > 0) Land();
            Resolve(final: true);
        }

        // One process on one leg: read, decide and append; send; record. It may die after any of them.
        private void Advance(int at)
        {
            var (leg, life, reply, stage, version) = _processes[at];
            _processes.RemoveAt(at);
            switch (stage)
            {
                case 0: // reads the log; others may append before it does
                    Keep(1, _log.Count, null);
                    break;
                case 1:
                    if (version != _log.Count)
                    {
                        Keep(0, 0, null); // lost the race: reads again
                        break;
                    }

                    var decision = OrderDecider.Decide(new SubmitLeg(leg, Id(leg), "c", false, Now), View);
                    _log.AddRange(decision.Events);
                    if (decision.Verdict is OrderVerdict.Go) Keep(2, 0, null);
                    break;
                case 2:
                    Keep(3, 0, Send(leg));
                    break;
                case 3:
                    _log.AddRange(OrderDecider.Decide(new RecordReply(leg, Id(leg), reply!, "answer"), View).Events);
                    break;
            }

            void Keep(int next, int seen, SubmitReply? said)
            {
                if (life > 1) _processes.Add((leg, life - 1, said, next, seen)); // else it crashed here
            }
        }

        private SubmitReply Send(Guid leg)
        {
            switch (_random.Next(6))
            {
                case 0: return new SubmitReply.Rejected("insufficient_balance", "no money");
                case 1: return new SubmitReply.Rejected("http_425", "restarting") { Retryable = true };
                case 2: return new SubmitReply.Unknown("timeout"); // lost on its way there
                case 3:
                    _late.Add(leg);
                    return new SubmitReply.Unknown("timeout");
                case 4:
                    Arrive(leg);
                    return new SubmitReply.Unknown("timeout"); // lost on its way back
                default:
                    Arrive(leg);
                    return new SubmitReply.Accepted(Id(leg));
            }
        }

        private void Land()
        {
            if (_late.Count == 0) return;
            Arrive(_late[0]);
            _late.RemoveAt(0);
        }

        private void Arrive(Guid leg) => Arrived[leg] = Arrived.GetValueOrDefault(leg) + 1;

        // What the venue has is evidence at any time; what it does not have only once nothing can be on its way.
        private void Resolve(bool final)
        {
            foreach (var leg in View.Legs.Where(l => l.Status is LegStatus.Submitting or LegStatus.Unknown).ToList())
            {
                var id = leg.Prepared.LegId;
                if (Arrived.ContainsKey(id))
                    _log.AddRange(OrderDecider.Decide(new RecordReply(id, Id(id), new SubmitReply.Accepted(Id(id)), "lookup"), View).Events);
                else if (final)
                    _log.AddRange(OrderDecider.Decide(new RecordReply(id, Id(id), new SubmitReply.Rejected("never_arrived", "gone"), "lookup"), View).Events);
            }
        }

        private Guid Pick() => _random.Next(3) switch { 0 => Leg1, 1 => Leg2, _ => Leg3 };

        private static VenueOrderId Id(Guid leg) => Orders.Id($"0x{leg}");
    }
}
