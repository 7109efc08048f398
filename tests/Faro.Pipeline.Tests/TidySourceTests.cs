namespace Faro.Pipeline.Tests;

/// <summary>The house rules, read off the source. Each rule is first shown to find what it looks for.</summary>
public sealed class TidySourceTests
{
    [Theory]
    [InlineData("src/Faro.Orders/OrderView.cs", true)]
    [InlineData("src/Faro.Orders/OrderDecider.cs", true)]
    [InlineData("src/Faro.Ingest/MarketEvents.cs", true)]
    [InlineData("src/Faro.Orders/Routing/Planner.cs", true)]
    [InlineData("src/Faro.Clob/Engine/Book.cs", true)]
    [InlineData("src/Faro.Orders/Submitting/Submitter.cs", false)]
    [InlineData("tests/Faro.Orders.Tests/Routing/PlannerTests.cs", false)]
    public void Pure_files_are_known_by_their_names(string path, bool pure) => Assert.Equal(pure, TidySource.IsPure(path));

    [Theory]
    [InlineData("var t = DateTimeOffset.UtcNow;", true)]
    [InlineData("var id = Guid.NewGuid();", true)]
    [InlineData("var r = new Random(7);", true)]
    [InlineData("var t = clock.GetUtcNow(); // not DateTime.UtcNow", false)]
    public void Clocks_ids_and_luck_are_found(string line, bool found) => Assert.Equal(found, TidySource.ImpureLines(line).Any());

    [Theory]
    [InlineData("double price = 0.5;", true)]
    [InlineData("public float SizeUsd { get; }", true)]
    [InlineData("double similarity = 0.5;", false)]
    [InlineData("decimal price = 1; // never a double", false)]
    public void Floating_money_is_found(string line, bool found) => Assert.Equal(found, TidySource.FloatingMoneyLines(line).Any());

    [Theory]
    [InlineData("try { } catch { throw; }", true)]
    [InlineData("try { } catch (Exception) { }", true)]
    [InlineData("try { } catch (Exception e) when (e is IOException) { /* why */ }", false)]
    [InlineData("try { } catch (IOException) { /* why */ }", false)]
    [InlineData("try { } catch (Exception) { undo(); throw; }", false)]
    public void Swallowed_exceptions_are_found(string text, bool found) => Assert.Equal(found, TidySource.SwallowedExceptions(text).Any());

    [Theory]
    [InlineData("src/Faro.Orders/OrderQueries.cs", "$\"select data from {schema}.mt_events where id = $1\"", true)]
    [InlineData("src/Faro.Proofs/Sealing/SealQueries.cs", "join faro.MT_STREAMS s on true", true)]
    [InlineData("src/Faro.Log/Stored/StoredRows.cs", "from {schema}.mt_events", false)]
    [InlineData("src/Faro.Orders/OrderQueries.cs", "// past mt_events", false)]
    [InlineData("src/Faro.Orders/OrderQueries.cs", "from {schema}.mt_event_progression", false)]
    public void Statements_on_the_tables_of_the_log_are_found(string path, string line, bool found) =>
        Assert.Equal(found, TidySource.LogTableLines(path, line).Any());

    [Theory]
    [InlineData("src/a.cs", "var p = \"/wor" + "k/main\";", true)]
    [InlineData("src/a.cs", "var p = \"../shar" + "ed/x\";", true)]
    [InlineData("tests/a.cs", "// FARO_SHARED or ../shar" + "ed beside the repository", false)]
    [InlineData("src/a.cs", "GET /api/v1/work/items", false)]
    public void Paths_of_one_machine_are_found(string path, string line, bool found) =>
        Assert.Equal(found, TidySource.MachinePaths(path, line).Any());

    [Theory]
    [InlineData("order_prepared", true)]
    [InlineData("order_prepared_v2", true)]
    [InlineData("OrderPrepared", false)]
    [InlineData("order.prepared", false)]
    [InlineData("order__prepared", false)]
    public void Event_names_are_lower_snake_case(string name, bool good) => Assert.Equal(good, TidySource.IsEventName(name));

    [Fact]
    public void Pure_code_has_no_clock_no_new_ids_and_no_luck() => None(
        from file in Source()
        where TidySource.IsPure(file.Path)
        from line in TidySource.ImpureLines(file.Text)
        select $"{file.Path}: {line}");

    [Fact]
    public void Money_is_never_floating() => None(
        from file in Source()
        from line in TidySource.FloatingMoneyLines(file.Text)
        select $"{file.Path}: {line}");

    [Fact]
    public void No_exception_is_swallowed() => None(
        from file in Source()
        where !file.Path.Contains("/Internal/Generated/", StringComparison.Ordinal) // Wolverine's own words: it throws again what it caught
        from found in TidySource.SwallowedExceptions(file.Text)
        select $"{file.Path}: {found}");

    [Fact]
    public void Only_the_log_names_its_tables()
    {
        var files = Source();
        Assert.Contains(files, f => f.Path.StartsWith("src/Faro.Log/", StringComparison.Ordinal) && f.Text.Contains("mt_events", StringComparison.Ordinal));
        None(
            from file in files
            from line in TidySource.LogTableLines(file.Path, file.Text)
            select $"{file.Path}: {line}");
    }

    [Fact]
    public void Nothing_is_left_unfinished() => None(
        from file in Source()
        from line in TidySource.UnfinishedLines(file.Text)
        select $"{file.Path}: {line}");

    [Fact]
    public void A_file_is_one_room() => None(
        from file in Source()
        let lines = file.Text.Count(c => c == '\n')
        where lines > TidySource.MaxLines
        select $"{file.Path}: {lines} lines");

    [Fact]
    public void No_file_names_a_folder_of_one_machine() => None(
        from file in TidySource.Files(["src", "tools", "tests", "bench", "docs", "examples"], ".cs", ".csproj", ".md", ".json", ".sql", ".sh", ".html", ".js", ".ts", ".yaml")
        where !file.Path.EndsWith("packages.lock.json", StringComparison.Ordinal)
        from line in TidySource.MachinePaths(file.Path, file.Text)
        select $"{file.Path}: {line[..Math.Min(line.Length, 200)]}");

    private static List<TidySource.SourceFile> Source()
    {
        var files = TidySource.Files(["src"], ".cs").ToList();
        Assert.NotEmpty(files); // a rule over nothing would always hold
        return files;
    }

    private static void None(IEnumerable<string> findings) =>
        Assert.True(!findings.Any(), string.Join('\n', findings.Prepend("Found:")));
}
