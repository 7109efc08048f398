import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

/** Starts ./faro up on a folder and a port of its own, and ends it with the tests. */
export default async function start() {
  if (process.env["FARO_URL"] && process.env["FARO_DATA"]) {
    publish(process.env["FARO_URL"], process.env["FARO_DATA"]);
    return;
  }
  const data = mkdtempSync(join(tmpdir(), "faro-console-"));
  const root = resolve(import.meta.dirname, "../../..");
  const built = join(root, "src/Faro.Cli/bin/Release/net10.0/Faro.Cli.dll"); // ./faro test has just built it
  const command = existsSync(built) ? ["dotnet", built] : [join(root, "faro")];
  const faro = spawn(command[0]!, [...command.slice(1), "up", "--port", "0", "--json", "--data", data], {
    env: { ...process.env, FARO_DATA: data, FARO__AnonymousPerMinute: "100000" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  publish(await url(faro), data);
  return async () => {
    const ended = new Promise((done) => faro.once("exit", done));
    faro.kill("SIGINT");
    await ended;
    rmSync(data, { recursive: true, force: true });
  };
}

const url = (faro: ChildProcess) =>
  new Promise<string>((found, failed) => {
    let said = "";
    faro.stderr!.on("data", (chunk: Buffer) => (said += chunk.toString()));
    faro.once("exit", (code) => failed(new Error(`faro up ended with ${code}: ${said}`)));
    createInterface({ input: faro.stdout! }).on("line", (line) => {
      const record = JSON.parse(line) as { url?: string };
      if (record.url) found(record.url);
    });
  });

const publish = (at: string, data: string) => {
  const file = (name: string) => JSON.parse(readFileSync(join(data, name), "utf8")) as Record<string, string>;
  process.env["CONSOLE_URL"] = at.replace(/\/$/, "");
  process.env["CONSOLE_KEY"] = file("test-key.json")["Key"] ?? file("test-key.json")["key"]!;
  process.env["CONSOLE_ADMIN"] = file("secrets.json")["Admin"]!;
  process.env["CONSOLE_CRON"] = file("secrets.json")["Cron"]!;
  process.env["CONSOLE_DATA"] = data;
};
