import { createFaro, feed } from "faro-client";

const faro = createFaro({ url: process.env.FARO_URL ?? "http://127.0.0.1:8080", key: process.env.FARO_KEY ?? "" });
const many = 30;

/** Follows the feed behind a place in the log, and hangs up after so many facts. */
async function facts(after: number, count: number): Promise<number[]> {
  const seen: number[] = [];
  for await (const fact of feed(faro, { kind: "market", after })) {
    seen.push(fact.sequence);
    if (seen.length === count) break;
  }
  return seen;
}

const inOne = await facts(0, many);
const first = await facts(0, many / 3);
const rest = await facts(first.at(-1)!, many - first.length); // in another process, on another day: only the number has to be kept
if (inOne.join() !== [...first, ...rest].join()) throw new Error("The feed was not the same when it was read in two parts.");
console.log(`${many} facts up to ${rest.at(-1)}: none missing, none twice.`);
