import { lazy, Suspense, useCallback, useEffect, useRef } from "react";
import { Link, useLocation, useParams } from "wouter";
import { useHas, useSettled, useTitle } from "../lib/hooks";
import { date, plural, roughDollars, words } from "../lib/format";
import { useHrefKeepingFilters, useParam } from "../lib/url";
import { Needs } from "../session";
import { Empty, Failure, Loading, Tag } from "../ui/feedback";
import { Icon } from "../ui/icons";
import { Split } from "../ui/split";
import { Venues } from "../ui/venue";
import { type EventRow, useCategories, useEvents } from "./data";

const detail = () => import("./detail");
const EventDetailView = lazy(async () => ({ default: (await detail()).EventDetailView }));

const detailOnly = ["book", "outcome"];

const Row = ({ event, current, href }: { event: EventRow; current: boolean; href: string }) => (
  <li>
    <Link href={href} className="row wide" data-row aria-current={current ? "true" : undefined}>
      <span className="title">{event.title}</span>
      <span className="figure" title="Liquidity of all venues">
        {roughDollars(event.liquidity_usd)}
      </span>
      <span className="meta">
        <Venues venues={event.venues} />
        <span className="when">{event.end_time ? date(event.end_time) : "No end given"}</span>
        {event.category && <span className="sort">{event.category}</span>}
        {event.status !== "active" && <Tag>{event.status}</Tag>}
      </span>
    </Link>
  </li>
);

const Filters = () => {
  const [q, setQ] = useParam("q");
  const [status, setStatus] = useParam("status", "active");
  const [venue, setVenue] = useParam("venue");
  const [matched, setMatched] = useParam("matched");
  const [sort, setSort] = useParam("sort");
  const [category, setCategory] = useParam("category");
  const [group, setGroup] = useParam("group");
  const categories = useCategories();
  return (
    <form className="filters" role="search" onSubmit={(e) => e.preventDefault()} autoComplete="off">
      <div className="search">
        <Icon name="search" size={18} />
        <input className="input" type="search" aria-label="Search events" placeholder='Search titles: fed "rate cut" -europe' value={q} maxLength={400} onChange={(e) => setQ(e.target.value)} data-search />
        <kbd aria-hidden="true">/</kbd>
      </div>
      <div className="selects">
      <select className="input" aria-label="Status" value={status} onChange={(e) => setStatus(e.target.value)}>
        <option value="active">Active</option>
        <option value="settled">Settled</option>
        <option value="all">All statuses</option>
      </select>
      <select className="input" aria-label="Venue" value={venue} onChange={(e) => setVenue(e.target.value)}>
        <option value="">Any venue</option>
        <option value="polymarket">Polymarket</option>
        <option value="kalshi">Kalshi</option>
        <option value="foresight">Foresight</option>
      </select>
      <select className="input" aria-label="Matched" value={matched} onChange={(e) => setMatched(e.target.value)}>
        <option value="">Matched or not</option>
        <option value="true">At several venues</option>
        <option value="false">At one venue</option>
      </select>
      <select className="input" aria-label="Order" value={sort} onChange={(e) => setSort(e.target.value)}>
        <option value="">Most liquid first</option>
        <option value="volume">Most traded first</option>
        <option value="newest">Newest first</option>
        <option value="end_time">Ends first</option>
        {q && <option value="relevance">Best fit first</option>}
        <option value="title">By title</option>
      </select>
      <select className="input" aria-label="Category" value={category} onChange={(e) => setCategory(e.target.value)}>
        <option value="">Any category</option>
        {(categories.data ?? []).map((c) => (
          <option key={c.category} value={c.category}>
            {words(c.category)}
          </option>
        ))}
      </select>
      {group && (
        <button className="button" type="button" onClick={() => setGroup("")} aria-label="Show events of every group">
          One group <Icon name="close" size={14} />
        </button>
      )}
      </div>
    </form>
  );
};

const EventsList = ({ chosen }: { chosen: string | undefined }) => {
  const filters = {
    q: useSettled(useParam("q")[0], 150),
    status: useParam("status", "active")[0],
    venue: useParam("venue")[0],
    matched: useParam("matched")[0],
    sort: useParam("sort")[0],
    category: useParam("category")[0],
    group: useParam("group")[0],
  };
  const href = useHrefKeepingFilters(detailOnly);
  const list = useEvents(filters);
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = list;
  const foot = useRef<HTMLDivElement>(null);

  // The next page is asked for when the end of the list comes near.
  useEffect(() => {
    const end = foot.current;
    if (!end || !hasNextPage) return;
    const watch = new IntersectionObserver((seen) => seen.some((s) => s.isIntersecting) && !isFetchingNextPage && void fetchNextPage(), { rootMargin: "400px" });
    watch.observe(end);
    return () => watch.disconnect();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  // The detail's script comes while the list is read, not before the list is there.
  const isThere = list.isSuccess;
  useEffect(() => {
    if (isThere) void detail();
  }, [isThere]);

  if (list.isPending) return <Loading lines={12} label="Loading events" />;
  if (list.isError) return <div className="pad"><Failure of={list.error} retry={() => void list.refetch()} /></div>;
  const rows = list.data.pages.flatMap((p) => p.events);
  const total = list.data.pages[0]?.total ?? 0;
  if (rows.length === 0)
    return (
      <Empty title="No event matches">
        <p>{filters.q ? "Try fewer words, or look among all statuses." : "Nothing is listed with these filters."}</p>
      </Empty>
    );
  return (
    <>
      <p className="list-count" role="status">
        {plural(total, "event")}
        {list.isFetching && !isFetchingNextPage ? " · updating…" : ""}
      </p>
      <ol className="rows">
        {rows.map((e) => (
          <Row key={e.id} event={e} current={e.id === chosen} href={href(`/events/${e.id}`)} />
        ))}
      </ol>
      {hasNextPage && (
        <div className="list-foot" ref={foot}>
          <button className="button" type="button" onClick={() => void fetchNextPage()} disabled={isFetchingNextPage}>
            {isFetchingNextPage ? "Loading…" : "Load more"}
          </button>
        </div>
      )}
    </>
  );
};

export default function EventsPage() {
  const { id } = useParams<{ id?: string }>();
  const [, go] = useLocation();
  const href = useHrefKeepingFilters(detailOnly);
  const back = href("/events");
  const close = useCallback(() => go(back), [go, back]);
  useTitle("Events");
  const has = useHas("key");
  return (
    <>
      <div className="page-head">
        <div>
          <h1>Events</h1>
          <p>One question, every venue that asks it.</p>
        </div>
      </div>
      <Needs role="key">
        {has && <Filters />}
        <Split label="Event" list={<EventsList chosen={id} />} detail={id ? <Suspense fallback={<Loading lines={8} label="Loading the event" />}><EventDetailView key={id} id={id} onClose={close} /></Suspense> : null} onClose={close} />
      </Needs>
    </>
  );
}
