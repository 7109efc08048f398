using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Faro.Testing;

namespace Faro.Pipeline.Tests;

/// <summary>Who may see whom: the arrows of the architecture, read off the project files.</summary>
public sealed partial class TidyProjectTests
{
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Faro.Log"] = [],
        ["Faro.Venues"] = ["Faro.Signing"],
        ["Faro.Signing"] = [],
        ["Faro.EmbeddedPostgres"] = [],
        ["Faro.Ingest"] = ["Faro.Log", "Faro.Venues"],
        ["Faro.Matching"] = ["Faro.Ingest"],
        ["Faro.Orders"] = ["Faro.Signing", "Faro.Matching"],
        ["Faro.Http"] = ["Faro.Orders", "Faro.Proofs"],
        ["Faro.Proofs"] = ["Faro.Log", "Faro.Signing"],
        ["Faro.Clob"] = ["Faro.Signing"],
        ["Faro.Sandbox"] = ["Faro.Clob"],
        ["Faro.Cli"] = ["Faro.EmbeddedPostgres", "Faro.Http", "Faro.Sandbox"],
        ["Faro.Codegen"] = ["Faro.Http"],
        ["Faro.Conformance"] = ["Faro.Clob", "Faro.Matching", "Faro.Orders"],
    };

    [Fact]
    public void The_projects_are_these_and_no_others() => Assert.Equal(Arrows.Keys.Order(), Projects().Keys.Order());

    [Fact]
    public void The_arrows_are_exactly_these()
    {
        foreach (var (project, references) in Projects())
            Assert.Equal($"{project} -> {string.Join(", ", Arrows[project].Order())}", $"{project} -> {string.Join(", ", references.Order())}");
    }

    [Fact]
    public void The_readme_shows_these_projects_and_arrows()
    {
        var rows = File.ReadLines(RepositoryRoot.File("README.md")).Select(l => Row().Match(l)).Where(m => m.Success)
            .ToDictionary(m => m.Groups["project"].Value, m => m.Groups["sees"].Value.Split(", ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.Equal(
            Arrows.Select(a => $"{a.Key} -> {string.Join(", ", a.Value.Select(s => s["Faro.".Length..]).Order())}").Order(),
            rows.Select(r => $"{r.Key} -> {string.Join(", ", r.Value.Order())}").Order());
    }

    [Fact]
    public void The_venue_twins_share_no_code_with_the_venue_clients()
    {
        // Two readings of one wire contract: only then does a test between them prove something.
        Assert.DoesNotContain("Faro.Venues", Reach("Faro.Sandbox"));
        Assert.DoesNotContain("Faro.Venues", Reach("Faro.Clob"));
        Assert.DoesNotContain("Faro.Sandbox", Reach("Faro.Http"));
        Assert.DoesNotContain("Faro.Log", Reach("Faro.Venues"));
    }

    [Fact]
    public void Only_Http_has_settings_files() =>
        Assert.All(
            TidySource.Files(["src"], ".json").Where(f => Path.GetFileName(f.Path).StartsWith("appsettings", StringComparison.Ordinal)),
            f => Assert.StartsWith("src/Faro.Http/", f.Path, StringComparison.Ordinal));

    [Fact]
    public void Event_names_are_unique_and_in_lower_snake_case()
    {
        var names = (
            from project in Arrows.Keys.Where(p => p is not ("Faro.Conformance" or "Faro.Codegen"))
            from type in Assembly.Load(project).GetTypes()
            from attribute in type.GetCustomAttributesData()
            where attribute.AttributeType.FullName == "Faro.Log.EventNameAttribute"
            select (Name: (string)attribute.ConstructorArguments[0].Value!, Type: type.FullName!)).ToList();
        Assert.All(names, n => Assert.True(TidySource.IsEventName(n.Name), $"{n.Type}: {n.Name}"));
        Assert.Equal([], names.GroupBy(n => n.Name).Where(g => g.Count() > 1).Select(g => string.Join(" and ", g)));
    }

    [GeneratedRegex(@"^\| `(?:tools/)?(?<project>Faro\.\w+)` \|(?<sees>[^|]*)\|")]
    private static partial Regex Row();

    private static Dictionary<string, List<string>> Projects() =>
        new[] { "src", "tools" }.SelectMany(f => Directory.EnumerateFiles(RepositoryRoot.File(f), "*.csproj", SearchOption.AllDirectories)).ToDictionary(
            path => Path.GetFileNameWithoutExtension(path),
            path => XDocument.Load(path).Descendants("ProjectReference")
                .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/'))).ToList());

    private static HashSet<string> Reach(string project)
    {
        var projects = Projects();
        var seen = new HashSet<string>();
        var next = new Stack<string>(projects[project]);
        while (next.TryPop(out var name))
            if (seen.Add(name)) projects[name].ForEach(next.Push);
        return seen;
    }
}
