using System.Net;
using System.Text.RegularExpressions;
using Faro.Testing;

namespace Faro.Http.Tests.Operations;

/// <summary>The guide shows programs that are compiled and run elsewhere, word for word, and names only what there is.</summary>
public sealed partial class GuideTests
{
    private static readonly string Guide = File.ReadAllText(RepositoryRoot.File("src", "Faro.Http", "Docs", "guide.html"));

    [Fact]
    public void Its_programs_are_the_examples()
    {
        var shown = Program().Matches(Guide);
        Assert.Equal(2, shown.Count);
        foreach (Match one in shown)
            Assert.Equal(File.ReadAllText(RepositoryRoot.File(one.Groups[1].Value.Split('/'))).TrimEnd('\n'), WebUtility.HtmlDecode(one.Groups[2].Value));
    }

    [Fact]
    public void It_sends_nobody_anywhere_else() =>
        Assert.Equal([], Address().Matches(Guide).Select(m => m.Value).Where(a => a != "http://127.0.0.1:8080").Distinct());

    [Fact]
    public void The_links_of_the_list_lead_to_its_headings() =>
        Assert.Equal(Heading().Matches(Guide).Select(m => m.Groups[1].Value), Link().Matches(Guide).Select(m => m.Groups[1].Value));

    [Fact]
    public void Every_tool_that_llms_txt_names_exists() => Assert.Equal(
        [],
        Tool().Matches(File.ReadAllText(RepositoryRoot.File("src", "Faro.Http", "Docs", "llms.txt")).Split("Tools:")[1].Split("There is no tool")[0]).Select(m => m.Value)
            .Except(Http.Mcp.ToolList.All.Select(t => t.Name)));

    [GeneratedRegex("<code data-file=\"([^\"]+)\">(.*?)</code>", RegexOptions.Singleline)]
    private static partial Regex Program();

    [GeneratedRegex("https?://[a-z0-9.:]+")]
    private static partial Regex Address();

    [GeneratedRegex("<h2 id=\"([^\"]+)\"")]
    private static partial Regex Heading();

    [GeneratedRegex("<li><a href=\"#([^\"]+)\"")]
    private static partial Regex Link();

    [GeneratedRegex("[a-z]+(_[a-z]+)+")]
    private static partial Regex Tool();
}
