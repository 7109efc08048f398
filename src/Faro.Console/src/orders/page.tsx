import { useCallback, useRef } from "react";
import { Link, useLocation, useParams } from "wouter";
import { useEvent } from "../events/data";
import { ago, dollars, words } from "../lib/format";
import { useNow, useSeen, useTitle } from "../lib/hooks";
import { useHrefKeepingFilters, useParam } from "../lib/url";
import { Needs } from "../session";
import { Empty, Failure, Loading, Tag } from "../ui/feedback";
import { Split } from "../ui/split";
import { type Order, useOrders } from "./data";
import { OrderDetailView, statusKind } from "./detail";

const statuses = ["prepared", "submitted", "partial", "filled", "cancelled", "rejected"];

const Row = ({ order, current, href, now }: { order: Order; current: boolean; href: string; now: number }) => {
  const item = useRef<HTMLLIElement>(null);
  const event = useEvent(order.event_id, useSeen(item));
  return (
  <li ref={item}>
    <Link href={href} className="row" data-row aria-current={current ? "true" : undefined}>
      <span className="title">
        {order.side === "BUY" ? "Buy" : "Sell"} <span className={order.outcome === "YES" ? "yes-text" : "no-text"}>{order.outcome}</span>
        {event.data && <>: {event.data.title}</>}
      </span>
      <span className="figure">{dollars(order.size_usd)}</span>
      <span className="meta">
        <Tag kind={statusKind(order.status)}>{words(order.status)}</Tag>
        <span>{(order.filled_usd ?? 0) > 0 ? `${dollars(order.filled_usd)} filled` : "nothing filled"}</span>
        <span>{order.time_in_force}</span>
        <span>{ago(order.created_at, now)}</span>
      </span>
    </Link>
  </li>
  );
};

const OrdersList = ({ chosen }: { chosen: string | undefined }) => {
  const [status, setStatus] = useParam("status");
  const list = useOrders(statuses.includes(status) ? status : "");
  const now = useNow(10_000);
  const href = useHrefKeepingFilters(["as_of"]);
  if (list.isPending) return <Loading lines={10} label="Loading orders" />;
  if (list.isError) return <div className="pad"><Failure of={list.error} retry={() => void list.refetch()} /></div>;
  const rows = list.data.pages.flatMap((p) => p.orders as Order[]);
  return (
    <>
      <div className="list-count cluster apart">
        <span role="status">
          {rows.length === 1 ? "1 order" : `${rows.length} orders`}
          {list.hasNextPage ? " so far" : ""}
        </span>
        <select className="input compact" aria-label="Status" value={status} onChange={(e) => setStatus(e.target.value)}>
          <option value="">All statuses</option>
          {statuses.map((s) => (
            <option key={s} value={s}>
              {words(s)}
            </option>
          ))}
        </select>
      </div>
      {rows.length === 0 ? (
        <Empty icon="orders" title={status ? "No order has this status" : "No orders yet"}>
          {!status && <p>Orders that this key's account prepares appear here. examples/README.md trades in the sandbox.</p>}
        </Empty>
      ) : (
        <ol className="rows">
          {rows.map((o) => (
            <Row key={o.id} order={o} current={o.id === chosen} href={href(`/orders/${o.id}`)} now={now} />
          ))}
        </ol>
      )}
      {list.hasNextPage && (
        <div className="list-foot">
          <button className="button" type="button" onClick={() => void list.fetchNextPage()} disabled={list.isFetchingNextPage}>
            {list.isFetchingNextPage ? "Loading…" : "Load more"}
          </button>
        </div>
      )}
    </>
  );
};

export default function OrdersPage() {
  const { id } = useParams<{ id?: string }>();
  const [, go] = useLocation();
  const back = useHrefKeepingFilters(["as_of"])("/orders");
  const close = useCallback(() => go(back), [go, back]);
  useTitle("Orders");
  return (
    <>
      <div className="page-head">
        <div>
          <h1>Orders</h1>
          <p>What was planned, sent and filled, from the recorded facts.</p>
        </div>
      </div>
      <Needs role="key">
        <Split label="Order" list={<OrdersList chosen={id} />} detail={id ? <OrderDetailView key={id} id={id} onClose={close} /> : null} onClose={close} />
      </Needs>
    </>
  );
}
