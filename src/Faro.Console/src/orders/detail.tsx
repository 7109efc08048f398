import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { cents, dateTime, dollars, moment, shares, short, words } from "../lib/format";
import { useParam } from "../lib/url";
import { useEvent } from "../events/data";
import { Card, Fact, Failure, Loading, Notice, Tag } from "../ui/feedback";
import { History, type RecordedFact } from "../ui/history";
import { DetailHead } from "../ui/split";
import { VenueMark } from "../ui/venue";
import { type Leg, type Order, useOrder, useOrderHistory } from "./data";
import { Download } from "./proof";
import { ReceiptCard } from "./receipt";
import { Timeline } from "./timeline";

export const statusKind = (status: string) => (status === "filled" ? "good" : status === "rejected" || status === "expired" ? "bad" : status === "partial" || status === "submitted" ? "warn" : undefined);

const AsOf = ({ facts, at, onChange }: { facts: RecordedFact[]; at: number | undefined; onChange: (sequence: number | undefined) => void }) => {
  const last = facts.length - 1;
  const found = at === undefined ? last : facts.findLastIndex((f) => (f.sequence ?? 0) <= at);
  const index = found < 0 ? 0 : found;
  const fact = facts[index];
  return (
    <div className="as-of">
      <label htmlFor="as-of" className="small soft">
        As of
      </label>
      <input
        id="as-of"
        type="range"
        min={0}
        max={last}
        value={index}
        onChange={(e) => {
          const to = Number(e.target.value);
          onChange(to === last ? undefined : facts[to]?.sequence);
        }}
        aria-valuetext={fact ? `${words(fact.name)}, ${moment(fact.recorded_at)}` : ""}
      />
      <span className="small wrap">
        {at === undefined ? "now" : fact ? `${words(fact.name)}, ${moment(fact.recorded_at)} UTC (no. ${fact.sequence})` : ""}
      </span>
    </div>
  );
};

const LegCard = ({ leg }: { leg: Leg }) => (
  <article>
    <div className="cluster apart">
      <VenueMark venue={leg.venue} />
      <Tag kind={statusKind(leg.status)}>{words(leg.status)}</Tag>
    </div>
    {leg.error && (
      <Notice kind="bad">
        <strong>{leg.error.message}</strong>
        <div className="small">{leg.error.retryable ? "It may be tried again." : "It will not be tried again."}</div>
      </Notice>
    )}
    <dl className="facts">
      <Fact name="Filled">
        {shares(leg.filled_shares)} of {shares(leg.shares)} shares
      </Fact>
      <Fact name="Limit">{cents(leg.limit_price)}</Fact>
      {leg.average_price !== null && <Fact name="Average">{cents(leg.average_price)}</Fact>}
      {leg.settlement && <Fact name="Settlement">{words(leg.settlement)}</Fact>}
      {leg.venue_order_id && (
        <Fact name="Venue's order">
          <code>{short(leg.venue_order_id, 20)}</code>
        </Fact>
      )}
      <Fact name="Sent">{dateTime(leg.submitted_at)}</Fact>
      <Fact name="Expires">{dateTime(leg.expires_at)}</Fact>
    </dl>
    {leg.fills.length > 0 && (
      <table className="fills">
        <caption className="visually-hidden">Fills</caption>
        <thead>
          <tr>
            <th scope="col">Fill</th>
            <th scope="col" className="number">Shares</th>
            <th scope="col" className="number">Price</th>
          </tr>
        </thead>
        <tbody>
          {leg.fills.map((f) => (
            <tr key={f.id}>
              <td>{words(f.state)}</td>
              <td className="number">{shares(f.shares)}</td>
              <td className="number">{cents(f.price)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </article>
);

/** Whether this server offers a route: its own document says so, and the console shows what there is. */
export const useOffers = (path: string) =>
  useQuery({
    queryKey: ["document"],
    staleTime: Infinity,
    queryFn: async () => (await (await fetch("/openapi/v1.json")).json()) as { paths: Record<string, unknown> },
  }).data?.paths[path] !== undefined;

const About = ({ order }: { order: Order }) => {
  const event = useEvent(order.event_id);
  return (
    <span className="wrap">
      <Link href={`/events/${order.event_id}`}>{event.data?.title ?? "The event"}</Link>
    </span>
  );
};

export const OrderDetailView = ({ id, onClose }: { id: string; onClose: () => void }) => {
  const [asOfText, setAsOf] = useParam("as_of");
  const asOf = /^\d+$/.test(asOfText) ? Number(asOfText) : undefined;
  const found = useOrder(id, asOf);
  const history = useOrderHistory(id);
  const proves = useOffers("/api/v1/orders/{id}/proof");
  if (found.isPending) return <Loading lines={8} label="Loading the order" />;
  if (found.isError)
    return (
      <>
        <DetailHead title="Order" onClose={onClose} />
        <Failure of={found.error} retry={() => void found.refetch()} />
      </>
    );
  const { order, legs } = found.data;
  return (
    <>
      <DetailHead title={`${order.side === "BUY" ? "Buy" : "Sell"} ${order.outcome} for ${dollars(order.size_usd)}`} onClose={onClose}>
        <div className="cluster small soft">
          <Tag kind={statusKind(order.status)}>{words(order.status)}</Tag>
          <span>{shares(order.filled_shares)} shares for {dollars(order.filled_usd)}</span>
          <span>{order.time_in_force}</span>
          {order.test && <Tag>test</Tag>}
        </div>
        <About order={order} />
      </DetailHead>
      <Card title="Timeline">
        <div className="stack">
          {history.data && history.data.length > 1 && (
            <AsOf facts={history.data} at={asOf} onChange={(s) => setAsOf(s === undefined ? "" : String(s))} />
          )}
          {asOf !== undefined && (
            <Notice kind="warn" action={<button className="button" type="button" onClick={() => setAsOf("")}>Back to now</button>}>
              The order as the log stood at no. {asOf}.
            </Notice>
          )}
          {history.isPending ? <Loading lines={3} /> : history.isError ? <Failure of={history.error} /> : <Timeline legs={legs} facts={history.data} asOf={asOf} />}
        </div>
      </Card>
      <Card flush title={legs.length === 1 ? "Leg" : "Legs"}>
        <div className="side-by-side">
          {legs.map((l) => (
            <LegCard key={l.id} leg={l} />
          ))}
        </div>
      </Card>
      <ReceiptCard order={order} />
      <Card flush title="Recorded facts" aside={
        <div className="cluster">
          {proves && <Download path={`/api/v1/orders/${id}/proof`} file={`faro-proof-${id}.json`}>Download the proof</Download>}
          <Download path={`/api/v1/orders/${id}/history`} file={`faro-order-${id}.json`}>Download the history</Download>
        </div>
      }>
        {history.data && <History facts={history.data} />}
      </Card>
    </>
  );
};
