import type { Accounts } from "./accounts.js";
import { Stop } from "./checks.js";
import type { Sandbox } from "./faro.js";

const BASE_UNITS = 1e18;

/** The fees that Foresight took in shares: `market outcome` → shares. Faro tells fills before fees; the venue tells both. */
export async function foresightFees(sandbox: Sandbox, accounts: Accounts): Promise<Map<string, number>> {
  const fees = new Map<string, number>();
  for (let cursor: string | null = ""; cursor !== null; ) {
    const url = new URL("/v1/fills?limit=100", sandbox.venues.foresight!.url);
    if (cursor) url.searchParams.set("cursor", cursor);
    const response = await fetch(url, { headers: accounts.foresight, signal: AbortSignal.timeout(15_000) });
    if (!response.ok) throw new Stop(`GET ${url} answered ${response.status}: ${await response.text()}`);
    const page = (await response.json()) as any;
    for (const fill of page.data) {
      if (fill.fee?.asset !== "TOKEN") continue;
      const key = `${fill.condition_id}:${fill.chain_id} ${fill.outcome === 1 ? "YES" : "NO"}`;
      fees.set(key, (fees.get(key) ?? 0) + Number(fill.fee.amount) / BASE_UNITS);
    }
    cursor = page.next_cursor;
  }
  return fees;
}
