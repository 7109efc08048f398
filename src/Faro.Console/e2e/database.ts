import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const installed = "/usr/lib/postgresql";

/** psql of the newest Postgres that is installed here, where faro up finds its own; null without. */
export const psql = (): string | null => {
  const versions = existsSync(installed) ? readdirSync(installed).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((v) => join(installed, v, "bin", "psql")).find(existsSync) ?? null;
};

/** Runs SQL on the database of the Faro under test, for what only a tampered or a slow database shows. */
export const sql = (text: string) => {
  const folder = join(process.env["CONSOLE_DATA"]!, "pg");
  const { Port: port } = JSON.parse(readFileSync(join(folder, "server.json"), "utf8")) as { Port: number };
  const env = { ...process.env, PGHOST: "127.0.0.1", PGPORT: String(port), PGUSER: "faro", PGPASSWORD: readFileSync(join(folder, "password"), "utf8").trim() };
  return execFileSync(psql()!, ["-qAt", "-v", "ON_ERROR_STOP=1", "-d", "faro", "-c", text], { env, encoding: "utf8" }).trim();
};
