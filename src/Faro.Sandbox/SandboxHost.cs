using System.IO.Compression;
using System.Net;
using Faro.Sandbox.Admin;
using Faro.Sandbox.BuiltIn;
using Faro.Sandbox.Faults;
using Faro.Sandbox.Foresight;
using Faro.Sandbox.Kalshi;
using Faro.Sandbox.Kalshi.Solana;
using Faro.Sandbox.Mirroring;
using Faro.Sandbox.Polymarket;
using Faro.Sandbox.Recorded;
using Faro.Sandbox.Serving;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Faro.Sandbox;

/// <summary>The venue twins, served on loopback: one process, one listener for each host that a venue has.</summary>
public sealed class SandboxHost : IAsyncDisposable
{
    private const string ServiceKey = "faro.sandbox.service";
    private readonly WebApplication _app;
    private readonly ForesightClob? _clob;
    private readonly LiveMirror? _mirror;

    private SandboxHost(
        WebApplication app, ForesightClob? clob, LiveMirror? mirror, SandboxAddresses addresses, CatalogReport report, SandboxCatalog catalog, SandboxTrading trading,
        FaultBoard faults, SubmissionLog submissions)
    {
        _app = app;
        _clob = clob;
        _mirror = mirror;
        Addresses = addresses;
        Report = report;
        Catalog = catalog;
        Trading = trading;
        Faults = faults;
        Submissions = submissions;
    }

    /// <summary>Where the twins listen.</summary>
    public SandboxAddresses Addresses { get; }

    /// <summary>What they serve.</summary>
    public CatalogReport Report { get; }

    /// <summary>What became of each catalog file's markets in the walks so far, by file name; empty when no file is served.</summary>
    public IReadOnlyList<CatalogUse> Uses() =>
    [
        .. Catalog.Polymarket.Reading().Concat(Catalog.Kalshi.Reading())
            .Where(m => m.Market.File is not null)
            .GroupBy(m => m.Market.File!, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new CatalogUse(
                g.Key, g.Count(), g.Count(m => m.Read && !m.Market.Facts.Closed), g.Count(m => m.Read && m.Market.Facts.Closed), g.Count(m => !m.Read))),
    ];

    /// <summary>Edits of what they serve.</summary>
    public SandboxCatalog Catalog { get; }

    /// <summary>Test money and books.</summary>
    public SandboxTrading Trading { get; }

    /// <summary>Their misbehaviours.</summary>
    public FaultBoard Faults { get; }

    /// <summary>How many sockets of Polymarket's market channel are open.</summary>
    public int MarketSockets => Streams.Open;

    /// <summary>How many books they follow, each socket's counted.</summary>
    public int MarketSubscriptions => Trading.PolymarketBooks.Watchers;

    private MarketChannel Streams { get; init; } = null!;

    /// <summary>The order requests that arrived, when <see cref="SandboxOptions.KeepSubmissions"/> is set.</summary>
    public SubmissionLog Submissions { get; }

    /// <summary>Loads the catalog and starts every twin. Throws <see cref="DirectoryNotFoundException"/> when the catalog directory is missing.</summary>
    public static async Task<SandboxHost> StartAsync(SandboxOptions options, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var (content, report) = Load(options);
        var catalog = SandboxCatalog.From(content, options.MultiplyTo);
        report = report with
        {
            PolymarketMarkets = catalog.Polymarket.MarketRows,
            KalshiMarkets = catalog.Kalshi.MarketRows,
            ForesightMarkets = catalog.Foresight.MarketRows,
            KalshiParlays = Math.Max(options.Parlays, content.Parlays.Count),
        };
        var faults = new FaultBoard(options.Clock);
        var submissions = new SubmissionLog(options.KeepSubmissions, options.Clock);
        var trading = new SandboxTrading(catalog, options, faults);
        var foresight = new ForesightTwin(catalog.Foresight, options.ForesightChainId, options.Clock);
        var clob = options.ForesightPostgres is { } postgres
            ? await ForesightClob.Start(postgres, options.FirstPort == 0 ? 0 : options.FirstPort + 9, catalog.Foresight, foresight, faults, submissions, ct)
            : null;
        trading.Foresight = clob;
        var mirror = options.Mirror is { } live ? new LiveMirror(live, catalog, trading, options.Clock) : null;
        if (mirror is not null && clob is not null)
            clob.BeforeEach = http => mirror.Pass(http, foresight);
        var clobTwin = new ClobTwin(catalog.Polymarket, trading.PolymarketBooks, trading.Exchange, trading.Keys, faults, options.Clock, streams: mirror is null);
        TwinService[] services =
        [
            new GammaTwin(catalog.Polymarket),
            clobTwin,
            new DataTwin(catalog.Polymarket, trading.Exchange, trading.PolymarketBooks),
            new DFlowTwin(catalog.Kalshi, trading.KalshiBooks, trading.Chain, faults),
            new KalshiTwin(catalog.Kalshi, new Parlays(content.Parlays, options.Parlays), trading.KalshiBooks, faults),
            new JupiterTwin(trading.Chain, faults),
            new SolanaRpcTwin(trading.Chain, faults),
            foresight,
            new AdminRoutes(catalog, trading, faults, report),
        ];
        var (app, listeners) = Build(options, services, faults, submissions, mirror);
        await app.StartAsync(ct);
        Uri At(int i) => new($"http://127.0.0.1:{listeners[i].IPEndPoint!.Port}/");
        var addresses = new SandboxAddresses
        {
            Gamma = At(0),
            Clob = At(1),
            Data = At(2),
            DFlow = At(3),
            Kalshi = At(4),
            Jupiter = At(5),
            SolanaRpc = At(6),
            Foresight = clob?.Address ?? At(7),
            Admin = At(8),
        };
        return new SandboxHost(app, clob, mirror, addresses, report, catalog, trading, faults, submissions) { Streams = clobTwin.Channel };
    }

    /// <summary>Stops listening; open requests get a moment to end.</summary>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
        if (_clob is not null)
            await _clob.DisposeAsync();
        _mirror?.Dispose();
    }

    private static (CatalogContent, CatalogReport) Load(SandboxOptions options)
    {
        if (options.Mirror is not null)
            return (new CatalogContent([], [], [], []), new CatalogReport([], 0, 0, 0, 0, ["The sandbox mirrors the live venues: a market opens there at its first use."]));
        var builtIn = BuiltInCatalog.Content;
        if (options.CatalogDirectory is not { } directory)
            return (builtIn, new CatalogReport([], 0, 0, 0, 0, ["The catalog is the built-in one."]));
        var (content, files) = RecordedCatalog.Load(directory);
        List<string> notes = ["Foresight has no recorded catalog, so its markets are the built-in ones."];
        if (content.Polymarket.Count == 0)
            notes.Add("The folder holds no Polymarket catalog, so its markets are the built-in ones.");
        if (content.Kalshi.Count == 0)
            notes.Add("The folder holds no Kalshi catalog, so its markets are the built-in ones.");
        var filled = content with
        {
            Polymarket = content.Polymarket.Count > 0 ? content.Polymarket : builtIn.Polymarket,
            Kalshi = content.Kalshi.Count > 0 ? content.Kalshi : builtIn.Kalshi,
            Foresight = builtIn.Foresight,
        };
        return (filled, new CatalogReport(files, 0, 0, 0, 0, notes));
    }

    private static (WebApplication App, List<ListenOptions> Listeners) Build(
        SandboxOptions options, TwinService[] services, FaultBoard faults, SubmissionLog submissions, LiveMirror? mirror)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = typeof(SandboxHost).Assembly.GetName().Name });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, OwnedLifetime>();
        builder.Services.AddResponseCompression(c =>
        {
            c.Providers.Add<GzipCompressionProvider>();
            c.MimeTypes = ["application/json"];
        });
        builder.Services.Configure<GzipCompressionProviderOptions>(g => g.Level = CompressionLevel.Fastest);
        var listeners = new List<ListenOptions>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1 << 20;
            for (var i = 0; i < services.Length; i++)
            {
                var service = services[i];
                kestrel.Listen(IPAddress.Loopback, options.FirstPort == 0 ? 0 : options.FirstPort + i, listen =>
                {
                    // The connection carries its host: paths overlap between the venues' hosts, ports are not known yet.
                    listen.Use(next => connection =>
                    {
                        connection.Items[ServiceKey] = service;
                        return next(connection);
                    });
                    listeners.Add(listen);
                });
            }
        });
        var app = builder.Build();
        app.UseResponseCompression();
        app.UseWebSockets();
        app.Run(async http =>
        {
            var service = (TwinService)http.Features.GetRequiredFeature<IConnectionItemsFeature>().Items[ServiceKey]!;
            await submissions.Note(service.Venue, http);
            if (await TransportFaults.Pass(http, service, faults) && (mirror is null || await mirror.Pass(http, service)))
                await service.Handle(http);
        });
        return (app, listeners);
    }
}
