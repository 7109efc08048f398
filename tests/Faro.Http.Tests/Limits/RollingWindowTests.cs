using System.Net;
using Faro.Http.Limits;
using Microsoft.Extensions.Time.Testing;

namespace Faro.Http.Tests.Limits;

public sealed class RollingWindowTests
{
    [Fact]
    public void A_call_leaves_the_window_exactly_sixty_seconds_after_it()
    {
        var clock = new FakeTimeProvider();
        var window = new RollingWindow(2, clock);
        Assert.Equal(new Budget(true, 2, 1, 60), window.Take());
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(new Budget(true, 2, 0, 50), window.Take());
        Assert.Equal(new Budget(false, 2, 0, 50), window.Take());
        clock.Advance(TimeSpan.FromSeconds(50) - TimeSpan.FromTicks(1));
        Assert.Equal(new Budget(false, 2, 0, 1), window.Take()); // a tick too early, told to wait a second
        clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(new Budget(true, 2, 0, 10), window.Take());
        Assert.False(window.Take().Allowed);
    }

    [Fact]
    public void It_agrees_with_a_naive_count_on_any_sequence_of_calls()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 50; round++)
        {
            var clock = new FakeTimeProvider();
            var limit = random.Next(1, 40);
            var window = new RollingWindow(limit, clock);
            var calls = new Queue<DateTimeOffset>();
            for (var i = 0; i < 400; i++)
            {
                clock.Advance(TimeSpan.FromMilliseconds(random.Next(0, 3) switch { 0 => 0, 1 => random.Next(2_000), _ => random.Next(20_000) }));
                while (calls.TryPeek(out var oldest) && clock.GetUtcNow() - oldest >= TimeSpan.FromSeconds(60))
                    calls.Dequeue();
                var allowed = calls.Count < limit;
                if (allowed)
                    calls.Enqueue(clock.GetUtcNow());
                var seconds = (int)Math.Ceiling((calls.Peek().AddSeconds(60) - clock.GetUtcNow()).TotalSeconds);
                Assert.True(new Budget(allowed, limit, limit - calls.Count, seconds) == window.Take(), $"seed {seed}, round {round}, call {i}");
            }
        }
    }

    [Fact]
    public void Whoever_waits_as_told_is_let_in()
    {
        var clock = new FakeTimeProvider();
        var window = new RollingWindow(3, clock);
        for (var i = 0; i < 200; i++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(137));
            if (window.Take() is { Allowed: false } refused)
            {
                clock.Advance(TimeSpan.FromSeconds(refused.ResetSeconds));
                Assert.True(window.Take().Allowed);
            }
        }
    }

    [Fact]
    public void Many_threads_get_no_more_than_the_budget()
    {
        var window = new RollingWindow(10_000, new FakeTimeProvider());
        var allowed = 0;
        Parallel.For(0, 20_000, _ =>
        {
            if (window.Take().Allowed)
                Interlocked.Increment(ref allowed);
        });
        Assert.Equal(10_000, allowed);
    }

    [Fact]
    public void The_memory_of_addresses_is_bounded_and_idle_ones_are_forgotten()
    {
        var clock = new FakeTimeProvider();
        var limits = new AddressLimits(5, clock, mostAddresses: 100);
        for (var i = 0; i < 1_000; i++)
            limits.Take(new IPAddress([10, 0, (byte)(i >> 8), (byte)i]));
        Assert.Equal(100, limits.Count);
        Assert.False(limits.Take(IPAddress.Parse("192.0.2.1")).Allowed); // the shared budget of those on top is spent
        Assert.True(limits.Take(new IPAddress([10, 0, 0, 1])).Allowed); // one that is known is not touched by that
        clock.Advance(TimeSpan.FromSeconds(61));
        Assert.True(limits.Take(IPAddress.Parse("192.0.2.1")).Allowed);
        Assert.Equal(1, limits.Count);
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    public void An_address_is_an_IPv4_address_or_a_64_of_IPv6(string one, string other, bool same)
    {
        var limits = new AddressLimits(1, new FakeTimeProvider());
        limits.Take(IPAddress.Parse(one));
        Assert.Equal(!same, limits.Take(IPAddress.Parse(other)).Allowed);
    }
}
