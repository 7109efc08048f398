import { cents, dollars, duration, shares, timeOfDay, words } from "../lib/format";
import { useNarrow } from "../lib/hooks";
import type { RecordedFact } from "../ui/history";
import { venueName } from "../ui/venue";
import { type Leg, legOf } from "./data";

interface Point {
  at: number;
  fact: RecordedFact;
  tone: "good" | "bad" | "open";
}

const bad = /rejected|cancelled|expired|reversed|failed/;
const good = /filled|accepted|settled/;
const toneOf = (name: string): Point["tone"] => (bad.test(name) ? "bad" : good.test(name) ? "good" : "open");

const Wide = 640;
const Narrow = 340;
const Left = 14;
const Right = 14;

/** On a phone the points stand evenly, as far apart as their names need. */
const evenly = (n: number, width: number) => Array.from({ length: n }, (_, i) => Left + ((width - Left - Right) * i) / Math.max(1, n - 1));

/**
 * Facts of one order lie milliseconds or minutes apart, so a plain time axis would pile most of them up. Each gap gets a
 * width that grows with its logarithm, and says beneath how long it was.
 */
const places = (times: number[]) => {
  const gaps = times.slice(1).map((t, i) => 1 + Math.log10(1 + Math.max(0, t - times[i]!)));
  const whole = gaps.reduce((a, b) => a + b, 0) || 1;
  let x = Left;
  return times.map((_, i) => (i === 0 ? x : (x += ((Wide - Left - Right) * gaps[i - 1]!) / whole)));
};

const name = (fact: RecordedFact) => words(fact.name.replace(/^leg_/, "").replace(/^order_/, ""));

const LegLane = ({ leg, facts, asOf }: { leg: Leg; facts: RecordedFact[]; asOf: number | undefined }) => {
  const points: Point[] = facts.map((fact) => ({ at: Date.parse(fact.recorded_at), fact, tone: toneOf(fact.name) }));
  const narrow = useNarrow();
  const width = narrow ? Math.max(Narrow, 84 * (points.length - 1)) : Wide;
  const xs = narrow ? evenly(points.length, width) : places(points.map((p) => p.at));
  const passed = points.filter((p) => asOf === undefined || (p.fact.sequence ?? 0) <= asOf).length;
  const filled = leg.shares > 0 ? Math.min(1, (leg.filled_shares ?? 0) / leg.shares) : 0;
  const label = `${venueName(leg.venue)}: ${points.map((p) => `${name(p.fact)} at ${timeOfDay(p.fact.recorded_at)}`).join(", ")}. ${Math.round(filled * 100)}% filled.`;
  return (
    <div className="lane">
      <div className="cluster apart">
        <strong>{venueName(leg.venue)}</strong>
        <span className="small soft">
          {shares(leg.filled_shares)} of {shares(leg.shares)} shares{leg.average_price !== null ? ` at ${cents(leg.average_price)}` : ` up to ${cents(leg.limit_price)}`}, {dollars(leg.size_usd)}
        </span>
      </div>
      <div className="table-scroll" tabIndex={0} role="region" aria-label={`Timeline at ${venueName(leg.venue)}`}>
        <svg className="lane-picture" viewBox={`0 0 ${width} 74`} ref={(picture) => void (picture && (picture.style.minWidth = `${narrow && width > Narrow ? width : 0}px`))} role="img" aria-label={label}>
          <line x1={Left} x2={width - Right} y1="26" y2="26" className="lane-rail" />
          {passed > 1 && <line x1={Left} x2={xs[passed - 1]} y1="26" y2="26" className="lane-done" />}
          {points.map((p, i) => {
            const x = xs[i]!;
            const end = i === points.length - 1;
            const anchor = i === 0 ? "start" : end ? "end" : "middle";
            const tx = i === 0 ? x - 8 : end ? x + 8 : x;
            const gap = i > 0 ? p.at - points[i - 1]!.at : 0;
            return (
              <g key={p.fact.version} className={`lane-point ${p.tone} ${i < passed ? "" : "later"}`}>
                {p.tone === "bad" ? <path d={`M${x - 5} 21l10 10m0-10l-10 10`} /> : <circle cx={x} cy="26" r="6" />}
                <text x={tx} y={i % 2 ? 62 : 12} textAnchor={anchor}>
                  {name(p.fact)}
                </text>
                {i > 0 && gap > 0 && (
                  <text className="lane-gap" x={(x + xs[i - 1]!) / 2} y="42" textAnchor="middle">
                    {duration(gap)}
                  </text>
                )}
              </g>
            );
          })}
        </svg>
      </div>
      <svg className="fillbar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        <rect width="100" height="4" className="fillbar-back" />
        <rect width={100 * filled} height="4" className="fillbar-front" />
      </svg>
    </div>
  );
};

/** Each leg's recorded life as a picture: prepared, sent, answered, filled, settled. */
export const Timeline = ({ legs, facts, asOf }: { legs: Leg[]; facts: RecordedFact[]; asOf: number | undefined }) => {
  const shared = facts.filter((f) => legOf(f) === null);
  return (
    <div className="stack">
      {legs.map((leg) => (
        <LegLane key={leg.id} leg={leg} asOf={asOf} facts={[...shared, ...facts.filter((f) => legOf(f) === leg.id)].sort((a, b) => a.version - b.version)} />
      ))}
    </div>
  );
};
