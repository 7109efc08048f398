import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { Link, useLocation, useParams } from "wouter";
import { api, data, type Schemas } from "../api/client";
import { ago, count, duration, plural, words } from "../lib/format";
import { useNow, useTitle } from "../lib/hooks";
import { Needs } from "../session";
import { Card, Fact, Failure, Loading, Notice, Tag } from "../ui/feedback";
import { DetailHead, Split } from "../ui/split";

type Projection = Required<Schemas["Projection"]>;
type Difference = Required<Schemas["RebuildDifference"]>;

/** What each read model answers, for who knows the API and not the code. */
const serves: Record<string, string> = {
  KeyView: "API keys: who may call",
  MarketView: "each venue's markets, as it lists them",
  RawEventView: "the venues' own events, which group markets",
  RunView: "syncs and matching runs",
  UnifiedEventView: "events: one question, every venue that asks it",
  MatchView: "pairs of markets with their verdicts",
  OrderView: "orders with their legs and fills",
};

const running = (p: Projection) => p.rebuild?.status === "running";

const useProjections = () =>
  useQuery<Projection[]>({
    queryKey: ["projections"],
    refetchInterval: (query) => (query.state.data?.some(running) ? 300 : 1_500),
    queryFn: async ({ signal }) => (await data(api.admin.GET("/api/v1/admin/projections", { signal }))).projections as Projection[],
  });

const stateKind = (p: Projection) => (p.state === "running" || p.state === "inline" ? (p.lag_events > 0 && p.lag_seconds > 10 ? "warn" : "good") : "bad");

/** How fast it goes now. The API's own rate counts from the first start, pauses included. */
const useRate = (done: number, moves: boolean) => {
  const seen = useRef<{ at: number; done: number }[]>([]);
  const [rate, setRate] = useState<number | null>(null);
  useEffect(() => {
    if (!moves) {
      seen.current = [];
      setRate(null);
      return;
    }
    const at = performance.now();
    seen.current = [...seen.current.filter((s) => at - s.at < 10_000), { at, done }];
    const first = seen.current[0]!;
    if (at - first.at > 500 && done > first.done) setRate((1_000 * (done - first.done)) / (at - first.at));
  }, [done, moves]);
  return rate;
};

const Bar = ({ p }: { p: Projection }) => {
  const r = p.rebuild;
  const moves = running(p);
  const rate = useRate(r?.done ?? 0, moves);
  if (!r) return null;
  const part = r.total > 0 ? Math.min(1, r.done / r.total) : 0;
  const whole = r.total > 0 && r.done >= r.total;
  const says = moves ? (r.total === 0 ? "Reading the log…" : whole ? "Comparing with the rows that serve…" : "Folding") : r.status === "ready" ? "Ready to switch" : "Stopped";
  return (
    <div className="stack tight">
      <div className={`bar ${moves ? (r.total === 0 || whole ? "busy" : "") : r.status === "ready" ? "ready" : "waiting"}`} role="progressbar" aria-label={`Rebuild of ${p.name}`} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.floor(part * 100)} aria-valuetext={`${says} ${Math.floor(part * 100)}%`}>
        <i ref={(bar) => void (bar && (bar.style.width = `${part * 100}%`))} />
      </div>
      <div className="cluster apart small soft">
        <span>
          <strong className="rebuild-says">{says}</strong>
          {r.total > 0 && ` ${count(r.done)} of ${plural(r.total, "fact")} (${Math.floor(part * 100)}%)`}
        </span>
        {moves && !whole && rate !== null && (
          <span className="number">
            {count(Math.round(rate))} a second, about {duration((1_000 * (r.total - r.done)) / rate)} to go
          </span>
        )}
      </div>
    </div>
  );
};

const DifferenceView = ({ d, done }: { d: Difference; done: boolean }) => {
  const nothing = d.added + d.removed + d.changed === 0;
  return (
    <div className="stack tight" data-difference>
      <p>
        {nothing ? (
          <strong>No row differs</strong>
        ) : (
          <strong>
            {plural(d.changed, "row")} changed, {count(d.added)} added, {count(d.removed)} removed
          </strong>
        )}{" "}
        of {count(d.rows)}, compared at no. {count(d.sequence)} of the log{done ? "." : ": this is what the switch would do."}
      </p>
      {d.samples.length > 0 && (
        <ul className="samples">
          {d.samples.map((s) => (
            <li key={s}>
              <Tag kind={s[0] === "+" ? "good" : s[0] === "-" ? "bad" : "warn"}>{s[0] === "+" ? "added" : s[0] === "-" ? "removed" : "changed"}</Tag> <code>{s.slice(1)}</code>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
};

const Rebuild = ({ p }: { p: Projection }) => {
  const queries = useQueryClient();
  const path = { path: { name: p.name } };
  const after = () => queries.invalidateQueries({ queryKey: ["projections"] });
  const start = useMutation({
    mutationFn: (query: { hold: boolean; restart?: boolean }) => data(api.admin.POST("/api/v1/admin/projections/{name}/rebuild", { params: { ...path, query } })),
    onSettled: after,
  });
  const stop = useMutation({ mutationFn: () => data(api.admin.DELETE("/api/v1/admin/projections/{name}/rebuild", { params: path })), onSettled: after });
  const runs = running(p);
  const ready = p.rebuild?.status === "ready";
  const last = runs ? null : p.last_rebuild;
  const kept = p.rebuild?.status === "stopped";
  const stopped = kept || last?.status === "stopped";
  const switching = start.isPending && start.variables?.hold === false;
  const busy = start.isPending || stop.isPending;
  return (
    <div className="stack">
      <p className="soft">The rows are folded again into a table aside, while the present ones serve. Nothing changes until you switch.</p>
      <Bar p={p} />
      <div className="cluster">
        {!runs && !ready && (
          <button className="button primary" type="button" disabled={busy} onClick={() => start.mutate({ hold: true })}>
            {kept ? "Go on" : "Rebuild aside"}
          </button>
        )}
        {runs && (
          <button className="button danger" type="button" disabled={busy} onClick={() => stop.mutate()}>
            {stop.isPending ? "Stopping…" : "Stop"}
          </button>
        )}
        {ready && (
          <>
            <button className="button primary" type="button" disabled={busy} onClick={() => start.mutate({ hold: false })}>
              {switching ? "Switching…" : "Switch to the rebuilt rows"}
            </button>
            <button className="button" type="button" disabled={busy} onClick={() => start.mutate({ hold: true })}>
              Compare again
            </button>
          </>
        )}
        {(kept || ready) && (
          <button className="button quiet" type="button" disabled={busy} onClick={() => start.mutate({ hold: true, restart: true })} title="Throw away what is folded and begin again: after a change of the code that folds">
            Start over
          </button>
        )}
      </div>
      {start.isError && <Failure of={start.error} />}
      {stop.isError && <Failure of={stop.error} />}
      <div className="stack" role="status">
        {last?.status === "failed" && <Notice kind="bad"><strong>The last rebuild failed; the present rows serve.</strong> The log of the node says why.</Notice>}
        {last?.status === "switched" && <Notice kind="good"><strong>The rebuilt rows serve</strong> since {ago(last.ended_at)}.</Notice>}
        {stopped && <Notice><strong>Stopped.</strong> {kept ? "What is folded is kept, and the" : "The"} present rows serve.</Notice>}
        {ready && <Notice kind="warn"><strong>The rebuilt rows are ready.</strong> Look at the difference, then switch.</Notice>}
      </div>
      {last?.difference && <DifferenceView d={last.difference as Difference} done={last.status === "switched"} />}
    </div>
  );
};

const Detail = ({ p, onClose }: { p: Projection; onClose: () => void }) => (
  <>
    <DetailHead title={p.name} onClose={onClose}>
      <div className="cluster small">
        <Tag kind={stateKind(p)}>{words(p.state)}</Tag>
        <span className="soft">{p.lifecycle === "inline" ? "written with each append" : "follows the log"}</span>
      </div>
      {serves[p.name] && <p className="soft">Serves {serves[p.name]}.</p>}
    </DetailHead>
    {p.reason && <Notice kind="bad"><strong>It stands still.</strong> {p.reason}</Notice>}
    <Card title="Place in the log">
      <dl className="facts">
        <Fact name="Has read">no. {count(p.position)}</Fact>
        <Fact name="The log ends at">no. {count(p.high_water)}</Fact>
        <Fact name="Behind">{p.lag_events === 0 ? "nothing" : `${plural(p.lag_events, "fact")}, ${duration(p.lag_seconds * 1000)}`}</Fact>
        <Fact name="Runs on">{p.owner ?? (p.lifecycle === "inline" ? "every node" : "no node")}</Fact>
      </dl>
    </Card>
    <Card title="Rebuild">
      <Rebuild p={p} />
    </Card>
  </>
);

const Page = () => {
  const { name } = useParams<{ name?: string }>();
  const [, go] = useLocation();
  const close = useCallback(() => go("/projections"), [go]);
  const list = useProjections();
  useNow();
  if (list.isPending) return <div className="card"><Loading lines={8} label="Loading projections" /></div>;
  if (list.isError) return <Failure of={list.error} retry={() => void list.refetch()} />;
  const chosen = list.data.find((p) => p.name === name);
  const rows = (
    <ol className="rows">
      {list.data.map((p) => (
        <li key={p.name}>
          <Link href={`/projections/${p.name}`} className="row" data-row aria-current={p.name === name ? "true" : undefined}>
            <span className="title">{p.name}</span>
            <span className="figure">{p.lag_events === 0 ? "up to date" : `${plural(p.lag_events, "fact")} behind`}</span>
            <span className="meta">
              {serves[p.name] && <span className="line">{serves[p.name]}</span>}
              <Tag kind={stateKind(p)}>{words(p.state)}</Tag>
              <span>no. {count(p.position)}</span>
              {p.owner && <span>{p.owner}</span>}
              {p.rebuild && <Tag kind="warn">rebuild {p.rebuild.status}</Tag>}
            </span>
          </Link>
        </li>
      ))}
    </ol>
  );
  return <Split label="Projection" list={rows} onClose={close} detail={chosen ? <Detail key={chosen.name} p={chosen} onClose={close} /> : name ? <Failure of={new Error(`No projection ${name}`)} /> : null} />;
};

export default function ProjectionsPage() {
  useTitle("Projections");
  return (
    <>
      <div className="page-head">
        <div>
          <h1>Projections</h1>
          <p>The read models, how far each is behind the log, and rebuilds beside the serving ones.</p>
        </div>
      </div>
      <Needs role="admin">
        <Page />
      </Needs>
    </>
  );
}
