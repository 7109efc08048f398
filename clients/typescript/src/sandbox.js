import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { must } from "./client.js";
import { solanaKey } from "./signing.js";

/**
 * Throwaway keys, with credentials got in the venues' own ways.
 * @param {import("./index.d.ts").Faro} faro
 */
export async function sandboxAccounts(faro) {
  const { venues, controls_url: controls } = await must(faro.GET("/api/v1/sandbox"));
  if (!venues.polymarket || !venues.foresight || !controls) throw new Error("This sandbox lacks a venue or its controls.");
  const evm = privateKeyToAccount(generatePrivateKey());
  const polymarket = await polymarketKey(venues.polymarket, evm);
  const { token } = await post(new URL("/sandbox/foresight/session", controls), { wallet: evm.address });
  const foresight = await post(new URL("/v1/auth/api-keys", venues.foresight.url), { permissions: ["read", "trade"] }, { Authorization: `Bearer ${token}` });
  return {
    evm,
    solana: await solanaKey(),
    polymarket,
    foresight: { "fs-api-key": foresight.key_id, "fs-api-secret": foresight.secret },
    /**
     * Play money at Foresight; the other twins give every wallet some.
     * @param {string} venueMarketId
     * @param {number} dollars
     */
    fund: async (venueMarketId, dollars) => {
      await post(new URL("/sandbox/foresight/fund", controls), { wallet: evm.address, condition_id: venueMarketId.split(":")[0], asset: "collateral", amount: dollars });
    },
  };
}

/**
 * Polymarket's API key, by a signature of the wallet (L1).
 * @param {{ clob_url: string; chain_id: number }} venue
 * @param {import("viem/accounts").PrivateKeyAccount} evm
 */
async function polymarketKey({ clob_url, chain_id }, evm) {
  const timestamp = Math.floor(Date.now() / 1000).toString();
  const signature = await evm.signTypedData({
    primaryType: "ClobAuth",
    domain: { name: "ClobAuthDomain", version: "1", chainId: chain_id },
    types: {
      ClobAuth: [
        { name: "address", type: "address" },
        { name: "timestamp", type: "string" },
        { name: "nonce", type: "uint256" },
        { name: "message", type: "string" },
      ],
    },
    message: { address: evm.address, timestamp, nonce: 0n, message: "This message attests that I control the given wallet" },
  });
  const made = await post(new URL("auth/api-key", clob_url.replace(/\/*$/, "/")), undefined, {
    POLY_ADDRESS: evm.address,
    POLY_SIGNATURE: signature,
    POLY_TIMESTAMP: timestamp,
    POLY_NONCE: "0",
  });
  return { key: made.apiKey, secret: made.secret, passphrase: made.passphrase };
}

/**
 * @param {URL} url
 * @param {unknown} body
 * @param {Record<string, string>} headers
 * @returns {Promise<any>}
 */
async function post(url, body, headers = {}) {
  const json = body === undefined ? undefined : JSON.stringify(body);
  const response = await fetch(url, { method: "POST", headers: json === undefined ? headers : { "content-type": "application/json", ...headers }, body: json });
  const text = await response.text();
  if (!response.ok) throw new Error(`POST ${url} answered ${response.status}: ${text.slice(0, 500)}`);
  return JSON.parse(text);
}
