import { Link } from "wouter";
import { cents, dateTime, percent, words } from "../lib/format";
import { Card, Failure, Loading, Notice, Tag } from "../ui/feedback";
import { History, type RecordedFact } from "../ui/history";
import { DetailHead } from "../ui/split";
import { VenueMark, venueName } from "../ui/venue";
import { type Pair, useMatch, useMatchHistory, useTexts } from "./data";
import { finding, reasoned, said } from "./findings";
import { Operate } from "./operate";
import { Texts } from "./texts";

export const stateKind = (state: string) => (state === "linked" ? "good" : state === "refused" ? "bad" : state === "proposed" ? "warn" : undefined);
export const stateMeans: Record<string, string> = {
  linked: "joins an event",
  allowed: "may join, but a better group won",
  refused: "judged different",
  proposed: "waits for its judge",
};

const slotKind = (outcome: string) => (outcome === "agrees" || outcome === "converted" ? "good" : outcome === "differs" ? "bad" : "warn");

const Slots = ({ pair }: { pair: Pair }) => (
  <div className="table-scroll" tabIndex={0} role="region" aria-label="Slots">
    <table>
      <thead>
        <tr>
          <th scope="col">Slot</th>
          <th scope="col">{venueName(pair.left.venue)}</th>
          <th scope="col">{venueName(pair.right.venue)}</th>
          <th scope="col">Finding</th>
        </tr>
      </thead>
      <tbody>
        {pair.slots.map((s) => (
          <tr key={s.slot}>
            <th scope="row">{words(s.slot)}</th>
            <td className="wrap">{s.left ? said(s.left) : "–"}</td>
            <td className="wrap">{s.right ? said(s.right) : "–"}</td>
            <td>
              <Tag kind={slotKind(s.outcome)}>{words(s.outcome)}</Tag>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

const Found = ({ code, text, pair }: { code: string; text: string; pair: Pair }) => {
  const { about, sides } = finding(code, text);
  return (
    <div className="wrap">
      {about}. {sides ? <span className="soft">{venueName(pair.left.venue)}: {sides[0]}. {venueName(pair.right.venue)}: {sides[1]}.</span> : text}
    </div>
  );
};

const Flags = ({ pair }: { pair: Pair }) => (
  <>
    {pair.override && (
      <Notice kind="warn">
        <strong>An operator decided this pair.</strong> {(pair.override as { reason?: string }).reason}
      </Notice>
    )}
    {pair.price_gap?.flagged_at && (
      <Notice kind="warn">
        <strong>The prices are {Math.round(pair.price_gap.points ?? 0)} points apart.</strong> {venueName(pair.left.venue)} {cents(pair.price_gap.left)}, {venueName(pair.right.venue)} {cents(pair.price_gap.right)}, since {dateTime(pair.price_gap.since)}: two markets on one question seldom do.
      </Notice>
    )}
    {pair.demoted && (
      <Notice kind="warn">
        <strong>Demoted: {words(pair.demoted.why ?? "rules_changed").toLowerCase()}</strong> at {venueName(pair.demoted.venue ?? "")}, {dateTime(pair.demoted.at)}.
      </Notice>
    )}
    {pair.vetoes.length > 0 && (
      <Notice kind="bad">
        <strong>What speaks against it:</strong>
        {pair.vetoes.map((v) => (
          <Found key={v.code + v.text} code={v.code} text={v.text} pair={pair} />
        ))}
      </Notice>
    )}
    {[...pair.divergence_risks, ...pair.doubts].length > 0 && (
      <Notice kind="warn">
        <strong>Where they may part:</strong>
        {[...pair.divergence_risks, ...pair.doubts].map((v) => (
          <Found key={v.code + v.text} code={v.code} text={v.text} pair={pair} />
        ))}
      </Notice>
    )}
  </>
);

const saying = (fact: RecordedFact) => {
  if (fact.name === "price_gap_opened") return "The prices at the two venues have come far apart.";
  if (fact.name === "price_gap_closed") return "The prices at the two venues have come together again.";
  const d = (fact.data ?? {}) as { same?: boolean; confidence?: number; reasoning?: string; reason?: string; judge?: string };
  const verdict = d.same === undefined ? "" : d.same ? "The same question" : "Different questions";
  const sure = typeof d.confidence === "number" ? ` (${percent(d.confidence)} likely the same)` : "";
  return [verdict && `${verdict}${sure}.`, d.reasoning ? reasoned(d.reasoning) : d.reason].filter(Boolean).join(" ") || null;
};

export const MatchDetailView = ({ id, onClose }: { id: string; onClose: () => void }) => {
  const found = useMatch(id);
  const texts = useTexts(id);
  const history = useMatchHistory(id);
  if (found.isPending) return <Loading lines={8} label="Loading the match" />;
  if (found.isError)
    return (
      <>
        <DetailHead title="Match" onClose={onClose} />
        <Failure of={found.error} retry={() => void found.refetch()} />
      </>
    );
  const pair = found.data;
  return (
    <>
      <DetailHead title={pair.same ? "The same question" : "Different questions"} onClose={onClose}>
        <div className="cluster small soft">
          <VenueMark venue={pair.left.venue} />
          <VenueMark venue={pair.right.venue} />
          <Tag kind={stateKind(pair.state)}>
            {words(pair.state)}: {stateMeans[pair.state]}
          </Tag>
          <Tag>{percent(pair.confidence)} likely the same</Tag>
          {pair.judge && <Tag>judged by {pair.judge}</Tag>}
          {pair.polarity === "inverted" && <Tag kind="warn">asks the opposite</Tag>}
          {pair.event_id && <Link href={`/events/${pair.event_id}`}>The event</Link>}
        </div>
      </DetailHead>
      {pair.reasoning && <p className="prose">{reasoned(pair.reasoning)}</p>}
      <Operate pair={pair} />
      <Flags pair={pair} />
      <Card
        flush
        title="Both texts"
        aside={
          <span className="small soft">
            <mark>only here</mark> · <span className="slot agrees">a slot that agrees</span> · <span className="slot differs">that differs</span>
          </span>
        }
      >
        {texts.isPending ? <Loading lines={5} /> : texts.isError ? <div className="pad"><Failure of={texts.error} /></div> : <Texts left={texts.data.left} right={texts.data.right} slots={pair.slots} />}
      </Card>
      {pair.slots.length > 0 && (
        <Card flush title="Slot by slot">
          <Slots pair={pair} />
        </Card>
      )}
      <Card flush title="Verdict history">
        {history.isPending ? <Loading lines={3} /> : history.isError ? <div className="pad"><Failure of={history.error} /></div> : <History facts={history.data.history} saying={saying} />}
      </Card>
    </>
  );
};
