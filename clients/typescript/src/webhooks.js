import { createPublicKey, verify } from "node:crypto";

const prefix = "whpk_";
const der = Buffer.from("302a300506032b6570032100", "hex"); // SubjectPublicKeyInfo of Ed25519, before the key's 32 bytes

/**
 * @param {string | Uint8Array} body
 * @param {Headers | Record<string, string | string[] | undefined>} headers
 * @param {string} publicKey
 * @param {import("./index.d.ts").WebhookOptions} [options]
 * @returns {any}
 */
export function verifyWebhook(body, headers, publicKey, { tolerance = 300, now = Date.now() / 1000 } = {}) {
  const header = (/** @type {string} */ name) => String((headers instanceof Headers ? headers.get(name) : headers[name]) ?? "");
  const [id, timestamp, signatures] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map(header);
  if (!id || !signatures || !/^\d{1,12}$/.test(timestamp)) throw new Error("The message has not the headers of Standard Webhooks.");
  if (Math.abs(now - Number(timestamp)) > tolerance) throw new Error("The message's timestamp is too far off.");
  const raw = Buffer.from(publicKey.startsWith(prefix) ? publicKey.slice(prefix.length) : "", "base64");
  if (raw.length !== 32) throw new Error("The public key is not whpk_ and 32 bytes in base64.");
  const key = createPublicKey({ key: Buffer.concat([der, raw]), format: "der", type: "spki" });
  const bytes = Buffer.from(/** @type {string} */ (body));
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), bytes]);
  const holds = signatures.split(" ").some((one) => one.startsWith("v1a,") && verify(null, signed, key, Buffer.from(one.slice(4), "base64")));
  if (!holds) throw new Error("No signature of the message is the key's.");
  return JSON.parse(bytes.toString("utf8"));
}
