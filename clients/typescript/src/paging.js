import { must } from "./client.js";

/**
 * @template {{ next_cursor?: string | null }} T
 * @param {(cursor: string | undefined) => Promise<{ data?: T; error?: unknown; response: Response }>} call
 */
export async function* pages(call) {
  for (let cursor = /** @type {string | null | undefined} */ (undefined); cursor !== null; ) {
    const page = await must(call(cursor));
    yield page;
    cursor = page.next_cursor ?? null;
  }
}

/**
 * @template {{ next_after?: number | null }} T
 * @param {(after: number | undefined) => Promise<{ data?: T; error?: unknown; response: Response }>} call
 * @param {number} [after]
 */
export async function* history(call, after) {
  for (let at = /** @type {number | null | undefined} */ (after); at !== null; ) {
    const page = await must(call(at));
    yield page;
    at = page.next_after ?? null;
  }
}
