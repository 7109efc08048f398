import { Link } from "wouter";
import { dateTime, percent, roughDollars, short, words } from "../lib/format";
import { Card, Fact, Failure, Loading, Notice, Tag } from "../ui/feedback";
import { History } from "../ui/history";
import { DetailHead } from "../ui/split";
import { VenueMark, venueName, Venues } from "../ui/venue";
import { BookCard } from "./book";
import { type EventDetail, type EventMarket, useEvent, useEventHistory } from "./data";
import { LiveProvider } from "./live";
import { Quotes, QuotesAre } from "./quotes";

const bare = (label: string) => /^(yes|no)$/i.test(label);

/** The event's YES in the venue's words: a named outcome as it is, a plain Yes as the question itself. */
const meaning = (event: EventDetail, yes: boolean) => {
  const primary = event.markets.find((m) => m.venue === event.primary_venue) ?? event.markets[0];
  if (!primary) return yes ? event.title : `Not: ${event.title}`;
  const labels = event.outcome_labels ?? inEventsTerms(primary);
  const label = (yes ? labels.yes : labels.no) ?? (yes ? "Yes" : "No");
  return bare(label) ? (yes ? `“${primary.title}” comes true` : `“${primary.title}” does not come true`) : label;
};

/** A venue's words for the event's YES and NO: an inverted market's are the other way round. */
const inEventsTerms = (m: EventMarket) => (m.polarity === "inverted" ? { yes: m.outcome_labels.no, no: m.outcome_labels.yes } : m.outcome_labels);

const YesIs = ({ event }: { event: EventDetail }) => (
  <Card flush title="What YES is">
    <div className="yes-is">
      {([true, false] as const).map((yes) => (
        <div key={String(yes)} className={yes ? "yes" : "no"}>
          <span className="word">{yes ? "YES" : "NO"}</span>
          <span className="meaning">{meaning(event, yes)}</span>
          {event.markets.map((m) => {
            const own = inEventsTerms(m);
            return (
              <span key={m.venue} className="small soft wrap">
                <VenueMark venue={m.venue} /> calls it “{yes ? own.yes : own.no}”{m.polarity === "inverted" ? ", as it asks the opposite" : ""}
              </span>
            );
          })}
        </div>
      ))}
    </div>
  </Card>
);

const Market = ({ market: m }: { market: EventMarket }) => (
  <article>
    <div className="cluster apart">
      <VenueMark venue={m.venue} />
      <span className="cluster">
        {m.polarity === "inverted" && <Tag kind="warn">asks the opposite</Tag>}
        <Tag kind={m.status === "trading" ? "good" : undefined}>{words(m.status)}</Tag>
      </span>
    </div>
    <h3>{m.title}</h3>
    <dl className="facts">
      {m.outcome_name && <Fact name="Outcome">{m.outcome_name}</Fact>}
      {m.resolution && <Fact name="Resolved">{m.resolution}</Fact>}
      <Fact name="Liquidity">{roughDollars(m.liquidity_usd)}</Fact>
      <Fact name="Volume">{roughDollars(m.volume_usd)}</Fact>
      <Fact name="Ends">{dateTime(m.end_time)}</Fact>
      <Fact name="Source">{m.resolution_source ?? "none given"}</Fact>
      <Fact name="Market">
        <code>{short(m.venue_market_id, 26)}</code>
      </Fact>
    </dl>
  </article>
);

const Matches = ({ event }: { event: EventDetail }) => (
  <Card title="Why these are one question">
    <div className="stack">
      {event.matches.map((m) => (
        <div key={m.id ?? m.reasoning} className="stack tight">
          <p className="wrap">{m.reasoning}</p>
          <div className="cluster small">
            <Tag kind="good">{percent(m.confidence)} sure</Tag>
            <Tag>judged by {m.judge}</Tag>
            {(m.divergence_risks ?? []).map((r) => (
              <Tag key={r.code} kind="warn">
                {words(r.code)}
              </Tag>
            ))}
            {m.id && <Link href={`/matches/${m.id}`}>Compare the texts</Link>}
          </div>
        </div>
      ))}
    </div>
  </Card>
);

const Recorded = ({ id }: { id: string }) => {
  const history = useEventHistory(id);
  return (
    <Card flush title="Recorded facts">
      {history.isPending ? <Loading lines={3} /> : history.isError ? <div className="pad"><Failure of={history.error} /></div> : <History facts={history.data.history} />}
    </Card>
  );
};

export const EventDetailView = ({ id, onClose }: { id: string; onClose: () => void }) => {
  const found = useEvent(id);
  if (found.isPending) return <Loading lines={8} label="Loading the event" />;
  if (found.isError)
    return (
      <>
        <DetailHead title="Event" onClose={onClose} />
        <Failure of={found.error} retry={() => void found.refetch()} />
      </>
    );
  const event = found.data;
  return (
    <>
      <DetailHead title={event.title} onClose={onClose}>
        <div className="cluster small soft">
          <Venues venues={event.venues} />
          <span>{roughDollars(event.liquidity_usd)} liquid</span>
          <span>ends {dateTime(event.end_time)}</span>
          {event.category && <Link href={`/events?category=${encodeURIComponent(event.category)}`}>{event.category}</Link>}
          {event.group && <Link href={`/events?group=${encodeURIComponent(event.group.id ?? "")}`}>{event.group.title ?? "Its group"}</Link>}
          {event.status !== "active" && <Tag>{event.status}</Tag>}
        </div>
      </DetailHead>
      {(event.divergence_risks?.length ?? 0) > 0 && (
        <Notice kind="warn">
          <strong>The venues may settle this differently.</strong> {event.divergence_risks.map((r) => words(r.code)).join(", ")}.
        </Notice>
      )}
      <YesIs event={event} />
      <LiveProvider id={id}>
        <Card flush title="Quotes" aside={<QuotesAre />}>
          <Quotes id={id} />
        </Card>
        <BookCard id={id} venues={event.venues} />
      </LiveProvider>
      <Card flush title={event.markets.length > 1 ? "Venues side by side" : "Market"}>
        <div className="side-by-side">
          {event.markets.map((m) => (
            <Market key={`${m.venue}-${m.venue_market_id}`} market={m} />
          ))}
        </div>
      </Card>
      {event.description && (
        <Card title="Rules" aside={<span className="small quiet">as {venueName(event.primary_venue)} writes them</span>}>
          <p className="prose">{event.description}</p>
        </Card>
      )}
      {event.matches.length > 0 && <Matches event={event} />}
      <Recorded id={id} />
    </>
  );
};
