import { useCallback } from "react";
import { Link, useLocation, useParams } from "wouter";
import { percent, plural, words } from "../lib/format";
import { useTitle } from "../lib/hooks";
import { useHrefKeepingFilters, useParam } from "../lib/url";
import { Needs } from "../session";
import { Empty, Failure, Loading, Tag } from "../ui/feedback";
import { Split } from "../ui/split";
import { VenueMark } from "../ui/venue";
import { type Pair, useMatches } from "./data";
import { MatchDetailView, stateKind } from "./detail";

const Filters = () => {
  const [state, setState] = useParam("state");
  const [venue, setVenue] = useParam("venue");
  const [sure, setSure] = useParam("sure");
  const [gap, setGap] = useParam("gap");
  return (
    <form className="filters" onSubmit={(e) => e.preventDefault()}>
      <div className="selects">
      <select className="input" aria-label="State" value={state} onChange={(e) => setState(e.target.value)} data-search>
        <option value="">All states</option>
        <option value="linked">Linked</option>
        <option value="allowed">Allowed</option>
        <option value="refused">Refused</option>
        <option value="proposed">Proposed</option>
      </select>
      <select className="input" aria-label="Venue" value={venue} onChange={(e) => setVenue(e.target.value)}>
        <option value="">Any venue</option>
        <option value="polymarket">Polymarket</option>
        <option value="kalshi">Kalshi</option>
        <option value="foresight">Foresight</option>
      </select>
      <select className="input" aria-label="Least confidence" value={sure} onChange={(e) => setSure(e.target.value)}>
        <option value="">Any confidence</option>
        <option value="0.98">98% and more</option>
        <option value="0.95">95% and more</option>
        <option value="0.8">80% and more</option>
      </select>
      <select className="input" aria-label="Flags" value={gap} onChange={(e) => setGap(e.target.value)}>
        <option value="">Flagged or not</option>
        <option value="1">Prices that part</option>
      </select>
      </div>
    </form>
  );
};

const Row = ({ pair, titles, current, href }: { pair: Pair; titles: Record<string, string>; current: boolean; href: string }) => {
  const flags = [pair.override && "operator", pair.demoted && "demoted", pair.price_gap?.flagged_at && "prices part"].filter(Boolean);
  return (
    <li>
      <Link href={href} className="row" data-row aria-current={current ? "true" : undefined}>
        <span className="stack tight pair">
          {[pair.left, pair.right].map((side) => (
            <span key={side.venue} className="pair-side">
              <VenueMark venue={side.venue} label={false} />
              <span className="title">{titles[`${side.venue}/${side.venue_market_id}`] ?? side.venue_market_id}</span>
            </span>
          ))}
        </span>
        <span className="figure" title="How likely it is that they resolve identically">{percent(pair.confidence)}</span>
        <span className="meta">
          <Tag kind={stateKind(pair.state)}>{words(pair.state)}</Tag>
          {pair.vetoes.slice(0, 3).map((v) => (
            <span key={v.code}>{words(v.code)}</span>
          ))}
          {flags.map((f) => (
            <Tag key={String(f)} kind="warn">
              {f}
            </Tag>
          ))}
        </span>
      </Link>
    </li>
  );
};

const MatchesList = ({ chosen }: { chosen: string | undefined }) => {
  const filters = { state: useParam("state")[0], venue: useParam("venue")[0], sure: useParam("sure")[0], gap: useParam("gap")[0] };
  const list = useMatches(filters);
  const href = useHrefKeepingFilters();
  if (list.isPending) return <Loading lines={10} label="Loading matches" />;
  if (list.isError) return <div className="pad"><Failure of={list.error} retry={() => void list.refetch()} /></div>;
  const rows = list.data.pages.flatMap((p) => p.matches as Pair[]);
  const titles = Object.assign({}, ...list.data.pages.map((p) => p.titles ?? {})) as Record<string, string>;
  if (rows.length === 0) return <Empty icon="matches" title="No pair is like this">Pairs appear when a matching run has judged them.</Empty>;
  return (
    <>
      <p className="list-count" role="status">{plural(list.data.pages[0]?.total ?? 0, "pair")}</p>
      <ol className="rows">
        {rows.map((p) => (
          <Row key={p.id} pair={p} titles={titles} current={p.id === chosen} href={href(`/matches/${p.id}`)} />
        ))}
      </ol>
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

export default function MatchesPage() {
  const { id } = useParams<{ id?: string }>();
  const [, go] = useLocation();
  const back = useHrefKeepingFilters()("/matches");
  const close = useCallback(() => go(back), [go, back]);
  useTitle("Matches");
  return (
    <>
      <div className="page-head">
        <div>
          <h1>Matches</h1>
          <p>Pairs of markets, with what was read in both texts and why they were joined or kept apart.</p>
        </div>
      </div>
      <Needs role="key">
        <Filters />
        <Split label="Match" list={<MatchesList chosen={id} />} detail={id ? <MatchDetailView key={id} id={id} onClose={close} /> : null} onClose={close} />
      </Needs>
    </>
  );
}
