import { useMemo } from "react";
import { dateTime, words } from "../lib/format";
import { VenueMark } from "../ui/venue";
import { compare, type Stretch } from "./diff";
import type { MarketTextWords, Pair } from "./data";

type Slots = Pair["slots"];

const Marked = ({ stretches, slots }: { stretches: Stretch[]; slots: Slots }) => (
  <>
    {stretches.map((s, i) => {
      const slot = s.slot === null ? null : slots[s.slot];
      const inner = s.differs ? <mark>{s.text}</mark> : s.text;
      return slot ? (
        <span key={i} className={`slot ${slot.outcome}`} title={`${words(slot.slot)}: ${words(slot.outcome).toLowerCase()}`}>
          {inner}
        </span>
      ) : (
        <span key={i}>{inner}</span>
      );
    })}
  </>
);

/** What both venues wrote, side by side: words that only one has are marked, words that a slot was read from are underlined. */
export const Texts = ({ left, right, slots }: { left: MarketTextWords; right: MarketTextWords; slots: Slots }) => {
  const compared = useMemo(() => {
    const l = slots.map((s) => ({ quote: s.left_quote ?? null }));
    const r = slots.map((s) => ({ quote: s.right_quote ?? null }));
    return { title: compare(left.title, right.title, l, r), rules: compare(left.rules ?? "", right.rules ?? "", l, r) };
  }, [left, right, slots]);
  return (
    <div className="side-by-side texts">
      {([["left", left], ["right", right]] as const).map(([side, text]) => (
        <article key={side}>
          <div className="cluster apart">
            <VenueMark venue={text.venue} />
            <span className="small soft">ends {dateTime(text.end_time)}</span>
          </div>
          <h3>
            <Marked stretches={compared.title[side]} slots={slots} />
          </h3>
          {text.outcome_name && <p className="soft">{text.outcome_name}</p>}
          <p className="prose">{text.rules ? <Marked stretches={compared.rules[side]} slots={slots} /> : <span className="quiet">No rules given.</span>}</p>
          <p className="small soft wrap">
            Outcomes {text.outcomes.map((o) => `“${o}”`).join(" and ")}. Source: {text.resolution_source ?? "none given"}.
          </p>
        </article>
      ))}
    </div>
  );
};
