using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Faro.Http.Limits;
using Faro.Http.Serving;
using Faro.Venues;

namespace Faro.Http.Keys;

/// <summary>Admits a call, or refuses it: checks the caller, the budget and the scope, in this order.</summary>
public sealed class Gate
{
    private readonly KeyRing _ring;
    private readonly AddressLimits _addresses;
    private readonly SharedBudgets _shared;
    private readonly RollingWindow _admin;
    private readonly RollingWindow _cron;
    private readonly byte[]? _adminHash;
    private readonly byte[]? _cronHash;
    private readonly TimeProvider _clock;

    /// <summary>A gate with the secrets and budgets of the configuration.</summary>
    internal Gate(KeyRing ring, SharedBudgets shared, FaroHttpOptions options, TimeProvider clock)
    {
        _ring = ring;
        _shared = shared;
        _clock = clock;
        _addresses = new AddressLimits(options.AnonymousPerMinute, clock);
        _admin = new RollingWindow(options.OperatorPerMinute, clock);
        _cron = new RollingWindow(options.OperatorPerMinute, clock);
        _adminHash = HashOf(options.AdminSecret);
        _cronHash = HashOf(options.CronSecret);
    }

    /// <summary>Decides on a call; the headers of its budget are set either way.</summary>
    public ValueTask<(Caller? Caller, ApiError? Refused)> Enter(HttpContext http, Access access)
    {
        switch (access)
        {
            case Access.Probe:
                return new((Caller.Anonymous, null));
            case Access.Public:
                return new(Unrouted(http) is { } limited ? (null, limited) : (Caller.Anonymous, null));
            case Access.Admin when _adminHash is null:
                return new(Refuse(http, ApiErrors.Unavailable("The admin routes are closed: ADMIN_SECRET is not set.")));
            case Access.Cron when _cronHash is null:
                return new(Refuse(http, ApiErrors.Unavailable("The cron routes are closed: CRON_SECRET is not set.")));
        }

        if (Bearer(http) is not { } token)
            return new(Refuse(http, ApiErrors.Unauthorized()));
        if (access == Access.Admin && Matches(token, _adminHash!))
            return new(Operator(http, _admin, Caller.AdminSecret));
        if (access == Access.Cron && Matches(token, _cronHash!))
            return new(Operator(http, _cron, Caller.CronSecret));
        if (token.Length != KeyText.Length)
            return new(Refuse(http, ApiErrors.Unauthorized()));

        // A known key needs no check of its checksum: the hash is stronger.
        var hash = KeyText.Hash(token);
        var id = KeyText.IdOf(hash);
        var entry = _ring.Known(id, hash);
        if (entry is not null && KeyRing.IsTrusted(entry))
            return Admit(http, entry, access);
        return entry is not null || KeyText.IsWellFormed(token)
            ? new(Ask(http, id, hash, entry, access))
            : new(Refuse(http, ApiErrors.Unauthorized()));
    }

    /// <summary>
    /// Counts a call that needs no key, or reaches no route: against its address, and once that budget is used up against the key, if it
    /// has a working one. No call is refused because of others at its address.
    /// </summary>
    public ApiError? Unrouted(HttpContext http)
    {
        if (!_addresses.IsSpent(http.Connection.RemoteIpAddress) || Bearer(http) is not { Length: KeyText.Length } token)
            return Anonymous(http);
        var hash = KeyText.Hash(token);
        if (_ring.Known(KeyText.IdOf(hash), hash) is not { } entry || !entry.Works(_clock.GetUtcNow()) || !KeyRing.IsTrusted(entry))
            return Anonymous(http);
        var budget = entry.Window.Take();
        RateHeaders.Set(http, budget);
        return budget.Allowed ? null : ApiErrors.RateLimited(budget.ResetSeconds);
    }

    /// <summary>Counts a call without a key against its address; the refusal when the budget is used up.</summary>
    public ApiError? Anonymous(HttpContext http)
    {
        var budget = _addresses.Take(http.Connection.RemoteIpAddress);
        RateHeaders.Set(http, budget);
        return budget.Allowed ? null : ApiErrors.RateLimited(budget.ResetSeconds);
    }

    private async Task<(Caller? Caller, ApiError? Refused)> Ask(HttpContext http, Guid id, byte[] hash, KeyEntry? known, Access access)
    {
        // A key that this node has never seen costs a query. Trying keys uses up the budget of the address, and is slowed
        // after that: then keys are checked together, a few times a second. A working key is still admitted.
        var slowed = known is null && _addresses.IsSpent(http.Connection.RemoteIpAddress);
        var entry = slowed ? await _ring.QueryTogether(id, hash, http.RequestAborted) : await _ring.Query(id, hash, http.RequestAborted);
        return entry is not null ? await Admit(http, entry, access) : Refuse(http, ApiErrors.Unauthorized());
    }

    private ValueTask<(Caller? Caller, ApiError? Refused)> Admit(HttpContext http, KeyEntry entry, Access access)
    {
        entry.SeenAt = Stopwatch.GetTimestamp();
        if (!entry.Works(_clock.GetUtcNow()))
            return new(Refuse(http, ApiErrors.Unauthorized()));
        return _shared.Shared && !entry.Block.TrySpend() ? new(Draw(http, entry, access)) : new(Spend(http, entry, access));
    }

    /// <summary>A call when the block is used up: another block is drawn, if the budget has one.</summary>
    private async Task<(Caller? Caller, ApiError? Refused)> Draw(HttpContext http, KeyEntry entry, Access access)
    {
        if (await entry.Block.Refill(() => _shared.Draw(entry.Id, entry.Limit, CancellationToken.None), http.RequestAborted) is not { } wait)
            return Spend(http, entry, access);
        RateHeaders.Set(http, new Budget(false, entry.Limit, 0, wait));
        return (null, ApiErrors.RateLimited(wait));
    }

    private (Caller? Caller, ApiError? Refused) Spend(HttpContext http, KeyEntry entry, Access access)
    {
        var budget = entry.Window.Take();
        if (_shared.Shared)
            budget = budget with { Remaining = Math.Min(budget.Remaining, entry.Block.Left) };
        RateHeaders.Set(http, budget);
        if (!budget.Allowed)
            return (null, ApiErrors.RateLimited(budget.ResetSeconds));
        entry.LastUsed = _clock.GetUtcNow();
        return access switch
        {
            Access.Read when !entry.Scopes.HasFlag(Scopes.Read) => (null, ApiErrors.Forbidden("read")),
            Access.Trade when !entry.Scopes.HasFlag(Scopes.Trade) => (null, ApiErrors.Forbidden("trade")),
            Access.Admin when !entry.Scopes.HasFlag(Scopes.Admin) => (null, ApiErrors.Forbidden("admin")),
            Access.Cron => (null, new ApiError(403, "forbidden", "The cron routes take the cron secret, not an API key.")),
            _ => (entry.Caller, null),
        };
    }

    private (Caller? Caller, ApiError? Refused) Refuse(HttpContext http, ApiError error) => (null, Anonymous(http) ?? error);

    private static (Caller? Caller, ApiError? Refused) Operator(HttpContext http, RollingWindow window, Caller caller)
    {
        var budget = window.Take();
        RateHeaders.Set(http, budget);
        return budget.Allowed ? (caller, null) : (null, ApiErrors.RateLimited(budget.ResetSeconds));
    }

    private static string? Bearer(HttpContext http) =>
        http.Request.Headers.Authorization is [{ Length: > 7 and <= 1024 } header] && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? header[7..]
            : null;

    /// <summary>Compares hashes in constant time, whatever the lengths.</summary>
    private static bool Matches(string token, byte[] hash) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(token)), hash);

    private static byte[]? HashOf(Secret? secret) => secret is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes(secret.Reveal()));
}
