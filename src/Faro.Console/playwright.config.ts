import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

const chromium = [process.env["FARO_CHROMIUM"], "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => path && existsSync(path));

/** The browser tests run against a Faro with sandbox venues: one that is running ($FARO_URL, $FARO_DATA), else one that they start. */
export default defineConfig({
  testDir: "e2e",
  globalSetup: "./e2e/faro.ts",
  outputDir: "test-results",
  timeout: 30_000,
  workers: 2,
  fullyParallel: true,
  reporter: [["line"], ["./e2e/summary.ts"]],
  use: {
    browserName: "chromium",
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      ...(chromium && { executablePath: chromium }),
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    },
    trace: "off",
  },
});
