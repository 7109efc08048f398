namespace Faro.Http.Mcp;

/// <summary>An operation of the API under a tool name for agents.</summary>
/// <param name="Name">The tool's name.</param>
/// <param name="Operation">The operation that it calls, which also describes its input.</param>
/// <param name="Hint">What an agent needs to know beyond the operation's own description.</param>
internal sealed record ToolEntry(string Name, string Operation, string Hint)
{
    /// <summary>Whether it needs a key with the scope trade.</summary>
    public bool Trades { get; init; }

    /// <summary>The default number of rows in a list.</summary>
    public int? Limit { get; init; }
}

/// <summary>
/// What agents may do: read, and with a trade key prepare an order, which sends nothing to a venue. Signing and submitting stay with
/// the person who holds the keys: there is no tool for them.
/// </summary>
internal static class ToolList
{
    public static IReadOnlyList<ToolEntry> All { get; } =
    [
        new("search_events", "listEvents", "Search with q; the other tools take the ids that it returns.") { Limit = 10 },
        new("get_event", "getEvent", "Tells which venues list it, what YES means at each, why they were matched and where they may resolve differently."),
        new("compare_venues", "getQuotes", "Live best bid and ask at every venue: the cheapest YES to buy is the lowest yes.ask."),
        new("get_orderbook", "getOrderbook", "For depth: what a size would really cost."),
        new("get_event_history", "getEventHistory", "The recorded facts, in order.") { Limit = 50 },
        new("list_matches", "listMatches", "Pairs of markets, with the verdict on whether they resolve identically.") { Limit = 10 },
        new("get_match", "getMatch", "One pair: verdict, reasoning, divergence risks."),
        new("get_match_proof", "getMatchProof", "The cryptographic proof of the verdicts on the pair and of the words that were judged."),
        new("list_venues", "listVenues", "Which venues can be traded now and how fresh their catalogs are."),
        new("list_orders", "listOrders", "The caller's own orders.") { Limit = 10 },
        new("get_order", "getOrder", "Status and fills of one order."),
        new("get_order_history", "getOrderHistory", "What happened to an order, fact by fact."),
        new("get_order_receipt", "getOrderReceipt", "Proof that the plan follows from the recorded books: it is computed again, and equal says whether it came out the same."),
        new("get_order_proof", "getOrderProof", "The cryptographic proof that the order's facts are on the log."),
        new("get_positions", "getPositions", "What a wallet holds at each venue, read from the venues now."),
        new("get_balances", "getBalances", "What a wallet is worth at each venue, read from the venues now."),
        new("prepare_order", "prepareOrder", "Plans a trade and returns what the account's holder would sign. Nothing is sent to a venue: only the holder can sign and submit it.") { Trades = true },
    ];
}
