import { Stop } from "./checks.js";

export type VenueName = "polymarket" | "kalshi" | "foresight";
export type Outcome = "YES" | "NO";
export type Side = "BUY" | "SELL";
export type TimeInForce = "GTC" | "IOC" | "FOK";

/** EIP-712 typed data as `eth_signTypedData_v4` takes it. */
export interface TypedData {
  primaryType: string;
  domain: { name: string; version: string; chainId: number; verifyingContract: `0x${string}` };
  types: Record<string, { name: string; type: string }[]>;
  message: Record<string, unknown>;
}

/** A leg as `POST /orders/prepare` hands it out. */
export interface PreparedLeg {
  id: string;
  venue: VenueName;
  venue_market_id: string;
  unsigned_payload: TypedData | { transaction_b64: string; last_valid_block_height: string };
  digest: string;
  signer: string;
  expected_venue_order_id: string | null;
  order_type: string;
  preview: { summary: string; details: string[]; digest: string };
  relay?: { method: string; path: string; body_template: string; signature_suffix?: string };
  cancel?: { method: string; path: string; body: string };
}

export interface PlannedLeg {
  leg_id: string;
  venue: VenueName;
  size_usd: number;
  shares: number;
  expected_price: number;
  limit_price: number;
  resting_shares: number;
}

export interface Prepared {
  order: { id: string; status: string };
  plan: { legs: PlannedLeg[]; size_usd: number; shares: number };
  legs: PreparedLeg[];
}

export interface LegError {
  code: string;
  message: string;
  retryable: boolean;
}

export interface LegAnswer {
  leg_id: string;
  venue: VenueName;
  ok: boolean;
  status: string;
  venue_order_id: string | null;
  error: LegError | null;
}

export interface LegState {
  id: string;
  venue: VenueName;
  venue_market_id: string;
  status: string;
  settlement: string | null;
  venue_order_id: string | null;
  filled_shares: number;
  average_price: number | null;
  error: LegError | null;
}

export interface OrderState {
  order: { id: string; status: string; filled_usd: number; filled_shares: number };
  legs: LegState[];
}

export interface EventRow {
  id: string;
  title: string;
  venues: VenueName[];
}

export interface EventMarket {
  venue: VenueName;
  venue_market_id: string;
  polarity: "direct" | "inverted" | null;
}

export interface Quote {
  venue: VenueName;
  yes?: { bid: number | null; ask: number | null };
  no?: { bid: number | null; ask: number | null };
}

export interface Position {
  market: string;
  size: number;
  avg_price: number | null;
  outcome: Outcome | null;
}

export interface Positions {
  polymarket: Position[];
  kalshi: { positions?: Position[]; usdc?: number };
  foresight: Position[] | { note?: string };
}

/** Where a test key's venues are. */
export interface Sandbox {
  venues: {
    polymarket: { clob_url: string; chain_id: number } | null;
    kalshi: { solana_rpc_url: string } | null;
    foresight: { url: string; chain_id: number } | null;
  };
  controls_url: string | null;
}

/** An answer with its status, whatever it is. */
export interface Answer {
  status: number;
  text: string;
  json: any;
}

/** Faro over HTTP. */
export class Faro {
  private readonly root: string;

  constructor(
    baseUrl: string,
    private readonly key: string,
  ) {
    this.root = baseUrl.replace(/\/+$/, "").replace(/\/api\/v1$/, "") + "/api/v1";
  }

  /** Calls and returns the answer as it is. */
  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    let response: Response;
    try {
      response = await fetch(this.root + path, {
        method,
        headers: {
          Authorization: `Bearer ${this.key}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(30_000),
      });
    } catch (e) {
      const cause = (e as Error).cause;
      throw new Stop(`Faro does not answer at ${this.root}: ${cause instanceof Error ? cause.message : (e as Error).message}`);
    }
    const text = await response.text();
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      throw new Stop(`${method} ${path} answered ${response.status} without JSON: ${text.slice(0, 200)}`);
    }
    return { status: response.status, text, json };
  }

  /** Calls and expects success. */
  async must<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
    const answer = await this.call(method, path, body, headers);
    if (answer.status !== 200) throw new Stop(`${method} ${path} answered ${answer.status}: ${answer.text.slice(0, 1000)}`);
    return answer.json as T;
  }

  get<T>(path: string, headers: Record<string, string> = {}): Promise<T> {
    return this.must<T>("GET", path, undefined, headers);
  }

  post<T>(path: string, body: unknown): Promise<T> {
    return this.must<T>("POST", path, body);
  }
}
