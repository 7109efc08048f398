import { getContractConfig, orderToJsonV2, type OrderType, Side as PolySide, type SignedOrder } from "@polymarket/clob-client-v2";
import type { Accounts } from "./accounts.js";
import type { Checks } from "./checks.js";
import type { PlannedLeg, PreparedLeg, TypedData } from "./faro.js";
import { relayBody } from "./signing.js";
import type { Order } from "./trade.js";

type SignedOrderV2 = Parameters<typeof orderToJsonV2>[0];

/** Holds a prepared Polymarket leg against what the official client makes of the same order: contract, amounts, posted text. */
export async function checkAgainstOfficialClient(leg: PreparedLeg, plan: PlannedLeg, order: Order, accounts: Accounts, checks: Checks): Promise<void> {
  const { client, creds } = accounts.polymarket;
  const payload = leg.unsigned_payload as TypedData;
  const message = (payload.primaryType === "Order" ? payload.message : payload.message.contents) as Record<string, string>;
  const tokenID = String(message.tokenId);

  const contracts = getContractConfig(payload.domain.chainId);
  const negRisk = await client.getNegRisk(tokenID);
  const contract = { "2": negRisk ? contracts.negRiskExchangeV2 : contracts.exchangeV2, "3": contracts.exchangeV3 }[payload.domain.version];
  checks.equal("polymarket: the exchange is the official client's for this market", payload.domain.verifyingContract, contract);

  const options = { tickSize: await client.getTickSize(tokenID), negRisk };
  const side = order.side === "BUY" ? PolySide.BUY : PolySide.SELL;
  const builder = client.orderBuilder;
  const official = (leg.order_type === "GTC"
    ? await builder.buildOrder({ tokenID, price: plan.limit_price, size: plan.shares, side }, options, 2)
    : await builder.buildMarketOrder(
        { tokenID, price: plan.limit_price, amount: side === PolySide.BUY ? plan.size_usd : plan.shares, side, orderType: leg.order_type as OrderType.FOK },
        options,
        2,
      )) as SignedOrder;
  checks.equal("polymarket: the official client computes the same amounts", `${message.makerAmount} for ${message.takerAmount}`, `${official.makerAmount} for ${official.takerAmount}`);

  const signed = { ...message, side, expiration: "0", signature: "0xab" } as unknown as SignedOrderV2;
  const text = JSON.stringify(orderToJsonV2(signed, creds.key, leg.order_type as OrderType));
  const ours = { ...leg, relay: { ...leg.relay!, signature_suffix: "0x" } };
  checks.equal("polymarket: the relay body is the official client's, byte for byte", relayBody(ours, "0xab", accounts), text);
}
