import { accessible, ask, at, expect, secret, test } from "./console";

interface List {
  events: { id: string; title: string; venues: string[] }[];
}

test("search as you type keeps the filter in the address", async ({ console: page }) => {
  await page.goto(`${at()}/console`);
  await expect(page).toHaveURL(/\/console\/events/);
  await expect(page.locator("[data-row]").first()).toBeVisible();
  await page.keyboard.press("/");
  await page.keyboard.type("bitcoin");
  await expect(page).toHaveURL(/q=bitcoin/);
  const expected = await ask<List>("/api/v1/events?q=bitcoin&limit=50");
  await expect(page.locator("[data-row]")).toHaveCount(expected.events.length);
  await expect(page.locator("[data-row] .title").first()).toHaveText(expected.events[0]!.title);
  await page.reload();
  await expect(page.getByLabel("Search events")).toHaveValue("bitcoin");
  await expect(page.locator("[data-row]")).toHaveCount(expected.events.length);
});

test("an event has an address, says what YES is, and shows quotes, book and venues", async ({ console: page }) => {
  const { events } = await ask<List>("/api/v1/events?matched=true&limit=1");
  const event = events[0]!;
  await page.goto(`${at()}/console/events/${event.id}`);
  await expect(page.locator(".detail-title")).toHaveText(event.title);
  await expect(page.getByRole("heading", { name: "What YES is" })).toBeVisible();
  await expect(page.locator(".quotes tbody tr")).toHaveCount(event.venues.length);
  await expect(page.locator(".depth canvas")).toBeVisible();
  await expect(page.locator(".side-by-side article")).toHaveCount(event.venues.length);
  await page.getByRole("group", { name: "Outcome" }).getByText("NO").click();
  await expect(page).toHaveURL(/outcome=NO/);
  await accessible(page);
});

test("quotes and the book move when the venue's do, without being asked for", async ({ console: page }) => {
  const { controls_url } = await ask<{ controls_url: string }>("/api/v1/sandbox");
  const { events } = await ask<{ events: { id: string; venues: string[] }[] }>("/api/v1/events?venue=polymarket&limit=100");
  const event = events.find((e) => e.venues.length === 1)!;
  const { event: detail } = await ask<{ event: { markets: { venue_market_id: string }[] } }>(`/api/v1/events/${event.id}`);
  const put = async (bid: string, ask: string) => {
    const answer = await fetch(new URL("/sandbox/books", controls_url), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ venue: "polymarket", id: detail.markets[0]!.venue_market_id, bids: [[bid, "100"]], asks: [[ask, "50"]] }),
    });
    expect(answer.ok).toBe(true);
  };
  let asked = 0;
  page.on("request", (r) => {
    if (/\/(quotes|orderbook)\b/.test(r.url())) asked++;
  });
  await page.goto(`${at()}/console/events/${event.id}`);
  await expect(page.locator(".live-now")).toBeVisible();
  await put("0.31", "0.34");
  await expect(page.locator(".quotes .yes-col").first()).toContainText("31");
  await expect(page.locator(".quotes .no-col").first()).toContainText("66");
  const before = asked;
  await put("0.52", "0.57");
  await expect(page.locator(".quotes .yes-col").first()).toContainText("52", { timeout: 1_500 });
  await expect(page.locator(".ladder .asks")).toContainText("57");
  await expect(page.locator(".depth-readout")).toContainText("Best bid 52");
  await expect(page.locator(".quotes .tick.up").first()).toBeVisible();
  expect(asked).toBe(before);
});

test("where the stream is refused the page asks for itself", async ({ console: page }) => {
  const { events } = await ask<List>("/api/v1/events?matched=true&limit=1");
  await page.route("**/stream", (route) => route.fulfill({ status: 503, contentType: "application/json", body: "{}" }));
  await page.goto(`${at()}/console/events/${events[0]!.id}`);
  await expect(page.getByText("every two seconds")).toBeVisible();
  await expect(page.locator(".quotes tbody tr")).toHaveCount(events[0]!.venues.length);
  await expect(page.locator(".ladder")).toBeVisible();
  await page.unrouteAll({ behavior: "ignoreErrors" });
});

test("the keyboard walks the list, opens and closes", async ({ console: page }) => {
  await page.goto(`${at()}/console/events`);
  await expect(page.locator("[data-row]").nth(2)).toBeVisible();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await expect(page.locator("[data-row]").first()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("[data-detail] .detail-title")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.locator("[data-detail]")).toHaveCount(0);
  await expect(page).toHaveURL(/\/console\/events$/);
});

test("at 390 pixels the detail is a sheet over the list", async ({ console: page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${at()}/console/events`);
  // Each filter is as wide as its words; the row of them scrolls.
  await expect(page.locator(".selects select")).toHaveCount(5);
  for (const width of await page.locator(".selects select").evaluateAll((all) => all.map((s) => s.clientWidth))) expect(width).toBeGreaterThan(80);
  await page.locator("[data-row]").nth(1).click();
  const sheet = page.getByRole("dialog", { name: "Event" });
  await expect(sheet.locator(".detail-title")).toBeVisible();
  await expect(sheet.locator(".depth canvas")).toBeVisible();
  await accessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
});

test("a market's text is text, whatever stands in it", async ({ console: page }) => {
  const hostile = `<img src=x onerror="window.hurt=1"><script>window.hurt=1</script>'"&{{7*7}}javascript:window.hurt=1`;
  await page.route("**/api/v1/events**", async (route) => {
    const answer = await route.fetch();
    const text = await answer.text();
    const poisoned = text.replace(/"(title|description|reasoning|category|outcome_name|resolution_source|yes|no)":"(?:[^"\\]|\\.)*"/g, (_, name: string) => `"${name}":${JSON.stringify(hostile)}`);
    await route.fulfill({ response: answer, body: poisoned });
  });
  await page.goto(`${at()}/console/events`);
  await expect(page.locator("[data-row] .title").first()).toHaveText(hostile);
  await page.locator("[data-row]").first().click();
  await expect(page.locator(".detail-title")).toHaveText(hostile);
  await expect(page.locator(".side-by-side h3").first()).toHaveText(hostile);
  expect(await page.evaluate(() => (window as unknown as { hurt?: number }).hurt)).toBeUndefined();
  expect(await page.locator("main img, main script").count()).toBe(0);
  await page.unrouteAll({ behavior: "ignoreErrors" }); // quotes are asked for again and again
});

test("nothing inline, nothing from elsewhere: the policy says so and the page is small", async ({ console: page }) => {
  const sizes: number[] = [];
  const asked: string[] = [];
  page.on("request", (r) => asked.push(new URL(r.url()).pathname));
  page.on("response", async (r) => {
    if (r.url().includes("/console")) sizes.push((await r.request().sizes()).responseBodySize);
  });
  const begun = Date.now();
  const page1 = await page.goto(`${at()}/console/events`);
  await expect(page.locator("[data-row]").first()).toBeVisible();
  const took = Date.now() - begun;
  const policy = page1!.headers()["content-security-policy"]!;
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("unsafe");
  await page.waitForLoadState("networkidle");
  const total = sizes.reduce((a, b) => a + b, 0);
  // The list waits for the scripts that the page itself names, which come at once, and then for one answer.
  const named = await page1!.text();
  const before = asked.slice(0, asked.indexOf("/api/v1/events")).filter((path) => path.endsWith(".js"));
  expect(before.length).toBeGreaterThan(0);
  for (const path of before) expect(named).toContain(path);
  console.log(`first list after ${took} ms, ${Math.round(total / 1000)} kB`);
  expect(total).toBeGreaterThan(50_000);
  expect(total).toBeLessThan(250_000);
});

test("without a key the page asks for one, and a wrong one is refused in words", async ({ page }) => {
  await page.goto(`${at()}/console/events`);
  await page.locator(".ask").getByLabel("API key").fill("faro_test_wrong");
  await page.getByRole("button", { name: "Use it" }).click();
  await expect(page.getByRole("alert")).toContainText("401");
  await page.getByRole("button", { name: "Forget API key" }).click();
  await page.locator(".ask").getByLabel("API key").fill(secret.key());
  await page.getByRole("button", { name: "Use it" }).click();
  await expect(page.locator("[data-row]").first()).toBeVisible();
});
