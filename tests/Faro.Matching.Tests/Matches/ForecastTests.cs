using Faro.Ingest;
using Faro.Log;
using Faro.Matching.Judging;
using Faro.Matching.Matches;
using Faro.Testing;

namespace Faro.Matching.Tests.Matches;

/// <summary>A dry run tells what a run would do, or would have done then, and leaves no trace.</summary>
public sealed class ForecastTests : OneQuestion
{
    [Fact]
    public async Task What_a_run_would_link_is_what_the_run_links()
    {
        await List(Poly, Kal, Fore);
        var said = await Try();
        Assert.Equal(["link", "link", "link"], said.Changes.Select(c => Assert.Single(c.Kinds)));
        Assert.All(said.Changes, c => Assert.Null(c.Before));
        var run = await Runner.Run("test");
        Assert.Equal((run.Counts!.Judged, run.Counts.Linked), (said.Counts.Judged, said.Counts.Linked));
        foreach (var (id, after) in said.Changes.Select(c => (c.Pair, c.After)))
        {
            var view = Assert.Single(await Matches.Views([id], default));
            Assert.Equal((after.Confidence, after.State, after.EventId, after.Reasoning), (view.Confidence, view.State, view.EventId, view.Reasoning));
        }

        var nothing = await Try();
        Assert.Empty(nothing.Changes);
        Assert.Equal(3, nothing.Counts.Judged); // the built-in judge judged them all again
    }

    [Fact]
    public async Task An_edit_shows_before_a_run_and_the_past_stays_what_it_was()
    {
        await List(Poly, Kal);
        var listed = await Log.HighestSequence();
        await Runner.Run("test");
        var linked = await Log.HighestSequence();
        await Append(Kal, 1, Terms(Rules.Replace("150,000", "175,000", StringComparison.Ordinal)));
        var change = Assert.Single((await Try()).Changes);
        Assert.Equal(["unlink", "polarity", "confidence", "findings"], change.Kinds); // what is refuted has no polarity
        Assert.Equal(("linked", "refused"), (change.Before!.State, change.After.State));
        Assert.Contains(MatchChange.FindingsOf(change.After), f => f.StartsWith("veto threshold: ", StringComparison.Ordinal));

        Assert.Equal("link", Assert.Single(Assert.Single((await Try(listed)).Changes).Kinds));
        Assert.Empty((await Try(linked)).Changes);
        await Runner.Run("test");
        Assert.Empty((await Try()).Changes);
        Assert.Equal("link", Assert.Single(Assert.Single((await Try(listed)).Changes).Kinds));
    }

    [Fact]
    public async Task A_judge_that_changed_without_a_new_version_is_told_apart()
    {
        await List(Poly, Kal);
        await Runner.Run("test");
        var pair = PairIds.Of(Poly, Kal);
        VerdictReached? verdict = null;
        foreach (var e in await Log.ReadStream(PairIds.StreamOf(pair)))
            verdict = e.Data as VerdictReached ?? verdict;
        await Log.Append(PairIds.StreamOf(pair), verdict! with { Confidence = 0.99m });
        await World.Seen();
        var said = await Try();
        Assert.Equal(["confidence"], Assert.Single(said.Changes).Kinds);
        Assert.Equal(1, said.SameVersion);
    }

    [Fact]
    public async Task A_model_is_not_asked_and_what_only_it_can_decide_stays()
    {
        await List(Poly, Kal);
        await Runner.Run("test"); // judged by the rules: the model would judge it again
        var asked = 0;
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        _ = listener.AcceptTcpClientAsync().ContinueWith(t => { if (t.IsCompletedSuccessfully) Interlocked.Increment(ref asked); }, TaskScheduler.Default);
        var options = new LlmJudgeOptions { BaseUrl = new Uri($"http://127.0.0.1:{((System.Net.IPEndPoint)listener.LocalEndpoint).Port}/v1"), Model = "some-model" };
        var said = await Try(null, options);
        Assert.Equal((0, 1), (said.Changes.Count, said.Counts.Deferred));
        // A hard fact needs no model.
        await Append(Kal, 1, Terms(Rules.Replace("150,000", "175,000", StringComparison.Ordinal)));
        said = await Try(null, options);
        Assert.Equal("unlink", Assert.Single(said.Changes).Kinds[0]);
        Assert.Equal(0, asked);
    }

    /// <summary>A dry run that must leave the log as it was.</summary>
    private async Task<MatchDifference> Try(long? sequence = null, LlmJudgeOptions? options = null)
    {
        var before = await Log.HighestSequence();
        var found = await new MatchForecast(Log, options ?? new LlmJudgeOptions(), TimeProvider.System).Run(sequence, askModel: false);
        Assert.Equal(before, await Log.HighestSequence());
        return found;
    }
}
