import { createHash } from "node:crypto";
import { createL2Headers } from "@polymarket/clob-client-v2";
import { VersionedTransaction } from "@solana/web3.js";
import { hashTypedData, type TypedDataDefinition } from "viem";
import type { Accounts } from "./accounts.js";
import type { PreparedLeg, TypedData } from "./faro.js";

/** A leg as `POST /orders/submit` takes it. */
export type SignedLeg = Record<string, unknown> & { leg_id: string; venue: string };

/** What this leg's key would sign, computed here and not taken from Faro: compare it with `preview.digest` before signing. */
export function digestOf(leg: PreparedLeg): string {
  if (leg.venue !== "kalshi") return hashTypedData(typedData(leg));
  return createHash("sha256").update(transactionOf(leg).message.serialize()).digest("hex");
}

/** Signs a leg and adds what its venue asks for besides. */
export async function sign(leg: PreparedLeg, accounts: Accounts): Promise<SignedLeg> {
  switch (leg.venue) {
    case "polymarket": {
      const signature = await accounts.evm.signTypedData(typedData(leg));
      return {
        leg_id: leg.id,
        venue: leg.venue,
        signature,
        owner: accounts.evm.address,
        l2_headers: await l2Headers(accounts, leg.relay!.method, leg.relay!.path, relayBody(leg, signature, accounts)),
      };
    }
    case "foresight":
      return {
        leg_id: leg.id,
        venue: leg.venue,
        signature: await accounts.evm.signTypedData(typedData(leg)),
        owner: accounts.evm.address,
        fs_headers: accounts.foresight,
      };
    case "kalshi":
      return { leg_id: leg.id, venue: leg.venue, signed_tx_b64: Buffer.from(signedTransaction(leg, accounts)).toString("base64") };
  }
}

/**
 * The exact text that Faro will post to Polymarket: the template with its two blanks filled. Polymarket's HMAC covers these
 * bytes, so they must not be parsed and written again.
 */
export function relayBody(leg: PreparedLeg, signature: string, accounts: Accounts): string {
  const { body_template, signature_suffix } = leg.relay!;
  return body_template
    .replace("{{signature}}", signature + (signature_suffix ?? "").replace(/^0x/, ""))
    .replace("{{owner}}", accounts.polymarket.creds.key);
}

/** L2 headers by the official client's own function. */
export async function l2Headers(accounts: Accounts, method: string, path: string, body?: string): Promise<Record<string, string>> {
  const headers = await createL2Headers(accounts.wallet, accounts.polymarket.creds, {
    method,
    requestPath: path,
    ...(body === undefined ? {} : { body }),
  });
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

/** The prepared swap with the customer's signature in its place; its message is not touched. */
export function signedTransaction(leg: PreparedLeg, accounts: Accounts): Uint8Array {
  const transaction = transactionOf(leg);
  transaction.sign([accounts.solana]);
  return transaction.serialize();
}

function transactionOf(leg: PreparedLeg): VersionedTransaction {
  const { transaction_b64 } = leg.unsigned_payload as { transaction_b64: string };
  return VersionedTransaction.deserialize(Buffer.from(transaction_b64, "base64"));
}

function typedData(leg: PreparedLeg): TypedDataDefinition {
  return leg.unsigned_payload as TypedData as unknown as TypedDataDefinition;
}
