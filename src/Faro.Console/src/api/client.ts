import createClient, { type Middleware } from "openapi-fetch";
import { Problem } from "./problem";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];
export type Venue = Schemas["EventSummary"]["venues"][number];

/** Which of the three secrets opens a route. */
export type Role = "key" | "admin" | "cron";

/**
 * The secrets of this tab. The API key outlives a reload of the tab (sessionStorage) and nothing else; the admin and cron
 * secrets are in this variable only and are gone with the page.
 */
const held: Record<Role, string> = { key: sessionStorage.getItem("faro.key") ?? "", admin: "", cron: "" };
const listeners = new Set<(role: Role) => void>();

export const secrets = {
  has: (role: Role) => held[role] !== "",
  header: (role: Role) => ({ Authorization: `Bearer ${held[role]}` }),
  subscribe: (listener: (role: Role) => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
  set: (role: Role, value: string) => {
    held[role] = value.trim();
    if (role === "key") {
      if (held.key) sessionStorage.setItem("faro.key", held.key);
      else sessionStorage.removeItem("faro.key");
    }
    for (const listener of listeners) listener(role);
  },
};

const clientAs = (role: Role) => {
  const bearer: Middleware = {
    onRequest({ request }) {
      if (held[role]) request.headers.set("Authorization", `Bearer ${held[role]}`);
      return request;
    },
  };
  const client = createClient<paths>({ baseUrl: location.origin, cache: "no-store" });
  client.use(bearer);
  return client;
};

/** A client a role; each knows every route of the API by its types. */
export const api = { key: clientAs("key"), admin: clientAs("admin"), cron: clientAs("cron") };

/** The answer's data, or a Problem. */
export const data = async <T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> => {
  let answer;
  try {
    answer = await call;
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === "AbortError") throw failure;
    throw failure instanceof SyntaxError ? Problem.of(0, null) : Problem.from(failure);
  }
  if (answer.response.ok && answer.data !== undefined) return answer.data;
  throw Problem.of(answer.response.status, answer.error);
};
