import { FaroError } from "./client.js";

const notes = new Set(["begun", "heartbeat", "behind"]);

/**
 * @param {import("./index.d.ts").Faro} faro
 * @param {import("./index.d.ts").FeedOptions} [options]
 * @returns {AsyncGenerator<import("./index.d.ts").FeedFact>}
 */
export async function* feed(faro, { kind, event, order, after, signal, pause = 1 } = {}) {
  for (let last = after; !signal?.aborted; await sleep(pause)) {
    try {
      const { data, error, response } = await faro.GET("/api/v1/feed", { params: { query: { kind, event, order, after: last } }, parseAs: "stream", signal });
      if (!response.ok || !data) throw new FaroError(response.status, error, response.headers.get("X-Request-Id"));
      for await (const item of items(/** @type {ReadableStream<Uint8Array>} */ (data))) {
        last = Number(item.id);
        if (!notes.has(item.event)) yield JSON.parse(item.data);
      }
    } catch (e) {
      if (signal?.aborted) return;
      if (e instanceof FaroError && e.status < 500 && e.status !== 429) throw e;
    }
  }
}

/**
 * The events of a stream: fields line by line, an empty line after each event.
 * @param {ReadableStream<Uint8Array>} body
 */
async function* items(body) {
  const reader = body.pipeThrough(/** @type {any} */ (new TextDecoderStream())).getReader();
  let rest = "";
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      const whole = (rest + chunk.value).split(/\r?\n\r?\n/);
      rest = whole.pop() ?? "";
      for (const text of whole) {
        const fields = new Map(text.split(/\r?\n/).map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).replace(/^ /, "")]));
        yield { id: fields.get("id") ?? "", event: fields.get("event") ?? "", data: fields.get("data") ?? "" };
      }
    }
  } finally {
    await reader.cancel().catch(() => {}); // a connection that broke is over already
  }
}

/** @param {number} seconds */
const sleep = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
