import type { Accounts } from "./accounts.js";
import type { Checks } from "./checks.js";
import { Stop } from "./checks.js";
import { checkAgainstOfficialClient } from "./official.js";
import type { EventMarket, Faro, LegAnswer, OrderState, Outcome, Prepared, PreparedLeg, Side, TimeInForce, VenueName } from "./faro.js";
import { digestOf, l2Headers, sign, type SignedLeg } from "./signing.js";

export interface Order {
  event: string;
  outcome: Outcome;
  side: Side;
  sizeUsd: number;
  time?: TimeInForce;
  strategy?: "best_price" | "split" | "equal_shares";
  venues?: VenueName[];
  maxPrice?: number;
  reference?: string;
  /** Polymarket's wallet with the funds, where it is not the key's own address. */
  maker?: { address: string; signatureType: number };
}

/** Shares of a venue's own outcome in one of its markets, in one wallet. */
export interface Holding {
  wallet: string;
  venue: VenueName;
  market: string;
  outcome: Outcome;
  shares: number;
}

/** What the fills add up to. */
export class Holdings {
  private readonly all = new Map<string, Holding>();

  add(more: Holding): void {
    const key = [more.wallet, more.venue, more.market, more.outcome].join();
    const shares = (this.all.get(key)?.shares ?? 0) + more.shares;
    this.all.set(key, { ...more, shares });
  }

  entries(): Holding[] {
    return [...this.all.values()];
  }
}

/** Trades through Faro for one customer. */
export class Trader {
  readonly holdings = new Holdings();

  constructor(
    private readonly faro: Faro,
    private readonly accounts: Accounts,
    private readonly checks: Checks,
  ) {}

  /** Asks for a plan and payloads, and checks that each leg is what it says before anything is signed. */
  async prepare(order: Order): Promise<Prepared> {
    const prepared = await this.faro.post<Prepared>("/orders/prepare", this.request(order));
    await this.inspect(prepared, order);
    return prepared;
  }

  /** The body of `POST /orders/prepare`. */
  request(order: Order): Record<string, unknown> {
    return {
      event_id: order.event,
      outcome: order.outcome,
      side: order.side,
      size_usd: order.sizeUsd,
      wallet_address: this.accounts.evm.address,
      dflow_account: this.accounts.solana.publicKey.toBase58(),
      ...(order.time && { time_in_force: order.time }),
      ...(order.strategy && { route_strategy: order.strategy }),
      ...(order.venues && { venues: order.venues }),
      ...(order.maxPrice && { max_price: order.maxPrice }),
      ...(order.reference && { client_ref: order.reference }),
      ...(order.maker && { polymarket_maker_address: order.maker.address, polymarket_signature_type: order.maker.signatureType }),
    };
  }

  /** Sends signed legs; a refused leg is in the answer, not an exception. */
  async submit(prepared: Prepared, legs: SignedLeg[]): Promise<{ status: string; legs: LegAnswer[] }> {
    return this.faro.post("/orders/submit", { order_id: prepared.order.id, legs });
  }

  async signAll(prepared: Prepared): Promise<SignedLeg[]> {
    return Promise.all(prepared.legs.map((leg) => sign(leg, this.accounts)));
  }

  /** A whole trade that is expected to fill: prepare, sign, submit, follow until it is settled. */
  async fill(order: Order): Promise<OrderState> {
    const prepared = await this.prepare(order);
    return this.settle(order, prepared, await this.signAll(prepared));
  }

  /** Submits, expects every leg to be taken, and follows the order to its end. */
  async settle(order: Order, prepared: Prepared, legs: SignedLeg[]): Promise<OrderState> {
    const answer = await this.submit(prepared, legs);
    for (const leg of answer.legs) {
      const expected = prepared.legs.find((l) => l.id === leg.leg_id)!.expected_venue_order_id;
      this.checks.that(`${leg.venue} took the leg`, leg.ok, leg.error ?? leg.status);
      if (expected) this.checks.equal(`${leg.venue} knows it by the id that was prepared`, leg.venue_order_id?.toLowerCase(), expected.toLowerCase());
    }
    if (!answer.legs.every((leg) => leg.ok)) throw new Stop("A leg was not taken: see above.");
    const state = await this.follow(prepared, (s) => s.order.status === "filled" && s.legs.every((l) => l.settlement === "settled"), "filled and settled");
    await this.book(order, state);
    const shares = state.order.filled_shares;
    this.checks.say(`${order.side === "BUY" ? "bought" : "sold"} ${shares} ${order.outcome} for $${state.order.filled_usd}`);
    this.checks.that("the filled money is near what was asked for", Math.abs(state.order.filled_usd - order.sizeUsd) < order.sizeUsd * 0.1 + 1, state.order);
    return state;
  }

  /** Reads the order until it is as wished. Polymarket and Foresight tell fills to their customer only: `refresh` asks with fresh headers. */
  async follow(prepared: Prepared, done: (state: OrderState) => boolean, wish: string): Promise<OrderState> {
    const path = `/orders/${prepared.order.id}`;
    let state = await this.faro.get<OrderState>(path);
    for (const end = Date.now() + 30_000; !done(state); state = await this.faro.get<OrderState>(path)) {
      if (Date.now() > end) throw new Stop(`Order ${prepared.order.id} is not ${wish} after 30 seconds: ${JSON.stringify(state)}`);
      await new Promise((resolve) => setTimeout(resolve, 150));
      await this.refresh(prepared, state);
    }
    return state;
  }

  private async refresh(prepared: Prepared, state: OrderState): Promise<void> {
    const open = state.legs.filter((l) => l.venue_order_id && (l.settlement === "matched" || ["accepted", "partially_filled", "unknown"].includes(l.status)));
    const polymarket = open.filter((l) => l.venue === "polymarket");
    const entries = async (path: (venueOrderId: string) => string) =>
      Object.fromEntries(
        await Promise.all(polymarket.map(async (l) => [l.id, await l2Headers(this.accounts, "GET", path(l.venue_order_id!))] as const)),
      );
    await this.faro.post(`/orders/${prepared.order.id}/refresh`, {
      l2_headers_by_leg: await entries((id) => `/data/order/${id}`),
      l2_trade_headers_by_leg: await entries(() => "/data/trades"),
      fs_headers_by_leg: Object.fromEntries(open.filter((l) => l.venue === "foresight").map((l) => [l.id, this.accounts.foresight])),
    });
  }

  /** Takes resting legs off their books: L2 headers over the request that `prepare` told, or Foresight's key. */
  async cancel(prepared: Prepared): Promise<{ status: string; legs: LegAnswer[] }> {
    const of = (venue: VenueName) => prepared.legs.filter((l) => l.venue === venue);
    const l2 = of("polymarket").map(async (l) => [l.id, await l2Headers(this.accounts, l.cancel!.method, l.cancel!.path, l.cancel!.body)] as const);
    return this.faro.post(`/orders/${prepared.order.id}/cancel`, {
      l2_headers_by_leg: Object.fromEntries(await Promise.all(l2)),
      fs_headers_by_leg: Object.fromEntries(of("foresight").map((l) => [l.id, this.accounts.foresight])),
    });
  }

  private async inspect(prepared: Prepared, order: Order): Promise<void> {
    for (const leg of prepared.legs) {
      this.checks.say(leg.preview.summary);
      this.checks.equal(`${leg.venue}: the digest computed here is the one the preview shows`, digestOf(leg), leg.preview.digest);
      const signer = leg.venue === "kalshi" ? this.accounts.solana.publicKey.toBase58() : this.accounts.evm.address;
      this.checks.equal(`${leg.venue}: the leg is for our key`, leg.signer, signer);
      if (leg.venue === "polymarket") await checkAgainstOfficialClient(leg, prepared.plan.legs.find((p) => p.leg_id === leg.id)!, order, this.accounts, this.checks);
    }
  }

  /** Keeps what was traded, in the venue's own outcomes: a matched market may ask the opposite question. */
  private async book(order: Order, state: OrderState): Promise<void> {
    const { event } = await this.faro.get<{ event: { markets: EventMarket[] } }>(`/events/${order.event}`);
    for (const leg of state.legs) {
      const market = event.markets.find((m) => m.venue === leg.venue);
      const own = market?.polarity === "inverted" ? (order.outcome === "YES" ? "NO" : "YES") : order.outcome;
      const wallet = leg.venue === "kalshi" ? this.accounts.solana.publicKey.toBase58()
        : leg.venue === "polymarket" && order.maker ? order.maker.address : this.accounts.evm.address;
      const shares = order.side === "BUY" ? leg.filled_shares : -leg.filled_shares;
      this.holdings.add({ wallet, venue: leg.venue, market: leg.venue_market_id, outcome: own, shares });
    }
  }
}

/** A copy of a hex text with one bit turned. */
export function tampered(hex: string): string {
  const at = 20; // somewhere in r
  const digit = (parseInt(hex[at]!, 16) ^ 1).toString(16);
  return hex.slice(0, at) + digit + hex.slice(at + 1);
}

/** The one leg of a plan that is expected to have one. */
export function only(prepared: Prepared): PreparedLeg {
  if (prepared.legs.length !== 1) throw new Stop(`The plan has ${prepared.legs.length} legs, one was expected.`);
  return prepared.legs[0]!;
}
