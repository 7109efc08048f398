import { createFaro, must, sandboxAccounts, signLeg } from "faro-client";

const faro = createFaro({ url: process.env.FARO_URL ?? "http://127.0.0.1:8080", key: process.env.FARO_KEY ?? "" });
const accounts = await sandboxAccounts(faro); // throwaway keys with play money; your own keys look the same

const { events } = await must(faro.GET("/api/v1/events", { params: { query: { venue: "kalshi", matched: false, limit: 1 } } }));
const order = await must(faro.POST("/api/v1/orders/prepare", {
  body: {
    event_id: events[0]!.id, outcome: "YES", side: "BUY", size_usd: 10, time_in_force: "IOC",
    wallet_address: accounts.evm.address, dflow_account: accounts.solana.address, client_ref: crypto.randomUUID(),
  },
}));
for (const leg of order.legs) console.log(leg.preview.summary);

const legs = await Promise.all(order.legs.map((leg) => signLeg(leg, accounts))); // checks the digest, then signs
const sent = await must(faro.POST("/api/v1/orders/submit", { body: { order_id: order.order.id, legs } }));
for (const leg of sent.legs) console.log(leg.venue, leg.status, leg.venue_order_id ?? leg.error?.message);

for (let status = "submitted"; status === "submitted"; ) {
  await new Promise((resolve) => setTimeout(resolve, 500)); // the chain confirms within seconds
  const { order: now } = await must(faro.GET("/api/v1/orders/{id}", { params: { path: { id: order.order.id } } }));
  console.log(`${(status = now.status)}: ${now.filled_shares} shares for $${now.filled_usd}`);
}
