import { useEffect, useMemo, useRef, useState } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { cents, dollars, shares } from "../lib/format";
import { useDark } from "../lib/hooks";
import { venueName } from "../ui/venue";
import { costUpTo, type Depth, depthOf, type Level } from "./depth";

const Height = 230;

const compactShares = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

const optionsFor = (depth: Depth, width: number, onHover: (index: number | null) => void): uPlot.Options => {
  const style = getComputedStyle(document.documentElement);
  const ink = (name: string) => style.getPropertyValue(name).trim();
  const n = depth.venues.length;
  const stepped = uPlot.paths.stepped!;
  const series: uPlot.Series[] = [{}];
  // The tallest of a stack is drawn first, and the ones below it over it.
  for (const [side, align, line] of [["yes", -1, "--yes"], ["no", 1, "--no"]] as const)
    for (let i = n - 1; i >= 0; i--)
      series.push({
        stroke: i === n - 1 ? ink(line) : "transparent",
        width: i === n - 1 ? 2 : 0,
        fill: ink(`--${side}-${Math.min(3, i + 1)}`),
        paths: stepped({ align }),
        points: { show: false },
      });
  const axis: uPlot.Axis = {
    stroke: ink("--ink-3"),
    font: `12px ${style.getPropertyValue("--sans")}`,
    grid: { stroke: ink("--line"), width: 1 },
    ticks: { show: false },
  };
  return {
    width,
    height: Height,
    series,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    scales: {
      x: { time: false, range: [depth.prices[0] ?? 0, depth.prices.at(-1) ?? 1] },
      y: { range: (_, __, max) => [0, (max || 1) * 1.06] },
    },
    axes: [
      { ...axis, grid: { show: false }, values: (_, at) => at.map((v) => cents(v).replace(".0¢", "¢")), size: 28 },
      { ...axis, values: (_, at) => at.map((v) => compactShares.format(v)), size: 46 },
    ],
    hooks: { setCursor: [(u) => onHover(u.cursor.left !== undefined && u.cursor.left >= 0 ? (u.cursor.idx ?? null) : null)] },
  };
};

const rowsOf = (depth: Depth): uPlot.AlignedData => [depth.prices, ...[...depth.bids].reverse(), ...[...depth.asks].reverse()] as uPlot.AlignedData;

/** The merged book as a picture: bids rise to the left, asks to the right, one band a venue. The ladder says the same in numbers. */
export const DepthChart = ({ bids, asks, venue, outcome }: { bids: Level[]; asks: Level[]; venue: string; outcome: string }) => {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const dark = useDark();
  const depth = useMemo(() => depthOf(bids, asks, venue), [bids, asks, venue]);
  const shape = `${depth.venues.join()}|${depth.prices[0]}|${depth.prices.at(-1)}`;
  const [at, setAt] = useState<number | null>(null);

  useEffect(() => {
    const host = box.current!;
    const made = new uPlot(optionsFor(depth, host.clientWidth, setAt), rowsOf(depth), host);
    plot.current = made;
    const resized = new ResizeObserver(() => made.setSize({ width: host.clientWidth, height: Height }));
    resized.observe(host);
    return () => {
      resized.disconnect();
      made.destroy();
      plot.current = null;
    };
    // A picture of other venues, another range or other colours is drawn anew; one whose sizes moved is only given its data.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [shape, dark]);

  useEffect(() => {
    plot.current?.setData(rowsOf(depth));
  }, [depth]);

  const price = at === null ? null : (depth.prices[at] ?? null);
  const bestBid = bids[0]?.price;
  const bestAsk = asks[0]?.price;
  const side = price === null ? null : bestBid !== undefined && price <= bestBid ? "bids" : "asks";
  const cost = price === null || side === null ? null : costUpTo(side === "bids" ? bids : asks, side, price);
  const crossed = bestBid !== undefined && bestAsk !== undefined && bestBid >= bestAsk;

  return (
    <div className="stack tight">
      <div className="depth-legend" aria-hidden="true">
        {depth.venues.map((v, i) => (
          <span key={v}>
            <span className="swatch">
              <i className={`bid-${Math.min(3, i + 1)}`} />
              <i className={`ask-${Math.min(3, i + 1)}`} />
            </span>
            {venueName(v)}
          </span>
        ))}
      </div>
      <div
        ref={box}
        className="depth"
        role="img"
        aria-label={`Depth of ${outcome}: best bid ${cents(bestBid)}, best ask ${cents(bestAsk)}; the ladder below has every level.`}
      />
      <p className="depth-readout">
        {price !== null && cost ? (
          <>
            <strong>{side === "bids" ? `Selling ${outcome} down to ${cents(price)}` : `Buying ${outcome} up to ${cents(price)}`}:</strong> {shares(cost.shares)} shares for {dollars(cost.dollars)}
          </>
        ) : (
          <>
            <strong>Best bid {cents(bestBid)}, best ask {cents(bestAsk)}</strong>
            {bestBid !== undefined && bestAsk !== undefined && (crossed ? ": the venues' books cross; fees come on top." : `, ${cents(bestAsk - bestBid)} between them.`)}
          </>
        )}
      </p>
    </div>
  );
};
