import { readFile } from "node:fs/promises";
import { accessible, ask, at, enter, expect, secret, test } from "./console";

interface Orders {
  order: { id: string };
}

const prepared = async () => {
  const { events } = await ask<{ events: { id: string }[] }>("/api/v1/events?venue=foresight&limit=1");
  return ask<Orders>("/api/v1/orders/prepare", {
    method: "POST",
    body: JSON.stringify({ event_id: events[0]!.id, outcome: "YES", side: "BUY", size_usd: 5, time_in_force: "GTC", venues: ["foresight"], wallet_address: "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A" }),
  });
};

test("an order has its timeline, its receipt in words and its state as of a place in the log", async ({ console: page }) => {
  const { order } = await prepared();
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto(`${at()}/console/orders/${order.id}`);
  await expect(page.locator(".detail-title")).toHaveText("Buy YES for $5.00");
  await expect(page.locator(".lane-picture")).toBeVisible();
  await expect(page.locator(".receipt")).toContainText("You asked to buy YES for $5.00");
  await expect(page.getByText("Computed again: the same plan")).toBeVisible();
  await accessible(page);
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download the history" }).click();
  expect((await saved).suggestedFilename()).toContain(order.id);
  const proof = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download the proof" }).click();
  const proven = JSON.parse(await readFile(await (await proof).path(), "utf8")) as Record<string, unknown>;
  expect(JSON.stringify(proven)).toContain(order.id);
  const { history } = await ask<{ history: { sequence: number }[] }>(`/api/v1/orders/${order.id}/history`);
  await page.goto(`${at()}/console/orders/${order.id}?as_of=${history[0]!.sequence}`);
  await expect(page.getByText(`as the log stood at no. ${history[0]!.sequence}`)).toBeVisible();
});

test("orders of one status are asked for, not picked out of what was loaded", async ({ console: page }) => {
  await prepared();
  const asked: string[] = [];
  page.on("request", (r) => {
    if (r.url().includes("/api/v1/orders?")) asked.push(new URL(r.url()).search);
  });
  await page.goto(`${at()}/console/orders`);
  await expect(page.locator("[data-row]").first()).toBeVisible();
  await page.getByLabel("Status").selectOption("prepared");
  await expect(page).toHaveURL(/status=prepared/);
  const { orders } = await ask<{ orders: unknown[] }>("/api/v1/orders?status=prepared&limit=50");
  await expect(page.locator("[data-row]")).toHaveCount(orders.length);
  await page.getByLabel("Status").selectOption("rejected");
  await expect(page.getByText("No order has this status")).toBeVisible();
  expect(asked.some((q) => q.includes("status=prepared")) && asked.some((q) => q.includes("status=rejected"))).toBe(true);
});

test("a match shows both texts marked, and an operator may override it and withdraw that", async ({ console: page }) => {
  const { matches } = await ask<{ matches: { id: string }[] }>("/api/v1/matches?state=linked&limit=1");
  await page.goto(`${at()}/console/matches/${matches[0]!.id}`);
  await expect(page.locator(".texts article")).toHaveCount(2);
  await expect(page.locator(".texts mark").first()).toBeVisible();
  await expect(page.getByRole("heading", { name: "Verdict history" })).toBeVisible();
  await accessible(page);
  await page.getByRole("button", { name: "Override" }).click();
  await enter(page, "admin");
  await page.getByLabel("are different questions").check();
  await page.getByLabel("Reason").fill("The console's test parts them.");
  await page.getByRole("button", { name: "Record the decision" }).click();
  await expect(page.getByText("An operator decided this pair.")).toBeVisible();
  await expect(page.locator(".detail-title")).toHaveText("Different questions");
  await page.getByRole("button", { name: "Withdraw the override" }).click();
  await page.getByLabel("Reason").fill("The test is over.");
  await page.getByRole("button", { name: "Withdraw", exact: true }).click();
  await expect(page.getByText("An operator decided this pair.")).toHaveCount(0);
  await expect(page.locator(".detail-title")).toHaveText("The same question");
});

test("a rebuild stops before its switch and shows the difference", async ({ console: page }) => {
  await page.goto(`${at()}/console/projections/MatchView`);
  await enter(page, "admin");
  await page.getByRole("button", { name: /Rebuild aside|Go on/ }).click();
  await expect(page.locator("[data-difference]")).toContainText("No row differs", { timeout: 15_000 });
  await expect(page.getByText("this is what the switch would do")).toBeVisible();
  await accessible(page);
  await page.getByRole("button", { name: "Switch to the rebuilt rows" }).click();
  await expect(page.getByText("The rebuilt rows serve since")).toBeVisible();
});

test("runs, venues and schedules are shown, and the secrets are gone with the page", async ({ console: page }) => {
  await page.goto(`${at()}/console/system`);
  await enter(page, "admin");
  await expect(page.getByRole("region", { name: "Venues" }).getByRole("row")).toHaveCount(4);
  await expect(page.locator(".timeline > li").first()).toBeVisible();
  await accessible(page);
  const kept = await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie]));
  expect(kept).not.toContain(secret.admin());
  await page.reload();
  await expect(page.getByLabel("Admin secret", { exact: true })).toBeVisible();
});

test("a key is issued, shown once and revoked", async ({ console: page }) => {
  const label = `console test ${Date.now()}`;
  await page.goto(`${at()}/console/keys`);
  await enter(page, "admin");
  await page.getByRole("button", { name: "Issue a key" }).click();
  await page.getByLabel("Label").fill(label);
  await page.getByRole("button", { name: "Issue", exact: true }).click();
  const plain = (await page.locator(".plain-key").textContent())!;
  expect(plain).toMatch(/^faro_test_/);
  expect((await ask<{ total: number }>("/api/v1/events?limit=1", {}, plain)).total).toBeGreaterThan(0);
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.getByText(plain)).toHaveCount(0);
  await page.locator("[data-row]", { hasText: label }).click();
  await accessible(page);
  await page.getByRole("button", { name: "Revoke", exact: true }).click();
  await page.getByRole("button", { name: "Revoke it" }).click();
  await expect(page.locator(".detail-title")).toHaveText(label);
  await expect(page.getByText("revoked", { exact: true })).toBeVisible();
  await expect.poll(async () => (await fetch(`${at()}/api/v1/events?limit=1`, { headers: { Authorization: `Bearer ${plain}` } })).status).toBe(401);
});

test("Foresight's market shows its book and its trades", async ({ console: page }) => {
  const { events } = await ask<{ events: { id: string }[] }>("/api/v1/events?venue=foresight&limit=1");
  await page.goto(`${at()}/console/foresight/${events[0]!.id}`);
  await expect(page.getByRole("heading", { name: "Live book" })).toBeVisible();
  await expect(page.locator(".ladder").or(page.getByText("The book is empty"))).toBeVisible();
  await expect(page.getByRole("region", { name: "Trades" }).or(page.getByText("No trades yet"))).toBeVisible();
  await accessible(page);
});

for (const [scheme, paths] of [["light", ["events", "matches"]], ["dark", ["orders", "foresight"]]] as const)
  test(`every page is readable and accessible at 390 pixels, ${scheme}`, async ({ console: page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width: 390, height: 844 });
    for (const path of paths) {
      await page.goto(`${at()}/console/${path}`);
      await expect(page.locator("main h1")).toBeVisible();
      await expect(page.locator(".skeleton")).toHaveCount(0);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
      await accessible(page);
    }
  });
