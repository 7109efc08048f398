import createClient from "openapi-fetch";

/** What the API refused, with its stable code. */
export class FaroError extends Error {
  /**
   * @param {number} status
   * @param {any} body
   * @param {string | null} requestId
   */
  constructor(status, body, requestId) {
    super(`${status} ${body?.error ?? "unknown"}: ${body?.message ?? "no message"}${body?.issues ? ` ${JSON.stringify(body.issues)}` : ""} (request ${requestId})`);
    this.name = "FaroError";
    this.status = status;
    this.code = body?.error ?? "unknown";
    this.issues = body?.issues;
    this.requestId = requestId;
  }
}

/** @param {import("./index.d.ts").FaroOptions} options */
export function createFaro({ url, key, retries = 3, longestWait = 60, fetch = globalThis.fetch }) {
  return createClient({
    baseUrl: url.replace(/\/+$/, "").replace(/\/api\/v1$/, ""),
    headers: { Authorization: `Bearer ${key}` },
    fetch: (request) => send(request, retries, longestWait, fetch),
  });
}

/**
 * Sends again what may be repeated. 429 and 503 did nothing; a lost answer is only repeated for a GET: an order is prepared again
 * safely with the same client_ref, and a leg is never sent twice, but that is for the caller to decide.
 * @param {Request} request
 * @param {number} retries
 * @param {number} longestWait
 * @param {typeof globalThis.fetch} fetch
 */
async function send(request, retries, longestWait, fetch) {
  for (let attempt = 0; ; attempt++) {
    const last = attempt >= retries;
    try {
      const response = await fetch(last ? request : request.clone());
      const seconds = Number(response.headers.get("Retry-After") ?? NaN);
      if (last || ![429, 503].includes(response.status) || !(seconds <= longestWait)) return response;
      await response.body?.cancel();
      await pause(seconds);
    } catch (e) {
      if (last || request.method !== "GET") throw e;
      await pause(2 ** attempt / 4);
    }
  }
}

/** @param {number} seconds */
const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/**
 * @template T
 * @param {Promise<{ data?: T; error?: unknown; response: Response }>} call
 * @returns {Promise<T>}
 */
export async function must(call) {
  const { data, error, response } = await call;
  if (!response.ok || data === undefined) throw new FaroError(response.status, error, response.headers.get("X-Request-Id"));
  return data;
}
