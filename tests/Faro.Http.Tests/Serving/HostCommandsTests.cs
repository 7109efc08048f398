using Faro.Http.Hosting;
using Microsoft.Extensions.Configuration;

namespace Faro.Http.Tests.Serving;

/// <summary>Wolverine's own <c>describe</c> prints the host's configuration.</summary>
public sealed class HostCommandsTests
{
    [Fact]
    public void What_a_command_may_print_holds_no_secret()
    {
        var whole = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Faro"] = "Host=x;Password=marker",
            ["ADMIN_SECRET"] = "marker",
            ["CRON_SECRET"] = "marker",
            ["PATH"] = "marker",
            ["Faro:Judge:ApiKey"] = "marker",
            ["Venues:Live:Kalshi:SolanaRpcUrl"] = "https://node/?api-key=marker",
            ["Faro:Schema"] = "faro",
            ["Logging:LogLevel:Default"] = "Information",
        }).Build();
        var shown = HostCommands.Printable(whole).AsEnumerable().Where(s => s.Value is not null).ToDictionary();
        Assert.DoesNotContain("marker", string.Join(' ', shown.Values), StringComparison.Ordinal);
        Assert.Equal(["Faro:Schema", "Logging:LogLevel:Default"], shown.Keys.Order());
    }
}
