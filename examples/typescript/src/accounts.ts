import { Chain, ClobClient, type ApiKeyCreds } from "@polymarket/clob-client-v2";
import { Keypair } from "@solana/web3.js";
import { createWalletClient, http, type PrivateKeyAccount, type WalletClient } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { polygon } from "viem/chains";
import { Stop } from "./checks.js";
import type { Sandbox } from "./faro.js";

/** Keys and credentials of one customer. They exist in this process only: Faro sees addresses, signatures and headers. */
export interface Accounts {
  /** Signs Polymarket's and Foresight's orders. */
  evm: PrivateKeyAccount;
  /** The same key as the official Polymarket client takes it. */
  wallet: WalletClient;
  /** Signs Kalshi's swaps. */
  solana: Keypair;
  polymarket: { client: ClobClient; creds: ApiKeyCreds };
  foresight: { "fs-api-key": string; "fs-api-secret": string };
}

/** Makes throwaway keys, and credentials at the sandbox venues in the venues' own ways. */
export async function makeAccounts(sandbox: Sandbox): Promise<Accounts> {
  const { polymarket, foresight } = sandbox.venues;
  if (!polymarket || !foresight || !sandbox.controls_url) throw new Stop("This sandbox lacks a venue or its controls.");
  const evm = privateKeyToAccount(generatePrivateKey());
  const wallet = createWalletClient({ account: evm, chain: polygon, transport: http("http://127.0.0.1:9") }); // signs locally, asks no node
  const solana = Keypair.generate();

  // Polymarket: the official client signs a ClobAuth message (L1) and gets the API key that L2 headers are made with.
  const host = polymarket.clob_url.replace(/\/+$/, "");
  const creds = await new ClobClient({ host, chain: polymarket.chain_id as Chain, signer: wallet }).createOrDeriveApiKey();
  if (!creds.key || !creds.secret || !creds.passphrase) throw new Stop("The Polymarket twin gave no API key.");
  const client = new ClobClient({ host, chain: polymarket.chain_id as Chain, signer: wallet, creds });

  // Foresight: a login token (at the real venue from its login page, here from the sandbox's controls), then an API key.
  const { token } = await post(new URL("/sandbox/foresight/session", sandbox.controls_url), { wallet: evm.address });
  const key = await post(new URL("/v1/auth/api-keys", foresight.url), { permissions: ["read", "trade"] }, { Authorization: `Bearer ${token}` });
  return {
    evm,
    wallet,
    solana,
    polymarket: { client, creds },
    foresight: { "fs-api-key": key.key_id, "fs-api-secret": key.secret },
  };
}

/** Play money at Foresight. Every wallet opens with 10,000 dollars at the Polymarket and Kalshi twins; only Foresight's has to be asked for. */
export async function fundForesight(sandbox: Sandbox, wallet: string, venueMarketId: string, dollars: number): Promise<void> {
  await post(new URL("/sandbox/foresight/fund", sandbox.controls_url!), {
    wallet,
    condition_id: venueMarketId.split(":")[0],
    asset: "collateral",
    amount: dollars,
  });
}

async function post(url: URL, body: unknown, headers: Record<string, string> = {}): Promise<any> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(15_000),
  });
  const text = await response.text();
  if (!response.ok) throw new Stop(`POST ${url} answered ${response.status}: ${text.slice(0, 500)}`);
  return JSON.parse(text);
}
