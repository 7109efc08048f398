import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test as base } from "@playwright/test";

export const at = () => process.env["CONSOLE_URL"]!;
export const secret = { key: () => process.env["CONSOLE_KEY"]!, admin: () => process.env["CONSOLE_ADMIN"]!, cron: () => process.env["CONSOLE_CRON"]! };

/** A page that fails its test when a script breaks, when the policy blocks something, or when a request leaves for elsewhere. */
export const test = base.extend<{ console: Page }>({
  console: async ({ page }, use) => {
    const wrong: string[] = [];
    page.on("pageerror", (e) => wrong.push(e.message));
    page.on("console", (m) => {
      if (m.type() === "error" && !m.text().startsWith("Failed to load resource")) wrong.push(m.text());
    });
    page.on("request", (r) => {
      if (!r.url().startsWith(at())) wrong.push(`request to ${r.url()}`);
    });
    await page.addInitScript((key) => sessionStorage.setItem("faro.key", key), secret.key());
    await use(page);
    expect(wrong).toEqual([]);
  },
});

export { expect };

/** The API as the test asks it, beside the page. */
export const ask = async <T>(path: string, init: RequestInit = {}, bearer = secret.key()): Promise<T> => {
  const answer = await fetch(`${at()}${path}`, { ...init, headers: { Authorization: `Bearer ${bearer}`, "Content-Type": "application/json" } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
};

export const accessible = async (page: Page) => {
  const found = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]).analyze();
  const serious = found.violations.filter((v) => v.impact === "serious" || v.impact === "critical");
  expect(serious.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(", ")}`)).toEqual([]);
};

export const enter = async (page: Page, role: "admin" | "cron") => {
  const name = role === "admin" ? "Admin secret" : "Cron secret";
  await page.getByRole("textbox", { name, exact: true }).fill(secret[role]());
  await page.getByRole("button", { name: "Use it" }).click();
};
