using Faro.Venues;
using static Faro.Orders.Tests.Orders;

namespace Faro.Orders.Tests;

public sealed class OrderDeciderTests
{
    private static readonly LegSubmissionStarted Started = new(Leg1, Id("0xabc"), "c", false);
    private static readonly LegAccepted Accepted = new(Leg1, Id("0xabc"), SubmitState.Resting, "answer");

    [Fact]
    public void A_leg_is_sent_once() => Given(Prepared())
        .When(new SubmitLeg(Leg1, Id("0xabc"), "c", false, Now))
        .Then(Started);

    [Fact]
    public void The_same_leg_again_sends_nothing() => Given(Prepared(), Started)
        .When(new SubmitLeg(Leg1, Id("0xabc"), "c", false, Now))
        .Then(new OrderVerdict.Known());

    [Fact]
    public void Commands_of_one_append_are_decided_on_what_those_before_them_leave()
    {
        var (facts, verdicts) = OrderDecider.DecideAll(
        [
            new SubmitLeg(Leg1, Id("0xabc"), "c", false, Now),
            new SubmitLeg(Leg2, Id("0xdef"), "d", false, Now),
            new SubmitLeg(Leg1, Id("0xabc"), "c", false, Now), // the same leg twice in one call is sent once
            new SubmitLeg(Leg2, Id("0xdef"), "other", false, Now),
            new RecordReply(Leg1, Id("0xabc"), new SubmitReply.Accepted(Id("0xabc")) { State = SubmitState.Resting }, "answer"),
        ], Fold([Prepared(Leg1, Leg2)]));
        Assert.Equal([Started, new LegSubmissionStarted(Leg2, Id("0xdef"), "d", false), Accepted], facts);
        Assert.Equal(["Go", "Go", "Known", "Refused", "Go"], verdicts.Select(v => v.GetType().Name));
    }

    [Fact]
    public void Other_content_conflicts() => Given(Prepared(), Started)
        .When(new SubmitLeg(Leg1, Id("0xabc"), "d", false, Now))
        .Refused("conflict");

    [Fact]
    public void An_expired_leg_is_not_sent() => Given(Prepared())
        .When(new SubmitLeg(Leg1, Id("0xabc"), "c", false, Now.AddMinutes(10)))
        .Refused("expired");

    [Fact]
    public void A_timeout_leaves_the_leg_in_doubt_never_rejected() => Given(Prepared(), Started)
        .When(new RecordReply(Leg1, Id("0xabc"), new SubmitReply.Unknown("timeout"), "answer"))
        .Then(new LegLeftInDoubt(Leg1, "timeout"));

    [Fact]
    public void Doubt_is_not_ended_by_more_doubt() => Given(Prepared(), Started, new LegLeftInDoubt(Leg1, "timeout"))
        .When(new RecordReply(Leg1, Id("0xabc"), new SubmitReply.Unknown("timeout"), "lookup"))
        .Then(new OrderVerdict.Known());

    [Fact]
    public void A_leg_in_doubt_is_never_sent_again() => Given(Prepared(), Started, new LegLeftInDoubt(Leg1, "timeout"))
        .When(new SubmitLeg(Leg1, Id("0xabc"), "c", false, Now))
        .Then(new OrderVerdict.Known());

    [Fact]
    public void A_certain_and_passing_refusal_may_be_tried_again() => Given(Prepared(), Started, new LegRejected(Leg1, "http_425", "restarting", true))
        .When(new SubmitLeg(Leg1, Id("0xabc"), "c", false, Now))
        .Then(Started);

    [Fact]
    public void A_final_refusal_may_not() => Given(Prepared(), Started, new LegRejected(Leg1, "bad_tick", "off", false))
        .When(new SubmitLeg(Leg1, Id("0xabc"), "c", false, Now))
        .Then(new OrderVerdict.Known());

    [Fact]
    public void An_answer_to_an_earlier_submission_says_nothing() => Given(Prepared(), Started, Accepted)
        .When(new RecordReply(Leg1, Id("0xabc"), new SubmitReply.Rejected("late", "late"), "answer"))
        .Then(new OrderVerdict.Known());

    [Fact]
    public void Fills_are_told_once_and_settle_once()
    {
        var matched = new ReportedFill("t1", Micro(40_000_000), At(6400), Usd(25_600_000), FillState.Matched, null);
        Given(Prepared(), Started, Accepted).When(new RecordProgress(Leg1, [matched], null, ""))
            .Then(new LegFilled(Leg1, "t1", Micro(40_000_000), At(6400), Usd(25_600_000), false));
        var told = new LegFilled(Leg1, "t1", Micro(40_000_000), At(6400), Usd(25_600_000), false);
        Given(Prepared(), Started, Accepted, told).When(new RecordProgress(Leg1, [matched], null, "")).Then(new OrderVerdict.Known());
        Given(Prepared(), Started, Accepted, told).When(new RecordProgress(Leg1, [matched with { State = FillState.Settled, TransactionHash = "0x1" }], null, ""))
            .Then(new LegSettled(Leg1, "t1", "0x1"));
        Given(Prepared(), Started, Accepted, told).When(new RecordProgress(Leg1, [matched with { State = FillState.Failed }], null, ""))
            .Then(new LegReversed(Leg1, "t1", "The venue reversed the fill."));
    }

    [Fact]
    public void A_reversal_takes_the_fill_out_of_the_sum()
    {
        var view = Fold([Prepared(), Started, Accepted, new LegFilled(Leg1, "t1", Micro(100_000_000), At(6400), Usd(64_000_000), false), new LegReversed(Leg1, "t1", "x")])!;
        Assert.Equal(LegStatus.Accepted, view.Legs[0].Status);
        Assert.Equal(Shares.None, view.Legs[0].FilledShares);
        Assert.Equal("submitted", view.Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_order_whose_every_fill_failed_is_not_filled(bool told)
    {
        // The venue matched it, and the chain took all of it back; whether the match was recorded before makes no difference.
        OrderEvent[] before = told
            ? [Prepared(), Started, Accepted, new LegFilled(Leg1, "t1", Micro(100_000_000), At(6400), Usd(64_000_000), false), new LegCompleted(Leg1)]
            : [Prepared(), Started, Accepted];
        var failed = new ReportedFill("t1", Micro(100_000_000), At(6400), Usd(64_000_000), FillState.Failed, null);
        var decision = OrderDecider.Decide(new RecordProgress(Leg1, [failed], LegEnd.Failed, "gone"), Fold(before));
        OrderEvent[] expected = told ? [new LegReversed(Leg1, "t1", "The venue reversed the fill."), new LegRejected(Leg1, "failed", "gone", false)]
            : [new LegRejected(Leg1, "failed", "gone", false)];
        Assert.Equal(expected, decision.Events);
        var after = Fold([.. before, .. decision.Events])!;
        Assert.Equal((LegStatus.Rejected, Shares.None), (after.Legs[0].Status, after.Legs[0].FilledShares));
        Assert.False(after.IsOpen);
        Assert.Empty(OrderDecider.Decide(new RecordProgress(Leg1, [failed], LegEnd.Failed, "gone"), after).Events);
    }

    [Fact]
    public void A_leg_that_arrived_after_all_is_told_as_there()
    {
        var fill = new ReportedFill("t1", Micro(100_000_000), At(6400), Usd(64_000_000), FillState.Matched, null);
        Given(Prepared(), Started, new LegRejected(Leg1, "never_arrived", "The venue does not have the order.", false))
            .When(new RecordProgress(Leg1, [fill], null, ""))
            .Then(new LegAccepted(Leg1, Id("0xabc"), SubmitState.Resting, "lookup"), new LegFilled(Leg1, "t1", Micro(100_000_000), At(6400), Usd(64_000_000), false));
    }

    [Fact]
    public void Kalshi_legs_say_why_they_cannot_be_cancelled() => Given(Prepared(Leg2), new LegSubmissionStarted(Leg2, Id("5x"), "c", false))
        .When(new CancelLeg(Leg2, VenueDialects.Of(Venue.Kalshi).NotCancellable)).Refused("not_cancellable");

    [Theory] // the venue says that it is over; of 100 shares so many are filled
    [InlineData(1_490_000, LegStatus.PartiallyFilled, "partial")]
    [InlineData(99_980_000, LegStatus.PartiallyFilled, "partial")]
    [InlineData(99_995_000, LegStatus.Filled, "filled")] // less than a hundredth of a share is left, which nobody can trade
    [InlineData(100_000_000, LegStatus.Filled, "filled")]
    public void An_amount_decides_what_a_leg_that_is_over_is_called(long micro, LegStatus expected, string order)
    {
        var fill = new ReportedFill("t1", Micro(micro), At(6400), Usd(micro * 64 / 100), FillState.Matched, null);
        var progress = new RecordProgress(Leg1, [fill], LegEnd.Completed, "matched");
        OrderEvent[] before = [Prepared(), Started, Accepted];
        var after = Fold([.. before, .. OrderDecider.Decide(progress, Fold(before)).Events])!;
        Assert.Equal((expected, order, true, false), (after.Legs[0].Status, after.Status, after.Legs[0].HasEnded, after.Legs[0].AmountUnknown));
        Assert.Empty(OrderDecider.Decide(progress, after).Events);
        var settled = Fold([.. before, .. OrderDecider.Decide(progress, Fold(before)).Events, new LegSettled(Leg1, "t1", null)])!;
        Assert.False(settled.IsOpen);
        Assert.Equal("not_cancellable", Assert.IsType<OrderVerdict.Refused>(OrderDecider.Decide(new CancelLeg(Leg1), settled).Verdict).Code);
    }

    [Fact]
    public void A_word_for_all_of_it_without_an_amount_ends_nothing()
    {
        var progress = new RecordProgress(Leg1, [], LegEnd.Completed, "matched");
        OrderEvent[] before = [Prepared(), Started, Accepted with { State = SubmitState.Matched }];
        Given(before).When(progress).Then(new OrderVerdict.Known());
        Assert.True(Fold(before)!.AmountUnknown);
    }

    [Fact]
    public void A_cancelled_leg_does_not_know_its_amount_until_the_venue_was_asked()
    {
        OrderEvent[] before = [Prepared(), Started, Accepted, new CancelRequested(Leg1), new LegCancelled(Leg1, "customer")];
        Assert.Equal((true, "cancelled"), (Fold(before)!.AmountUnknown, Fold(before)!.Status));

        // The venue says: nothing was filled.
        var none = OrderDecider.Decide(new RecordProgress(Leg1, [], LegEnd.Cancelled, "CANCELED"), Fold(before));
        Assert.Equal([new LegAmountConfirmed(Leg1)], none.Events);
        var after = Fold([.. before, .. none.Events])!;
        Assert.Equal((false, Shares.None), (after.AmountUnknown, after.Legs[0].FilledShares));
        Assert.Empty(OrderDecider.Decide(new RecordProgress(Leg1, [], LegEnd.Cancelled, "CANCELED"), after).Events);

        // Or: some of it was.
        var fill = new ReportedFill("t1", Micro(7_796_875), At(3600), Usd(2_806_875), FillState.Matched, null);
        var some = OrderDecider.Decide(new RecordProgress(Leg1, [fill], LegEnd.Cancelled, "CANCELED"), Fold(before));
        after = Fold([.. before, .. some.Events])!;
        Assert.Equal((false, Micro(7_796_875), Usd(2_806_875), "cancelled"), (after.AmountUnknown, after.Legs[0].FilledShares, after.Legs[0].FilledNotional, after.Status));
    }

    [Theory] // legs: p prepared, s submitting, u unknown, a accepted, h partially filled, f filled, r rejected, c cancelled, x expired
    [InlineData("p", "prepared")]
    [InlineData("pr", "prepared")]
    [InlineData("s", "submitted")]
    [InlineData("u", "submitted")]
    [InlineData("au", "submitted")]
    [InlineData("ar", "partial")]
    [InlineData("ap", "partial")]
    [InlineData("fr", "partial")]
    [InlineData("ff", "filled")]
    [InlineData("fa", "submitted")]
    [InlineData("fh", "submitted")]
    [InlineData("cc", "cancelled")]
    [InlineData("cx", "cancelled")]
    [InlineData("fc", "partial")]
    [InlineData("rr", "rejected")]
    public void Order_status(string legs, string expected) => Assert.Equal(expected, OrderView.StatusOf([.. legs.Select(l => new LegView
    {
        Prepared = Leg(Leg1),
        Status = l switch
        {
            'p' => LegStatus.Prepared, 's' => LegStatus.Submitting, 'u' => LegStatus.Unknown, 'a' => LegStatus.Accepted,
            'h' => LegStatus.PartiallyFilled, 'f' => LegStatus.Filled, 'r' => LegStatus.Rejected, 'c' => LegStatus.Cancelled, _ => LegStatus.Expired,
        },
    })]));

    private static Scene Given(params OrderEvent[] events) => new(events);

    private sealed class Scene(OrderEvent[] events)
    {
        private OrderDecision? _decision;

        public Scene When(OrderCommand command)
        {
            _decision = OrderDecider.Decide(command, Fold(events));
            return this;
        }

        public void Then(params OrderEvent[] expected) => Assert.Equal(expected, _decision!.Events);

        public void Then(OrderVerdict verdict)
        {
            Assert.Empty(_decision!.Events);
            Assert.Equal(verdict, _decision.Verdict);
        }

        public void Refused(string code)
        {
            Assert.Empty(_decision!.Events);
            Assert.Equal(code, Assert.IsType<OrderVerdict.Refused>(_decision.Verdict).Code);
        }
    }
}
