/**
 * Whole trades through Faro's sandbox with throwaway keys: prepare, sign with the venues' own packages, submit, follow, cancel,
 * and the portfolio at the end. Exit code 0 only when every check passed.
 */
import { parseArgs } from "node:util";
import { Connection, Keypair } from "@solana/web3.js";
import { fundForesight, makeAccounts, type Accounts } from "./accounts.js";
import { Checks, Stop } from "./checks.js";
import { depositWallet } from "./deposit-wallet.js";
import { foresightFees } from "./foresight-fills.js";
import { Faro, type EventRow, type LegAnswer, type OrderState, type Outcome, type Position, type Positions, type Quote, type Sandbox, type Side, type TypedData, type VenueName } from "./faro.js";
import { sign, signedTransaction } from "./signing.js";
import { only, tampered, Trader, type Order } from "./trade.js";

const VENUES: VenueName[] = ["polymarket", "kalshi", "foresight"];

async function main(): Promise<boolean> {
  const { values } = parseArgs({ options: { url: { type: "string" }, key: { type: "string" } } });
  const url = values.url ?? process.env.FARO_URL ?? "http://127.0.0.1:8080";
  const key = values.key ?? process.env.FARO_KEY;
  if (!key) throw new Stop("Set FARO_KEY (or --key) to the test key that './faro up' printed, and FARO_URL (or --url) if it is not at http://127.0.0.1:8080.");
  const faro = new Faro(url, key);
  const checks = new Checks();

  checks.section("Accounts");
  const told = await faro.call("GET", "/sandbox");
  if (told.status !== 200) throw new Stop(`GET /sandbox answered ${told.status}: ${told.json?.message ?? told.text}. This example trades with a test key (faro_test_…) only.`);
  const sandbox = told.json as Sandbox;
  const accounts = await makeAccounts(sandbox);
  checks.say(`Polygon key ${accounts.evm.address}, Solana key ${accounts.solana.publicKey.toBase58()}: made now, thrown away at the end.`);
  checks.that("the official Polymarket client got an API key with its L1 signature", accounts.polymarket.creds.key.length > 0);
  checks.equal("and its L2 headers are accepted", (await accounts.polymarket.client.getClosedOnlyMode()).closed_only, false);

  const trader = new Trader(faro, accounts, checks);
  const markets = new Map<VenueName, string>();
  for (const venue of VENUES) markets.set(venue, await eachWay(venue, faro, trader, accounts, sandbox, checks));
  await matched(faro, trader, accounts, sandbox, checks);
  await fromDepositWallet(markets.get("polymarket")!, trader, accounts, checks);
  await ownNode(markets.get("kalshi")!, trader, accounts, sandbox, checks);
  await resting(markets, faro, trader, checks);
  await refused(markets, faro, trader, accounts, checks);
  await portfolio(faro, trader, accounts, sandbox, checks);
  return checks.summary();
}

/** YES and NO, BUY and SELL, best_price and split, at one venue. */
async function eachWay(venue: VenueName, faro: Faro, trader: Trader, accounts: Accounts, sandbox: Sandbox, checks: Checks): Promise<string> {
  const event = await pick(faro, [venue], "false");
  checks.section(`${venue}: ${event.title}`);
  if (venue === "foresight") await fundForesight(sandbox, accounts.evm.address, await marketAt(faro, event.id, venue), 1_000);
  const orders: [Outcome, Side, number, Partial<Order>][] = [
    ["YES", "BUY", 20, { strategy: "best_price", time: "IOC" }],
    ["NO", "BUY", 20, { strategy: "split", time: "IOC" }],
    ["YES", "SELL", 8, { strategy: "split", time: "FOK" }],
    ["NO", "SELL", 8, { strategy: "best_price", time: "IOC" }],
  ];
  for (const [outcome, side, sizeUsd, more] of orders) {
    checks.say(`-- ${side} ${outcome} for $${sizeUsd}, ${more.strategy}, ${more.time}`);
    await trader.fill({ event: event.id, outcome, side, sizeUsd, ...more });
  }
  return event.id;
}

/** One event that several venues list: an order larger than the best price of one venue goes to several. */
async function matched(faro: Faro, trader: Trader, accounts: Accounts, sandbox: Sandbox, checks: Checks): Promise<void> {
  const event = await pick(faro, VENUES, "true");
  checks.section(`Matched, three venues: ${event.title}`);
  await fundForesight(sandbox, accounts.evm.address, await marketAt(faro, event.id, "foresight"), 5_000);
  const wide = await several(faro, trader, checks, event.id, "YES", "BUY");
  checks.say("-- BUY NO, best_price");
  await trader.fill({ event: event.id, outcome: "NO", side: "BUY", sizeUsd: 15, strategy: "best_price", time: "IOC" });
  checks.say("-- SELL YES back, split over what each venue holds");
  for (const leg of wide.legs) await trader.fill({ event: event.id, outcome: "YES", side: "SELL", sizeUsd: 3, strategy: "split", time: "IOC", venues: [leg.venue] });
}

/** Raises the size until the plan has more than one leg, and trades it. */
async function several(faro: Faro, trader: Trader, checks: Checks, event: string, outcome: Outcome, side: Side): Promise<OrderState> {
  for (let sizeUsd = 50; sizeUsd <= 3_200; sizeUsd *= 2) {
    const order: Order = { event, outcome, side, sizeUsd, strategy: "split", time: "IOC" };
    const tried = await faro.call("POST", "/orders/prepare", trader.request(order));
    if (tried.status !== 200 || tried.json.legs.length < 2) continue;
    checks.say(`-- ${side} ${outcome} for $${sizeUsd}, split`);
    const state = await trader.fill(order);
    checks.that("the order filled at several venues at once", state.legs.length > 1 && state.legs.every((l) => l.filled_shares > 0), state.legs.length);
    return state;
  }
  throw new Stop(`No size up to $3200 is split over several venues for event ${event}.`);
}

/** Polymarket's newer accounts: a deposit wallet holds the funds, the key signs the order inside the wallet's envelope. */
async function fromDepositWallet(event: string, trader: Trader, accounts: Accounts, checks: Checks): Promise<void> {
  checks.section("polymarket, from a deposit wallet");
  const address = depositWallet(accounts.evm.address);
  checks.say(`the funds are in ${address}, the key signs for it`);
  const order: Order = { event, outcome: "NO", side: "BUY", sizeUsd: 10, time: "IOC", maker: { address, signatureType: 3 } };
  const prepared = await trader.prepare(order);
  checks.equal("the key signs the wallet's envelope", (only(prepared).unsigned_payload as TypedData).primaryType, "TypedDataSign");
  await trader.settle(order, prepared, await trader.signAll(prepared));
}

/** A Kalshi swap that the customer sends through a node himself: Faro only records it. */
async function ownNode(event: string, trader: Trader, accounts: Accounts, sandbox: Sandbox, checks: Checks): Promise<void> {
  checks.section("Kalshi, sent by ourselves");
  const order: Order = { event, outcome: "YES", side: "BUY", sizeUsd: 5, time: "IOC" };
  const prepared = await trader.prepare(order);
  const leg = only(prepared);
  const node = new Connection(sandbox.venues.kalshi!.solana_rpc_url, "confirmed");
  const signature = await node.sendRawTransaction(signedTransaction(leg, accounts));
  checks.say(`the node took the transaction as ${signature}`);
  await trader.settle(order, prepared, [{ leg_id: leg.id, venue: leg.venue, rpc_signature: signature }]);
}

/** Orders that rest far from the market, looked at and taken back. */
async function resting(markets: Map<VenueName, string>, faro: Faro, trader: Trader, checks: Checks): Promise<void> {
  checks.section("Resting and cancelled");
  for (const venue of ["polymarket", "foresight"] as const) {
    const reference = `example-${crypto.randomUUID()}`;
    const order: Order = { event: markets.get(venue)!, outcome: "YES", side: "BUY", sizeUsd: 5, maxPrice: 0.02, time: "GTC", reference };
    const prepared = await trader.prepare(order);
    const again = await faro.call("POST", "/orders/prepare", trader.request(order));
    checks.equal("the same client_ref gives the same order", again.json?.order?.id, prepared.order.id);
    const other = await faro.call("POST", "/orders/prepare", trader.request({ ...order, sizeUsd: 6 }));
    checks.equal("another order under the same client_ref is 409 conflict", `${other.status} ${other.json?.error}`, "409 conflict");

    const legs = await trader.signAll(prepared);
    const first = (await trader.submit(prepared, legs)).legs[0]!;
    checks.equal(`${venue} let the order rest`, first.status, "accepted");
    const second = (await trader.submit(prepared, legs)).legs[0]!;
    checks.equal("submitted again it is not sent again", `${second.status} ${second.venue_order_id}`, `accepted ${first.venue_order_id}`);
    const cancelled = await trader.cancel(prepared);
    checks.equal(`${venue} took it off the book`, `${cancelled.status} ${cancelled.legs[0]?.status}`, "cancelled cancelled");
    const history = await faro.get<{ history: { name: string }[] }>(`/orders/${prepared.order.id}/history`);
    checks.say(`recorded: ${history.history.map((h) => h.name).join(", ")}`);
    checks.equal("the log knows one submission", history.history.filter((h) => h.name === "leg_submission_started").length, 1);
  }
}

/** What must not pass does not pass, and says why. */
async function refused(markets: Map<VenueName, string>, faro: Faro, trader: Trader, accounts: Accounts, checks: Checks): Promise<void> {
  checks.section("Refused");
  const small = (venue: VenueName): Order => ({ event: markets.get(venue)!, outcome: "YES", side: "BUY", sizeUsd: 6, time: "IOC" });
  const says = (leg: LegAnswer | undefined) => `${leg?.status}, ${leg?.error?.code}: ${leg?.error?.message.split(":")[0]}`;

  for (const venue of ["polymarket", "foresight"] as const) {
    const prepared = await trader.prepare(small(venue));
    const good = await sign(only(prepared), accounts);
    const answer = await trader.submit(prepared, [{ ...good, signature: tampered(good.signature as string) }]);
    checks.equal(`${venue}: a tampered signature is refused by Faro and not sent`, says(answer.legs[0]), "rejected, invalid_leg: signature");
    const state = await faro.get<OrderState>(`/orders/${prepared.order.id}`);
    checks.equal("the order is as it was", state.order.status, "prepared");
    await trader.settle(small(venue), prepared, [good]);
  }

  const swap = await trader.prepare(small("kalshi"));
  const stranger = await sign(only(swap), { ...accounts, solana: Keypair.generate() }).catch((e: Error) => e.message);
  checks.that("kalshi: web3.js itself refuses to sign with another key", typeof stranger === "string" && stranger.includes("non signer"), stranger);
  const bytes = signedTransaction(only(swap), accounts);
  bytes[10]! ^= 1;
  const wrong = await trader.submit(swap, [{ leg_id: only(swap).id, venue: "kalshi", signed_tx_b64: Buffer.from(bytes).toString("base64") }]);
  checks.equal("kalshi: a tampered signature is refused by Faro and not sent", says(wrong.legs[0]), "rejected, invalid_leg: signed_tx_b64");

  const order = await trader.prepare(small("polymarket"));
  const leg = await sign(only(order), accounts);
  const headers = leg.l2_headers as Record<string, string>;
  const mac = headers.POLY_SIGNATURE!;
  const answer = await trader.submit(order, [{ ...leg, l2_headers: { ...headers, POLY_SIGNATURE: (mac[0] === "A" ? "B" : "A") + mac.slice(1) } }]);
  checks.equal("polymarket: a tampered L2 header is refused by the venue", `${answer.status}, ${answer.legs[0]?.error?.code}`, "rejected, unauthorized");
  checks.say(`the venue's words: ${answer.legs[0]?.error?.message}`);
}

/** Positions and balances, read from the venues, against what the fills add up to. */
async function portfolio(faro: Faro, trader: Trader, accounts: Accounts, sandbox: Sandbox, checks: Checks): Promise<void> {
  checks.section("Portfolio");
  const solana = accounts.solana.publicKey.toBase58();
  const wallets = [...new Set(trader.holdings.entries().filter((h) => h.venue === "polymarket").map((h) => h.wallet))];
  const held = new Map<string, number>();
  const add = (wallet: string, venue: VenueName, p: Position) => held.set(`${wallet} ${venue} ${p.market} ${p.outcome}`, p.size);
  for (const wallet of wallets) {
    const told = await faro.get<Positions>(`/positions?wallet=${wallet}&dflow_account=${solana}`, accounts.foresight);
    told.polymarket.forEach((p) => add(wallet, "polymarket", p));
    told.kalshi.positions?.forEach((p) => add(solana, "kalshi", p));
    if (Array.isArray(told.foresight)) told.foresight.forEach((p) => add(accounts.evm.address, "foresight", p));
  }

  const fees = await foresightFees(sandbox, accounts);
  for (const { wallet, venue, market, outcome, shares } of trader.holdings.entries()) {
    // Foresight takes a buyer's fee out of the shares; the others take fees in money.
    const fee = venue === "foresight" ? (fees.get(`${market} ${outcome}`) ?? 0) : 0;
    const size = held.get(`${wallet} ${venue} ${market} ${outcome}`) ?? 0;
    const sum = `${round(shares)}${fee > 0 ? ` less a fee of ${round(fee)}` : ""}`;
    checks.that(`${venue} holds the ${outcome} that the fills add up to: ${sum}`, Math.abs(size - (shares - fee)) < 0.000_01, `it holds ${size} of ${market}`);
  }
  const balances = await faro.get<Record<string, any>>(`/balances?wallet=${accounts.evm.address}&dflow_account=${solana}`, accounts.foresight);
  const [collateral] = balances.foresight;
  checks.say(`Polymarket's positions are worth $${balances.polymarket.portfolio_value_usd}; ${balances.kalshi.usdc} USDC at Solana; ${collateral.available} free at Foresight`);
  checks.that("the positions at Polymarket are worth something", balances.polymarket.portfolio_value_usd > 0);
  checks.that("the Solana wallet paid for its contracts", balances.kalshi.usdc < 10_000, balances.kalshi.usdc);
  checks.equal("nothing is left reserved at Foresight", collateral.available, collateral.total);
}

/** The most liquid event that lists exactly these venues and quotes both outcomes there, not too close to certain. */
async function pick(faro: Faro, venues: VenueName[], isMatched: "true" | "false"): Promise<EventRow> {
  const page = await faro.get<{ events: EventRow[] }>(`/events?venue=${venues[0]}&matched=${isMatched}&limit=100`);
  for (const event of page.events) {
    if ([...event.venues].sort().join() !== [...venues].sort().join()) continue;
    const { quotes } = await faro.get<{ quotes: Quote[] }>(`/events/${event.id}/quotes`);
    const wellQuoted = (q: Quote) => [q.yes?.bid, q.yes?.ask, q.no?.bid, q.no?.ask].every((p) => typeof p === "number" && p > 0.15 && p < 0.85);
    if (quotes.length === venues.length && quotes.every(wellQuoted)) return event;
  }
  throw new Stop(`No ${isMatched === "true" ? "matched " : ""}event at ${venues.join(", ")} is quoted on both sides: did the sync run?`);
}

async function marketAt(faro: Faro, event: string, venue: VenueName): Promise<string> {
  const { event: found } = await faro.get<{ event: { markets: { venue: VenueName; venue_market_id: string }[] } }>(`/events/${event}`);
  return found.markets.find((m) => m.venue === venue)!.venue_market_id;
}

function round(shares: number): number {
  return Math.round(shares * 1e6) / 1e6;
}

main().then(
  (fine) => process.exit(fine ? 0 : 1),
  (e: unknown) => {
    console.error(`\nStopped: ${e instanceof Stop ? e.message : e instanceof Error ? e.stack : String(e)}`);
    process.exit(1);
  },
);
