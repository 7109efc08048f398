/** The picture behind a book: at each price, how much could be traded up to it, venue upon venue. Pure, tested by the browser tests. */
export interface Level {
  price: number;
  size: number;
  venue?: string;
}

export interface Depth {
  prices: number[];
  venues: string[];
  /** A row a venue, each upon the one before: shares that bids buy at this price or more. */
  bids: (number | null)[][];
  /** The same for asks at this price or less. */
  asks: (number | null)[][];
}

const distinct = <T,>(values: T[]) => [...new Set(values)];

/** The picture shows the levels that the ladder lists; ones that are far from where anybody trades would press it flat. */
const Listed = 12;
const Farthest = 0.25;

const near = (levels: Level[], best: number | undefined, reach: number) => levels.filter((l) => best === undefined || Math.abs(l.price - best) <= reach + 1e-9);

export const depthOf = (bids: Level[], asks: Level[], fallbackVenue: string): Depth => {
  const bestBid = bids.length ? Math.max(...bids.map((l) => l.price)) : undefined;
  const bestAsk = asks.length ? Math.min(...asks.map((l) => l.price)) : undefined;
  const listed = (levels: Level[], best: number | undefined) => Math.max(0, ...levels.slice(0, Listed).map((l) => Math.abs(l.price - (best ?? l.price))));
  const spread = (bestAsk ?? 0) - (bestBid ?? bestAsk ?? 0);
  const reach = Math.max(0.06, 2 * spread, Math.min(Farthest, Math.max(listed(bids, bestBid), listed(asks, bestAsk))));
  const b = near(bids, bestBid, reach);
  const a = near(asks, bestAsk, reach);
  const venueOf = (l: Level) => l.venue ?? fallbackVenue;
  const venues = distinct([...b, ...a].map(venueOf)).sort();
  const levels = distinct([...b, ...a].map((l) => l.price)).sort((x, y) => x - y);
  // A step beyond each end, so that the last level of a side has a width as well.
  const step = Math.max(0.001, ((levels.at(-1) ?? 1) - (levels[0] ?? 0)) * 0.03);
  const prices = [Math.max(0, (levels[0] ?? 0) - step), ...levels, Math.min(1, (levels.at(-1) ?? 1) + step)];

  const stacked = (side: Level[], covers: (level: number, price: number) => boolean, inside: (price: number) => boolean) => {
    const rows: (number | null)[][] = [];
    for (const venue of venues) {
      const own = side.filter((l) => venueOf(l) === venue);
      const below = rows.at(-1);
      rows.push(prices.map((p, i) => (inside(p) ? (below?.[i] ?? 0) + own.reduce((sum, l) => (covers(l.price, p) ? sum + l.size : sum), 0) : null)));
    }
    return rows;
  };

  return {
    prices,
    venues,
    bids: stacked(b, (level, price) => level >= price - 1e-9, (p) => bestBid !== undefined && p <= bestBid + 1e-9),
    asks: stacked(a, (level, price) => level <= price + 1e-9, (p) => bestAsk !== undefined && p >= bestAsk - 1e-9),
  };
};

/** What it costs to take everything up to a price. */
export const costUpTo = (levels: Level[], side: "bids" | "asks", price: number) => {
  const taken = levels.filter((l) => (side === "bids" ? l.price >= price - 1e-9 : l.price <= price + 1e-9));
  return { shares: taken.reduce((s, l) => s + l.size, 0), dollars: taken.reduce((s, l) => s + l.size * l.price, 0) };
};
