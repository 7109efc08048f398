import { accessible, at, enter, expect, secret, test } from "./console";
import { psql, sql } from "./database";

/**
 * A rebuild folds the streams in parts of ten thousand. Streams without facts between the venues' own make each venue a part
 * of its own, as a log of tens of thousands of markets would be, and cost nothing.
 */
const divide = () =>
  sql(`insert into faro.mt_streams (id, version) select 'market/' || venue || '~' || n, 0 from unnest(array['foresight', 'kalshi']) venue, generate_series(1, 10000) n on conflict do nothing`);

/** Reads one page of markets again and again, as an app does: each page is told as "old", "new" or what is wrong with it. */
const poll = () => {
  const seen: string[] = [];
  let on = true;
  const done = (async () => {
    while (on) {
      const answer = await fetch(`${at()}/api/v1/markets?venue=polymarket&limit=100`, { headers: { Authorization: `Bearer ${secret.key()}` } });
      if (answer.ok) {
        const { markets } = (await answer.json()) as { markets: { category: string | null }[] };
        const old = markets.filter((m) => m.category === "before").length;
        seen.push(markets.length !== 100 ? `${markets.length} rows` : old === 100 ? "old" : old === 0 ? "new" : `mixed: ${old} of 100 old`);
      } else seen.push(`status ${answer.status}`);
      await new Promise((rest) => setTimeout(rest, 40)); // within the key's budget of 6,000 a minute
    }
  })();
  return { seen, stop: async () => { on = false; await done; } };
};

test("a rebuild moves its bar, is stopped, goes on, shows its difference and is switched, and a reader notices only that", async ({ console: page }) => {
  test.skip(psql() === null, "psql is missing: nothing here can divide the log into parts.");
  divide();
  // The rows as an older fold could have written them, and a database that is slow to write the rebuild's place.
  sql(`update faro.market_view set category = 'before', row = jsonb_set(row::jsonb, '{category}', '"before"')::json, data = jsonb_set(data::jsonb, '{terms,category}', '"before"')::json`);
  sql(`create function faro.slowly() returns trigger language plpgsql as $$ begin perform pg_sleep(0.3); return new; end $$;
       create trigger slowly before insert or update on faro.shard_rebuild for each row execute function faro.slowly()`);
  const reader = poll();
  try {
    await page.goto(`${at()}/console/projections/MarketView`);
    await enter(page, "admin");
    const bar = page.getByRole("progressbar", { name: "Rebuild of MarketView" });
    const place = async () => Number(await bar.getAttribute("aria-valuenow"));
    await page.getByRole("button", { name: "Rebuild aside" }).click();
    await expect.poll(place, { intervals: [50] }).toBeGreaterThan(0);
    await page.getByRole("button", { name: "Stop", exact: true }).click();
    await expect(page.getByText("Stopped. What is folded is kept")).toBeVisible();
    const stopped = await place();
    expect(stopped).toBeGreaterThan(0);
    expect(stopped).toBeLessThan(100);
    await accessible(page);
    await page.getByRole("button", { name: "Go on" }).click();
    await expect.poll(place, { intervals: [50] }).toBeGreaterThan(stopped);
    await expect(page.locator("[data-difference]")).toContainText(/635 rows changed, 0 added, 0 removed of 635, .*this is what the switch would do/);
    expect(new Set(reader.seen)).toEqual(new Set(["old"]));
    await page.getByRole("button", { name: "Switch to the rebuilt rows" }).click();
    await expect(page.getByText("The rebuilt rows serve since")).toBeVisible();
    await expect.poll(() => reader.seen.at(-1)).toBe("new");
  } finally {
    await reader.stop();
    sql("drop trigger slowly on faro.shard_rebuild; drop function faro.slowly()");
  }
  expect(reader.seen.join()).toMatch(/^old(,old)*(,new)+$/);
});
