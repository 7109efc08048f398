import { base58 } from "@scure/base";
import { hashTypedData } from "viem";

/** @typedef {import("./index.d.ts").PreparedLeg} PreparedLeg */
/** @typedef {import("./index.d.ts").Accounts} Accounts */

const SEED = Uint8Array.from([0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20]); // PKCS 8 around a seed

/** @param {Uint8Array} [seed] */
export async function solanaKey(seed = crypto.getRandomValues(new Uint8Array(32))) {
  const key = await crypto.subtle.importKey("pkcs8", Uint8Array.from([...SEED, ...seed]), "Ed25519", true, ["sign"]);
  const { x } = await crypto.subtle.exportKey("jwk", key);
  return {
    address: base58.encode(fromBase64(/** @type {string} */ (x))),
    /** @param {Uint8Array} message */
    sign: async (message) => new Uint8Array(await crypto.subtle.sign("Ed25519", key, Uint8Array.from(message))),
  };
}

/** @param {PreparedLeg} leg */
export async function digestOf(leg) {
  if (leg.venue !== "kalshi") return hashTypedData(typedData(leg));
  return Buffer.from(await crypto.subtle.digest("SHA-256", Uint8Array.from(parts(leg).message))).toString("hex");
}

/**
 * @param {PreparedLeg} leg
 * @param {Accounts} accounts
 * @returns {Promise<any>}
 */
export async function signLeg(leg, accounts) {
  const digest = await digestOf(leg);
  if (digest !== leg.preview.digest) throw new Error(`The payload of leg ${leg.id} hashes to ${digest}, its preview says ${leg.preview.digest}: do not sign it.`);
  const named = { leg_id: leg.id, venue: leg.venue };
  if (leg.venue === "kalshi") return { ...named, signed_tx_b64: await signedTransaction(leg, accounts) };
  const signature = await accounts.evm.signTypedData(typedData(leg));
  const signed = { ...named, signature, owner: accounts.evm.address };
  return leg.venue === "foresight"
    ? { ...signed, fs_headers: accounts.foresight }
    : { ...signed, l2_headers: await polymarketHeaders(accounts, relayOf(leg).method, relayOf(leg).path, relayBody(leg, signature, accounts)) };
}

/**
 * @param {Accounts} accounts
 * @param {string} method
 * @param {string} path
 * @param {string} [body]
 */
export async function polymarketHeaders(accounts, method, path, body = "") {
  const { key, secret, passphrase } = accounts.polymarket;
  const seconds = Math.floor(Date.now() / 1000).toString();
  const mac = await crypto.subtle.importKey("raw", fromBase64(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const signature = Buffer.from(await crypto.subtle.sign("HMAC", mac, Buffer.from(seconds + method + path + body)));
  return {
    POLY_ADDRESS: accounts.evm.address,
    POLY_API_KEY: key,
    POLY_PASSPHRASE: passphrase,
    POLY_TIMESTAMP: seconds,
    POLY_SIGNATURE: signature.toString("base64").replaceAll("+", "-").replaceAll("/", "_"),
  };
}

/**
 * @param {readonly PreparedLeg[]} legs
 * @param {Accounts} accounts
 * @returns {Promise<any>}
 */
export async function cancelBody(legs, accounts) {
  /** @type {Record<string, any>} */ const l2 = {};
  /** @type {Record<string, any>} */ const fs = {};
  for (const leg of legs) {
    if (leg.venue === "foresight") fs[leg.id] = accounts.foresight;
    if (leg.venue === "polymarket" && leg.cancel) l2[leg.id] = await polymarketHeaders(accounts, leg.cancel.method, leg.cancel.path, leg.cancel.body);
  }
  return { l2_headers_by_leg: l2, fs_headers_by_leg: fs };
}

/**
 * The exact text that Faro posts to Polymarket: the template with its two blanks filled. The HMAC covers these bytes.
 * @param {PreparedLeg} leg
 * @param {string} signature
 * @param {Accounts} accounts
 */
function relayBody(leg, signature, accounts) {
  const { body_template, signature_suffix } = relayOf(leg);
  return body_template.replace("{{signature}}", signature + (signature_suffix ?? "").replace(/^0x/, "")).replace("{{owner}}", accounts.polymarket.key);
}

/** @param {PreparedLeg} leg */
function relayOf(leg) {
  if (!leg.relay) throw new Error(`Leg ${leg.id} has no relay.`);
  return leg.relay;
}

/**
 * The prepared swap with the signature in its place; its message is not touched.
 * @param {PreparedLeg} leg
 * @param {Accounts} accounts
 */
async function signedTransaction(leg, accounts) {
  const { bytes, message } = parts(leg);
  bytes.set(await accounts.solana.sign(message), 1);
  return Buffer.from(bytes).toString("base64");
}

/**
 * A versioned transaction: how many signatures (one byte here: the payer alone), the signatures, the message.
 * @param {PreparedLeg} leg
 */
function parts(leg) {
  const { transaction_b64 } = /** @type {{ transaction_b64: string }} */ (leg.unsigned_payload);
  const bytes = fromBase64(transaction_b64);
  if (bytes[0] !== 1) throw new Error(`The transaction of leg ${leg.id} wants ${bytes[0]} signatures; one was expected.`);
  return { bytes, message: bytes.subarray(65) };
}

/**
 * @param {PreparedLeg} leg
 * @returns {any}
 */
function typedData(leg) {
  return leg.unsigned_payload;
}

/** @param {string} text */
function fromBase64(text) {
  return Uint8Array.from(Buffer.from(text.replaceAll("-", "+").replaceAll("_", "/"), "base64"));
}
