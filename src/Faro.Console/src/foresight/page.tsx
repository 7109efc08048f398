import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { Link, useLocation, useParams } from "wouter";
import { api, data } from "../api/client";
import { BookCard } from "../events/book";
import { useEvent, useEvents } from "../events/data";
import { cents, date, plural, roughDollars, shares, timeOfDay } from "../lib/format";
import { useSettled, useTitle } from "../lib/hooks";
import { useHrefKeepingFilters, useParam } from "../lib/url";
import { Needs } from "../session";
import { Card, Empty, Failure, Loading } from "../ui/feedback";
import { Icon } from "../ui/icons";
import { DetailHead, Split } from "../ui/split";

const useTrades = (id: string) =>
  useQuery({
    queryKey: ["trades", id],
    refetchInterval: 2_000,
    queryFn: async ({ signal }) => (await data(api.key.GET("/api/v1/events/{id}/trades", { signal, params: { path: { id }, query: { limit: 50 } } }))).trades,
  });

const Trades = ({ id }: { id: string }) => {
  const trades = useTrades(id);
  if (trades.isPending) return <Loading lines={4} label="Loading trades" />;
  if (trades.isError) return <div className="pad"><Failure of={trades.error} retry={() => void trades.refetch()} /></div>;
  if (trades.data.length === 0) return <Empty icon="foresight" title="No trades yet">The first one appears here within two seconds.</Empty>;
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label="Trades">
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Taker</th>
            <th scope="col" className="number">YES at</th>
            <th scope="col" className="number">Shares</th>
          </tr>
        </thead>
        <tbody>
          {trades.data.map((t) => (
            <tr key={t.id} className="trade">
              <td><time dateTime={t.at}>{timeOfDay(t.at)}</time></td>
              <td>
                {t.side === "BUY" ? "bought" : "sold"} <span className={t.outcome === "YES" ? "yes-text" : "no-text"}>{t.outcome}</span>
              </td>
              <td className="number">{cents(t.yes_price)}</td>
              <td className="number">{shares(t.shares)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

const Detail = ({ id, onClose }: { id: string; onClose: () => void }) => {
  const event = useEvent(id);
  return (
    <>
      <DetailHead title={event.data?.title ?? "Market"} onClose={onClose}>
        <div className="cluster small soft">
          <Link href={`/events/${id}`}>All venues of this event</Link>
        </div>
      </DetailHead>
      {event.isError && <Failure of={event.error} />}
      <BookCard id={id} venues={["foresight"]} title="Live book" />
      <Card flush title="Trades" aside={<span className="small quiet">every two seconds</span>}>
        <Trades id={id} />
      </Card>
    </>
  );
};

const Markets = ({ chosen }: { chosen: string | undefined }) => {
  const q = useSettled(useParam("q")[0], 150);
  const list = useEvents({ q, status: "active", venue: "foresight", matched: "", sort: "", category: "" });
  const href = useHrefKeepingFilters(["outcome"]);
  if (list.isPending) return <Loading lines={10} label="Loading markets" />;
  if (list.isError) return <div className="pad"><Failure of={list.error} retry={() => void list.refetch()} /></div>;
  const rows = list.data.pages.flatMap((p) => p.events);
  if (rows.length === 0) return <Empty icon="foresight" title="No market matches" />;
  return (
    <>
      <p className="list-count" role="status">{plural(list.data.pages[0]?.total ?? 0, "market")}</p>
      <ol className="rows">
        {rows.map((e) => (
          <li key={e.id}>
            <Link href={href(`/foresight/${e.id}`)} className="row" data-row aria-current={e.id === chosen ? "true" : undefined}>
              <span className="title">{e.title}</span>
              <span className="figure">{roughDollars(e.liquidity_usd)}</span>
              <span className="meta">
                <span>{date(e.end_time)}</span>
                {e.category && <span>{e.category}</span>}
              </span>
            </Link>
          </li>
        ))}
      </ol>
      {list.hasNextPage && (
        <div className="list-foot">
          <button className="button" type="button" onClick={() => void list.fetchNextPage()} disabled={list.isFetchingNextPage}>Load more</button>
        </div>
      )}
    </>
  );
};

export default function ForesightPage() {
  const { id } = useParams<{ id?: string }>();
  const [, go] = useLocation();
  const [q, setQ] = useParam("q");
  const back = useHrefKeepingFilters(["outcome"])("/foresight");
  const close = useCallback(() => go(back), [go, back]);
  useTitle("Foresight");
  return (
    <>
      <div className="page-head">
        <div>
          <h1>Foresight</h1>
          <p>The live book and the trades of each market at Foresight.</p>
        </div>
      </div>
      <Needs role="key">
        <form className="filters" role="search" onSubmit={(e) => e.preventDefault()} autoComplete="off">
          <div className="search">
            <Icon name="search" size={18} />
            <input className="input" type="search" aria-label="Search markets" placeholder="Search Foresight's markets" value={q} maxLength={400} onChange={(e) => setQ(e.target.value)} data-search />
            <kbd aria-hidden="true">/</kbd>
          </div>
        </form>
        <Split label="Market" list={<Markets chosen={id} />} detail={id ? <Detail key={id} id={id} onClose={close} /> : null} onClose={close} />
      </Needs>
    </>
  );
}
