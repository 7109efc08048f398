using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Faro.Clob.Engine;
using Faro.Clob.Journal;
using Faro.Clob.Venue;
using Faro.Signing;
using Faro.Signing.TypedData;

namespace Faro.Clob.Http;

/// <summary>What at a real venue its chain and its operators do (section 16). Behind the admin secret, in sandbox mode only.</summary>
internal static class SandboxEndpoints
{
    private const long SandboxChain = 31_337;
    private static readonly TimeSpan LoginLife = TimeSpan.FromMinutes(5);

    public static void Map(IEndpointRouteBuilder app)
    {
        RouteGroupBuilder group = app.MapGroup("/sandbox/v1");
        group.AddEndpointFilter(async (invocation, next) =>
        {
            RequireAdmin(invocation.HttpContext);
            return await next(invocation);
        });
        group.MapPost("/markets", ListMarket);
        group.MapPost("/markets/{condition_id}/status", (HttpContext c, VenueWriter w) => MoveMarket(c, w, resolve: false));
        group.MapPost("/markets/{condition_id}/resolve", (HttpContext c, VenueWriter w) => MoveMarket(c, w, resolve: true));
        group.MapPost("/faucet", Faucet);
        group.MapPost("/sessions", OpenSession);
        group.MapPost("/split", (HttpContext c, VenueWriter w) => ConvertPairs(c, w, Conversion.Split));
        group.MapPost("/merge", (HttpContext c, VenueWriter w) => ConvertPairs(c, w, Conversion.Merge));
        group.MapPost("/redeem", (HttpContext c, VenueWriter w) => ConvertPairs(c, w, Conversion.Redeem));
        group.MapPost("/nonces/raise", RaiseNonce);
        group.MapPost("/trades/{trade_id}/settle", SettleTrade);
        group.MapPost("/trades/{trade_id}/fail", FailTrade);
        group.MapPost("/clock/advance", AdvanceClock);
        group.MapPost("/faults", ArmFault);
        group.MapGet("/audit", Audit);
    }

    /// <summary>The text that a wallet signs to log in: who, where, when.</summary>
    public static string LoginMessage(EthAddress wallet, long issuedAt) =>
        string.Create(CultureInfo.InvariantCulture, $"Faro sandbox login\nwallet: {wallet}\nissued_at: {issuedAt}");

    private static void RequireAdmin(HttpContext context)
    {
        string secret = context.RequestServices.GetRequiredService<ClobOptions>().AdminSecret!;
        string given = context.Request.Headers["x-admin-secret"].ToString();
        if (given.Length == 0) throw new ClobProblem("AUTH_MISSING", "Send x-admin-secret.");
        if (!CryptographicOperations.FixedTimeEquals(Authenticator.HashOf(secret).Bytes, Authenticator.HashOf(given).Bytes))
            throw new ClobProblem("AUTH_INVALID", "The admin secret is wrong.");
    }

    private static async Task<IResult> ListMarket(HttpContext context, VenueWriter writer, TimeProvider clock)
    {
        SandboxBody body = await SandboxBody.Read(context);
        string question = body.Text("question") is { Length: > 0 and <= 1_000 } text ? text : throw ClobProblem.Invalid("question", "must have 1 to 1,000 characters");
        long chain = body.Integer("chain_id", 1, long.MaxValue) ?? SandboxChain;
        int decimals = (int)(body.Integer("decimals", 2, 18) ?? 18);
        Hash256 condition = body.Hash("condition_id") ?? new Hash256(RandomNumberGenerator.GetBytes(32));
        Hash256 Derived(string what) => Keccak256.Hash(Encoding.ASCII.GetBytes($"{what}:{condition}:{chain}"));
        string status = body.Text("status") ?? "OPEN";
        MarketListing listing = new()
        {
            ConditionId = condition,
            ChainId = chain,
            Question = question,
            Summary = body.Text("summary"),
            Rules = body.Text("rules"),
            IsClob = body.Text("model") is null or "CLOB",
            Decimals = decimals,
            FeeRateBps = (int)(body.Integer("fee_rate_bps", 0, 10_000) ?? 0),
            MinOrderSize = body.Units("min_order_size", decimals) ?? Pow10(decimals),
            YesToken = body.Uint256("yes_token") ?? Derived("yes"),
            NoToken = body.Uint256("no_token") ?? Derived("no"),
            CollateralToken = body.Address("collateral_token") ?? new EthAddress(Keccak256.Hash("sandbox collateral"u8).Bytes[12..]),
            Exchange = body.Address("ctf_exchange_address") ?? new EthAddress(Keccak256.Hash("sandbox exchange"u8).Bytes[12..]),
            ConditionalTokens = body.Address("conditional_tokens_address") ?? new EthAddress(Keccak256.Hash("sandbox tokens"u8).Bytes[12..]),
            EndsAtMs = body.Time("end_date"),
            Status = ParseStatus(status) is var s and not MarketStatus.Resolved ? s : throw ClobProblem.Invalid("status", "cannot begin resolved"),
            AutoSettle = body.Flag("auto_settle") ?? true,
            SelfTrade = (body.Text("self_trade") ?? "cancel_resting") switch
            {
                "cancel_resting" => SelfTradeMode.CancelResting,
                "cancel_incoming" => SelfTradeMode.CancelIncoming,
                "cancel_both" => SelfTradeMode.CancelBoth,
                _ => throw ClobProblem.Invalid("self_trade", "must be cancel_resting, cancel_incoming or cancel_both"),
            },
        };
        VenueOutcome outcome = await Run(writer, new VenueCommand.ListMarket(listing));
        MarketRecord market = writer.Views.MarketAt(((VenueOutcome.Listed)outcome).Market);
        lock (writer.Views.Gate) return Results.Json(Wire.Market(market), Wire.Json, statusCode: 201);
    }

    private static async Task<IResult> MoveMarket(HttpContext context, VenueWriter writer, bool resolve)
    {
        MarketRecord market = RequestReader.Market(context, writer.Views);
        SandboxBody body = await SandboxBody.Read(context);
        MarketStatus to = resolve ? MarketStatus.Resolved : ParseStatus(body.Text("status") ?? "");
        int? payout = resolve ? (int?)(body.Integer("payout_yes", 0, 100) ?? throw ClobProblem.Invalid("payout_yes", "is required")) : null;
        await Run(writer, new VenueCommand.MoveMarket(market.Market.Index, to, payout));
        lock (writer.Views.Gate) return Results.Json(Wire.Market(market), Wire.Json);
    }

    private static async Task<IResult> Faucet(HttpContext context, VenueWriter writer)
    {
        SandboxBody body = await SandboxBody.Read(context);
        MarketRecord market = body.Market(writer.Views);
        DepositAsset asset = (body.Text("asset") ?? "collateral") switch
        {
            "collateral" => DepositAsset.Collateral,
            "yes" => DepositAsset.Yes,
            "no" => DepositAsset.No,
            _ => throw ClobProblem.Invalid("asset", "must be collateral, yes or no"),
        };
        UInt128 amount = body.Units("amount", market.Decimals) ?? throw ClobProblem.Invalid("amount", "is required");
        await Run(writer, new VenueCommand.Deposit(body.Wallet(), market.Market.Index, asset, amount));
        return Ok();
    }

    private static async Task<IResult> OpenSession(HttpContext context, SandboxIssuer issuer, TimeProvider clock)
    {
        SandboxBody body = await SandboxBody.Read(context);
        EthAddress wallet = body.Wallet();
        long issuedAt = body.Integer("issued_at", 0, long.MaxValue / 2) ?? throw ClobProblem.Invalid("issued_at", "is required");
        long now = clock.GetUtcNow().ToUnixTimeSeconds();
        if (Math.Abs(now - issuedAt) > LoginLife.TotalSeconds) throw new ClobProblem("AUTH_INVALID", "The login message is too old.");
        byte[] message = Encoding.UTF8.GetBytes(LoginMessage(wallet, issuedAt));
        byte[] prefixed = [.. Encoding.ASCII.GetBytes($"\u0019Ethereum Signed Message:\n{message.Length}"), .. message];
        byte[] signature = Hex.TryDecode(body.Text("signature"), 256) ?? throw ClobProblem.Invalid("signature", "must be 0x and hexadecimal digits");
        SignatureFault fault = Secp256k1.RecoverAddress(Keccak256.Hash(prefixed), signature, out EthAddress signer, RecoveryByte.EthereumOrBare);
        if (fault != SignatureFault.None || signer != wallet) throw new ClobProblem("AUTH_INVALID", "The login message was not signed by this wallet.");
        return Results.Json(new { Token = issuer.Issue(wallet), ExpiresIn = 3_600 }, Wire.Json, statusCode: 201);
    }

    private static async Task<IResult> ConvertPairs(HttpContext context, VenueWriter writer, Conversion kind)
    {
        SandboxBody body = await SandboxBody.Read(context);
        MarketRecord market = body.Market(writer.Views);
        UInt128 size = kind == Conversion.Redeem ? UInt128.Zero
            : body.Units("size", market.Decimals) ?? throw ClobProblem.Invalid("size", "is required");
        VenueOutcome outcome = await Run(writer, new VenueCommand.Convert(body.Wallet(), market.Market.Index, kind, size));
        return outcome is VenueOutcome.Paid paid
            ? Results.Json(new { Paid = OrderText.FormatUnits(paid.Amount, market.Decimals) }, Wire.Json) : Ok();
    }

    private static async Task<IResult> RaiseNonce(HttpContext context, VenueWriter writer)
    {
        SandboxBody body = await SandboxBody.Read(context);
        await Run(writer, new VenueCommand.RaiseNonce(body.Wallet(), body.Uint256("nonce") ?? throw ClobProblem.Invalid("nonce", "is required")));
        return Ok();
    }

    private static async Task<IResult> SettleTrade(HttpContext context, VenueWriter writer)
    {
        SandboxBody body = await SandboxBody.Read(context);
        (int market, ulong trade) = FindTrade(context, writer.Views);
        await Run(writer, new VenueCommand.SettleTrade(market, trade, body.Text("tx_hash") is { Length: <= 100 } hash ? hash : null));
        return Ok();
    }

    private static async Task<IResult> FailTrade(HttpContext context, VenueWriter writer)
    {
        SandboxBody body = await SandboxBody.Read(context);
        Blame blame = body.Text("blame") switch
        {
            "maker" => Blame.Maker,
            "taker" or null => Blame.Taker,
            "both" => Blame.Both,
            _ => throw ClobProblem.Invalid("blame", "must be maker, taker or both"),
        };
        (int market, ulong trade) = FindTrade(context, writer.Views);
        await Run(writer, new VenueCommand.FailTrade(market, trade, blame));
        return Ok();
    }

    private static async Task<IResult> AdvanceClock(HttpContext context, VenueWriter writer, SandboxClock clock)
    {
        SandboxBody body = await SandboxBody.Read(context);
        clock.Advance(TimeSpan.FromSeconds(body.Integer("seconds", 0, 10 * 365 * 86_400L) ?? throw ClobProblem.Invalid("seconds", "is required")));
        await Run(writer, new VenueCommand.PassTime());
        return Results.Json(new { Timestamp = Wire.Time(clock.GetUtcNow().ToUnixTimeMilliseconds()) }, Wire.Json);
    }

    private static async Task<IResult> ArmFault(HttpContext context, Faults faults)
    {
        SandboxBody body = await SandboxBody.Read(context);
        string name = body.Text("name") ?? "";
        if (name == "none") faults.Disarm();
        else if (!Faults.Names.Contains(name)) throw ClobProblem.Invalid("name", $"must be none, {string.Join(", ", Faults.Names)}");
        else faults.Arm(name, (int)(body.Integer("times", 0, 1_000_000) ?? 1), (int)(body.Integer("delay_ms", 0, 60_000) ?? 0));
        return Ok();
    }

    /// <summary>Recomputes the ledger from the orders: an empty list means that it balances to the unit.</summary>
    private static async Task<IResult> Audit(VenueWriter writer) =>
        Results.Json(new { Wrong = await writer.Read(core => core.Engine.Audit()), writer.Views.OrderCount }, Wire.Json);

    private static (int Market, ulong Trade) FindTrade(HttpContext context, VenueViews views)
    {
        string id = context.Request.RouteValues["trade_id"]!.ToString()!;
        lock (views.Gate)
        {
            foreach (MarketRecord market in views.Markets)
            {
                if (id.StartsWith(market.TradePrefix, StringComparison.Ordinal)
                    && ulong.TryParse(id.AsSpan(market.TradePrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
                {
                    return (market.Market.Index, number);
                }
            }
        }

        throw new ClobProblem("NOT_FOUND", "There is no such trade.");
    }

    private static async Task<VenueOutcome> Run(VenueWriter writer, VenueCommand command) =>
        await writer.Execute(command) is var outcome && outcome is VenueOutcome.Refused refused
            ? throw new ClobProblem(refused.Code, refused.Message) : outcome;

    private static MarketStatus ParseStatus(string text) =>
        Enum.GetValues<MarketStatus>().Cast<MarketStatus?>().FirstOrDefault(s => Wire.Name(s!.Value) == text)
        ?? throw ClobProblem.Invalid("status", "must be SEEDING, OPEN, PAUSED or CLOSED");

    private static UInt128 Pow10(int decimals)
    {
        UInt128 value = UInt128.One;
        for (int i = 0; i < decimals; i++) value *= 10;
        return value;
    }

    private static IResult Ok() => Results.Json(new { Ok = true }, Wire.Json);
}

/// <summary>The small JSON bodies of the sandbox routes.</summary>
internal sealed class SandboxBody(JsonElement json)
{
    public static async Task<SandboxBody> Read(HttpContext context)
    {
        byte[] body = await RequestReader.Body(context);
        if (body.Length == 0) return new SandboxBody(default);
        using JsonDocument document = RequestReader.Parse(body);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? new SandboxBody(document.RootElement.Clone()) : throw ClobProblem.Invalid("body", "must be an object");
    }

    public string? Text(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        _ => throw ClobProblem.Invalid(name, "must be a string"),
    };

    public long? Integer(string name, long smallest, long largest) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt64(out long number) && number >= smallest && number <= largest => number,
        _ => throw ClobProblem.Invalid(name, $"must be an integer from {smallest} to {largest}"),
    };

    public bool? Flag(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw ClobProblem.Invalid(name, "must be true or false"),
    };

    public Hash256? Hash(string name) => Text(name) switch
    {
        null => null,
        var text when Hash256.TryParse(text, out Hash256 hash) => hash,
        _ => throw ClobProblem.Invalid(name, "must be 0x and 64 hexadecimal digits"),
    };

    public Hash256? Uint256(string name) => Text(name) switch
    {
        null => null,
        var text when AbiWord.TryParseUint(text, out Hash256 word) => word,
        _ => throw ClobProblem.Invalid(name, "must be a uint256"),
    };

    public EthAddress? Address(string name) => Text(name) switch
    {
        null => null,
        var text when EthAddress.TryParse(text, out EthAddress address) => address,
        _ => throw ClobProblem.Invalid(name, "must be 0x and 40 hexadecimal digits"),
    };

    public UInt128? Units(string name, int decimals) => Text(name) switch
    {
        null => null,
        var text when OrderText.ParseUnits(text, decimals, out UInt128 units) == TextError.None => units,
        _ => throw ClobProblem.Invalid(name, $"must be an amount with at most {decimals} decimals"),
    };

    public long? Time(string name) => Text(name) switch
    {
        null => null,
        var text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) =>
            time.ToUnixTimeMilliseconds(),
        _ => throw ClobProblem.Invalid(name, "must be an ISO 8601 time"),
    };

    public EthAddress Wallet() => Address("wallet") ?? throw ClobProblem.Invalid("wallet", "is required");

    public MarketRecord Market(VenueViews views)
    {
        Hash256 condition = Hash("condition_id") ?? throw ClobProblem.Invalid("condition_id", "is required");
        long chain = Integer("chain_id", 0, long.MaxValue) ?? throw ClobProblem.Invalid("chain_id", "is required");
        return views.Market(condition, chain) ?? throw new ClobProblem("NOT_FOUND", "There is no such market on this chain.");
    }

    private JsonElement? Find(string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value)
        && value.ValueKind != JsonValueKind.Null ? value : null;
}
