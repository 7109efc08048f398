import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from "react";
import { secrets } from "../api/client";
import type { Level } from "./depth";

interface Best {
  bid: number | null;
  ask: number | null;
}

/** A venue's book as the stream has told it, in prices of YES. */
export interface LiveBook {
  bids: ReadonlyMap<number, number>;
  asks: ReadonlyMap<number, number>;
  yes: Best;
  no: Best;
  source: "socket" | "poll";
  observed_at: string;
}

export interface Live {
  /** Whether the stream runs; without it the page asks again and again. */
  running: boolean;
  books: Readonly<Record<string, LiveBook>>;
  /** Why a venue's book is not known just now. */
  lost: Readonly<Record<string, string>>;
}

const nothing: Live = { running: false, books: {}, lost: {} };
const LiveContext = createContext<Live>(nothing);
export const useLive = () => useContext(LiveContext);

interface Told {
  venue: string;
  bids: { price: number; size: number }[];
  asks: { price: number; size: number }[];
  yes: Best;
  no: Best;
  source: LiveBook["source"];
  observed_at: string;
  error?: string;
}

const after = (side: ReadonlyMap<number, number> | undefined, changes: Told["bids"]) => {
  const now = new Map(side);
  for (const { price, size } of changes) {
    if (size === 0) now.delete(price);
    else now.set(price, size);
  }
  return now;
};

/** What a message makes of what was known. */
export const told = (live: Live, name: string, data: Told): Live => {
  if (name === "event" || name === "begun") return { ...live, running: true };
  if (name === "lost") {
    const { [data.venue]: _, ...books } = live.books;
    return { ...live, books, lost: { ...live.lost, [data.venue]: data.error ?? "" } };
  }
  const before = live.books[data.venue];
  if (name !== "book" && (name !== "change" || !before)) return live;
  const from = name === "book" ? undefined : before;
  const book: LiveBook = {
    bids: after(from?.bids, data.bids),
    asks: after(from?.asks, data.asks),
    yes: data.yes,
    no: data.no,
    source: data.source,
    observed_at: data.observed_at,
  };
  const { [data.venue]: _, ...lost } = live.lost;
  return { running: true, books: { ...live.books, [data.venue]: book }, lost };
};

/** Reads server-sent events. EventSource would do, but it cannot present a key. */
async function* events(body: ReadableStream<Uint8Array>) {
  const reader = body.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader();
  let text = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += part.value;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const lines = text.slice(0, end).split("\n");
      text = text.slice(end + 2);
      const field = (name: string) => lines.find((l) => l.startsWith(`${name}: `))?.slice(name.length + 2);
      const data = field("data");
      if (data) yield { name: field("event") ?? "message", data: JSON.parse(data) as Told };
    }
  }
}

/** How often what was told is shown: quicker than an eye reads, however busy the books are. */
const ShowEveryMs = 150;
const AgainAfterMs = 3_000;

/** Follows the event's books while the page is in view. */
export const LiveProvider = ({ id, children }: { id: string; children: ReactNode }) => {
  const [shown, show] = useState(nothing);
  const latest = useRef(nothing);
  useEffect(() => {
    const stop = new AbortController();
    const set = (live: Live) => (latest.current = live);
    const showing = setInterval(() => show(latest.current), ShowEveryMs);
    const follow = async () => {
      while (!stop.signal.aborted) {
        try {
          const answer = await fetch(`/api/v1/events/${encodeURIComponent(id)}/stream`, { headers: secrets.header("key"), cache: "no-store", signal: stop.signal });
          if (answer.ok && answer.body) for await (const event of events(answer.body)) set(told(latest.current, event.name, event.data));
        } catch (failure) {
          if (stop.signal.aborted) return;
          if (!(failure instanceof TypeError || failure instanceof DOMException)) throw failure;
        }
        set(nothing); // the page asks for itself meanwhile
        await new Promise((done) => setTimeout(done, AgainAfterMs));
      }
    };
    void follow();
    return () => {
      stop.abort();
      clearInterval(showing);
      latest.current = nothing;
    };
  }, [id]);
  return <LiveContext.Provider value={shown}>{children}</LiveContext.Provider>;
};

const levels = (side: ReadonlyMap<number, number>, venue: string, highestFirst: boolean, mirrored: boolean): Level[] =>
  [...side]
    .map(([price, size]) => ({ price: mirrored ? Math.round((1 - price) * 10_000) / 10_000 : price, size, venue }))
    .sort((a, b) => (highestFirst ? b.price - a.price : a.price - b.price));

/** One venue's book, or all together, in the outcome's own prices; undefined while the stream has not told each of them. */
export const useLiveBook = (venue: string, outcome: "YES" | "NO", venues: readonly string[]): { bids: Level[]; asks: Level[] } | undefined => {
  const { running, books, lost } = useLive();
  return useMemo(() => {
    const wanted = venue === "all" ? venues : [venue];
    if (!running || !wanted.every((v) => books[v] || (venue === "all" && v in lost))) return undefined;
    const mirrored = outcome === "NO";
    // A bid for YES at p is an offer of NO at 1 - p.
    const side = (bids: boolean) =>
      wanted
        .flatMap((v) => (books[v] ? levels(bids === mirrored ? books[v].asks : books[v].bids, v, bids, mirrored) : []))
        .sort((a, b) => (bids ? b.price - a.price : a.price - b.price));
    return { bids: side(true), asks: side(false) };
  }, [running, books, lost, venue, outcome, venues]);
};
