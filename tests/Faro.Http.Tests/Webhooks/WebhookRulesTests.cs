using System.Net;
using Faro.Http.Webhooks;

namespace Faro.Http.Tests.Webhooks;

/// <summary>The pure rules: addresses, pauses, what becomes of a delivery.</summary>
public sealed class WebhookRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly WebhookSchedule Schedule = WebhookSchedule.Read(new WebhookOptions().Retries)!;

    [Theory]
    [InlineData("1.1.1.1", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("100.127.255.255", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.255.0.9", false)]
    [InlineData("169.254.169.254", false)] // a cloud's metadata
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("198.18.0.1", false)]
    [InlineData("203.0.113.7", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("240.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::ffff:1.1.1.1", true)]
    [InlineData("64:ff9b::a00:1", false)] // 10.0.0.1 behind NAT64
    [InlineData("2002:a00:1::", false)] // 10.0.0.1 behind 6to4
    [InlineData("2001:db8::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("ff02::1", false)]
    public void Only_addresses_of_the_public_internet_are_reached(string address, bool isPublic)
    {
        Assert.Equal(isPublic, WebhookAddresses.IsPublic(IPAddress.Parse(address)));
        Assert.Equal(isPublic, WebhookAddresses.Allows(IPAddress.Parse(address), loopback: false));
    }

    [Theory]
    [InlineData("https://example.com/a", false, true)]
    [InlineData("https://example.com:8443/a", false, true)]
    [InlineData("https://example.com:22/a", false, false)]
    [InlineData("http://example.com/a", true, false)]
    [InlineData("https://example.com/a#b", false, false)]
    [InlineData("https://user@example.com/a", false, false)]
    [InlineData("https://example.com/?secret=1", false, false)]
    [InlineData("https://2130706433/a", false, false)] // 127.0.0.1 as one number
    [InlineData("https://0x7f.1/a", false, false)]
    [InlineData("https://[::ffff:127.0.0.1]/a", false, false)]
    [InlineData("http://localhost:5000/a", false, false)]
    [InlineData("http://localhost:5000/a", true, true)]
    [InlineData("http://10.0.0.1/a", true, false)]
    [InlineData("ftp://example.com/a", true, false)]
    [InlineData("/a", true, false)]
    public void A_url_holds_no_secret_and_names_no_private_network(string url, bool loopback, bool allowed) =>
        Assert.Equal(allowed, WebhookAddresses.Fault(url, loopback) is null);

    [Fact]
    public void A_delivery_is_tried_for_three_days_and_each_pause_is_within_a_tenth()
    {
        var delivery = new WebhookDelivery(WebhookDelivery.IdOf(Guid.Empty, "order", 7), Guid.Empty, "order", 7, Now);
        var told = TimeSpan.Zero;
        foreach (var pause in Schedule.Pauses)
        {
            delivery = delivery.After(new WebhookOutcome(500, "status_500"), Schedule, Now);
            Assert.Equal(WebhookDelivery.Pending, delivery.State);
            var waits = delivery.NextAttemptAt!.Value - Now;
            Assert.InRange(waits / pause, 0.9, 1.1);
            told += waits;
        }

        Assert.InRange(told.TotalDays, 2.8, 3.5);
        var dead = delivery.After(new WebhookOutcome(null, "timeout"), Schedule, Now);
        Assert.Equal((WebhookDelivery.Dead, 10, null), (dead.State, dead.Attempts, dead.NextAttemptAt));
        Assert.Equal((WebhookDelivery.Pending, 0, 1), (dead.Again().State, dead.Again().Attempts, dead.Again().Round));
        Assert.Equal((WebhookDelivery.Delivered, null), (delivery.After(new WebhookOutcome(204), Schedule, Now).State, delivery.After(new WebhookOutcome(204), Schedule, Now).LastError));
    }

    [Theory]
    [InlineData(1, 5)] // shorter than the schedule: the schedule's
    [InlineData(600, 600)]
    [InlineData(-5, 5)]
    [InlineData(10_000_000, 86_400)] // at most a day
    public void Retry_After_is_heard_within_bounds(int asked, int waits) =>
        Assert.InRange(Schedule.Pause(Guid.Empty, 1, TimeSpan.FromSeconds(asked))!.Value.TotalSeconds, waits * 0.9, waits * 1.1);

    [Fact]
    public void The_same_place_gives_the_same_id_and_another_one_another()
    {
        var (a, b) = (Guid.NewGuid(), Guid.NewGuid());
        Assert.Equal(WebhookDelivery.IdOf(a, "order", 7), WebhookDelivery.IdOf(a, "match", 7)); // one fact, whatever it is about
        Assert.Equal(4, new[] { WebhookDelivery.IdOf(a, "order", 7), WebhookDelivery.IdOf(a, "order", 8), WebhookDelivery.IdOf(b, "order", 7), WebhookDelivery.IdOf(a, "root", 7) }.Distinct().Count());
    }
}
