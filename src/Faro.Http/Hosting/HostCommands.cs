using System.Text.RegularExpressions;
using JasperFx;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Faro.Http.Hosting;

/// <summary>Marten's and Wolverine's own commands on this host. Nothing is started unless the command requires it.</summary>
public static partial class HostCommands
{
    /// <summary>Runs a command such as <c>describe</c>; its exit code.</summary>
    /// <param name="args">The command and its options.</param>
    /// <param name="configure">Applied last to settings and services.</param>
    public static async Task<int> Run(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = FaroHttp.CreateBuilder([], configure);
        // 'describe' prints the host's whole configuration, secrets and the database's password included. It gets only what may be shown.
        builder.Services.Replace(ServiceDescriptor.Singleton(FaroHttpOptions.From(builder.Configuration)));
        builder.Services.Replace(ServiceDescriptor.Singleton<IConfiguration>(Printable(builder.Configuration)));
        await using var app = builder.Build().MapFaroHttp();
        return await app.RunJasperFxCommands(args);
    }

    /// <summary>Faro's own settings and the log levels; values whose names look secret are left out.</summary>
    internal static IConfigurationRoot Printable(IConfiguration configuration) => new ConfigurationBuilder()
        .AddInMemoryCollection(configuration.AsEnumerable()
            .Where(s => (s.Key.StartsWith("Faro:", StringComparison.OrdinalIgnoreCase) || s.Key.StartsWith("Logging:", StringComparison.OrdinalIgnoreCase))
                && !SecretName().IsMatch(s.Key)))
        .Build();

    [GeneratedRegex("secret|password|passphrase|key|token|credential|connection|url", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();
}
