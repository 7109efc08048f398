import type { Client } from "openapi-fetch";
import type { components, paths } from "./schema.d.ts";

export type { components, paths } from "./schema.d.ts";

/** A named schema of the document: `Schema<"PreparedOrder">`. */
export type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];

/** Every route with its types: `faro.GET("/api/v1/events", { params: { query: { q: "bitcoin" } } })`. */
export type Faro = Client<paths>;

export interface FaroOptions {
  /** Where Faro listens, such as `http://127.0.0.1:8080`. */
  url: string;
  /** A key that Faro issued: `faro_live_…` or `faro_test_…`. */
  key: string;
  /** How often a call is sent again that may be repeated: refused with 429 or 503, or a lost GET. Default 3. */
  retries?: number;
  /** Longest wait for one of them, in seconds; a longer Retry-After is answered at once. Default 60. */
  longestWait?: number;
  /** Another fetch, for tests and proxies. */
  fetch?: typeof globalThis.fetch;
}

/** A client that presents the key and waits as long as Retry-After says. */
export function createFaro(options: FaroOptions): Faro;

/** What the API refused, with its stable code. */
export class FaroError extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | null;
  readonly issues: { formErrors: string[]; fieldErrors: Record<string, string[]> } | undefined;
}

/** The data of an answer; throws {@link FaroError} for a refusal. */
export function must<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T>;

/** Every page of a list, one after the other: `for await (const page of pages(c => faro.GET("/api/v1/events", { params: { query: { cursor: c } } })))`. */
export function pages<T extends { next_cursor?: string | null }>(
  call: (cursor: string | undefined) => Promise<{ data?: T; error?: unknown; response: Response }>,
): AsyncGenerator<T>;

/** Recorded facts from a place on, page by page; keep `next_after` to go on later where you stopped. */
export function history<T extends { next_after?: number | null }>(
  call: (after: number | undefined) => Promise<{ data?: T; error?: unknown; response: Response }>,
  after?: number,
): AsyncGenerator<T>;

/** A recorded fact as the feed carries it; keep its `sequence` to go on behind it later. */
export type FeedFact = Schema<"FeedEvent">;

export interface FeedOptions {
  /** Only facts about this. */
  kind?: "market" | "match" | "order";
  /** Only facts about this event's markets and pairs. */
  event?: string;
  /** Only facts of this order. */
  order?: string;
  /** Begin behind this place in the log: 0 is its beginning, absent is now. */
  after?: number;
  /** Ends it. */
  signal?: AbortSignal;
  /** Seconds before it comes again after a lost connection. Default 1. */
  pause?: number;
}

/**
 * Recorded facts as they are recorded. A lost connection is made again behind the last fact, so that none is missing and none comes
 * twice. Throws {@link FaroError} for a refusal that will not go away.
 */
export function feed(faro: Faro, options?: FeedOptions): AsyncGenerator<FeedFact>;

/** A key that signs EIP-712 typed data: an account of viem, or anything of that form. */
export interface EvmSigner {
  readonly address: `0x${string}`;
  signTypedData(data: any): Promise<`0x${string}`>;
}

/** A key that signs Solana messages: {@link solanaKey}, or a wallet. */
export interface SolanaSigner {
  readonly address: string;
  sign(message: Uint8Array): Promise<Uint8Array>;
}

/** The keys and credentials of one trader. They stay in this process: Faro sees addresses, signatures and headers. */
export interface Accounts {
  evm: EvmSigner;
  solana: SolanaSigner;
  polymarket: { key: string; secret: string; passphrase: string };
  foresight: { "fs-api-key": string; "fs-api-secret": string };
}

export type PreparedLeg = Schema<"PreparedOrder">["legs"][number];

/** A leg as submit takes it. */
export type SignedLeg = Schema<"SubmitRequest">["legs"][number];

/** A fresh key, or the one of a 32-byte seed. */
export function solanaKey(seed?: Uint8Array): Promise<SolanaSigner>;

/** What the key would sign, computed here and not taken from Faro. */
export function digestOf(leg: PreparedLeg): Promise<string>;

/** Compares the digest with the one of the preview, signs, and adds what the venue asks for. Throws when they differ. */
export function signLeg(leg: PreparedLeg, accounts: Accounts): Promise<SignedLeg>;

/** Polymarket's headers over one request, in the way of its documentation. */
export function polymarketHeaders(accounts: Accounts, method: string, path: string, body?: string): Promise<Record<string, string>>;

/** The body of `POST /orders/{id}/cancel` for the legs of a prepared order. */
export function cancelBody(legs: readonly PreparedLeg[], accounts: Accounts): Promise<Schema<"CancelRequest">>;

/** Throwaway keys with accounts and play money at the sandbox's venues. Test keys only. */
export function sandboxAccounts(faro: Faro): Promise<Accounts & { fund(venueMarketId: string, dollars: number): Promise<void> }>;

export interface WebhookOptions {
  /** How many seconds the message's timestamp may be off; 300 by default. */
  tolerance?: number;
  /** Now, in seconds since 1970. */
  now?: number;
}

/**
 * Verifies a webhook message (Standard Webhooks, `v1a`) with the webhook's `public_key`, and reads it; throws when it is not Faro's or too old.
 * Give the body as it came, byte for byte. Drop messages whose `webhook-id` you have.
 */
export function verifyWebhook(body: string | Uint8Array, headers: Headers | Record<string, string | string[] | undefined>, publicKey: string, options?: WebhookOptions): any;
