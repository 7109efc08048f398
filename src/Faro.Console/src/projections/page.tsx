import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { Link, useLocation, useParams } from "wouter";
import { api, data, type Schemas } from "../api/client";
import { ago, count, duration, plural, words } from "../lib/format";
import { useNow, useTitle } from "../lib/hooks";
import { Needs } from "../session";
import { Card, Fact, Failure, Loading, Notice, Tag } from "../ui/feedback";
import { DetailHead, Split } from "../ui/split";

type Projection = Required<Schemas["Projection"]>;
type Difference = Required<Schemas["RebuildDifference"]>;

const useProjections = () =>
  useQuery({
    queryKey: ["projections"],
    refetchInterval: 700,
    queryFn: async ({ signal }) => (await data(api.admin.GET("/api/v1/admin/projections", { signal }))).projections as Projection[],
  });

const stateKind = (p: Projection) => (p.state === "running" || p.state === "inline" ? (p.lag_events > 0 && p.lag_seconds > 10 ? "warn" : "good") : "bad");

const Bar = ({ p }: { p: Projection }) => {
  const r = p.rebuild;
  if (!r) return null;
  const part = r.total > 0 ? Math.min(1, r.done / r.total) : 0;
  return (
    <div className="stack tight">
      <div className={`bar ${r.status === "running" ? "" : "waiting"}`} role="progressbar" aria-label={`Rebuild of ${p.name}`} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(part * 100)}>
        <i ref={(bar) => void (bar && (bar.style.width = `${part * 100}%`))} />
      </div>
      <div className="cluster apart small soft">
        <span>
          {count(r.done)} of {plural(r.total, "fact")} ({Math.round(part * 100)}%)
        </span>
        <span>
          {r.status === "running" ? `${count(r.events_per_second)} a second${r.eta_seconds !== null && r.eta_seconds !== undefined ? `, ${duration(r.eta_seconds * 1000)} to go` : ""}` : words(r.status)}
        </span>
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
  const after = () => void queries.invalidateQueries({ queryKey: ["projections"] });
  const start = useMutation({ mutationFn: (hold: boolean) => data(api.admin.POST("/api/v1/admin/projections/{name}/rebuild", { params: { ...path, query: { hold } } })), onSettled: after });
  const stop = useMutation({ mutationFn: () => data(api.admin.DELETE("/api/v1/admin/projections/{name}/rebuild", { params: path })), onSettled: after });
  const running = p.rebuild?.status === "running";
  const ready = p.rebuild?.status === "ready";
  const begun = p.rebuild !== null && p.rebuild !== undefined;
  const last = p.last_rebuild;
  const busy = start.isPending || stop.isPending;
  return (
    <div className="stack">
      <p className="soft">The rows are folded again into a table aside, while the present ones serve. Nothing changes until you switch.</p>
      <Bar p={p} />
      <div className="cluster">
        {!running && !ready && (
          <button className="button primary" type="button" disabled={busy} onClick={() => start.mutate(true)}>
            {begun ? "Go on" : "Rebuild aside"}
          </button>
        )}
        {running && (
          <button className="button danger" type="button" disabled={busy} onClick={() => stop.mutate()}>
            Stop
          </button>
        )}
        {ready && (
          <>
            <button className="button primary" type="button" disabled={busy} onClick={() => start.mutate(false)}>
              Switch to the rebuilt rows
            </button>
            <button className="button" type="button" disabled={busy} onClick={() => start.mutate(true)}>
              Compare again
            </button>
          </>
        )}
      </div>
      {start.isError && <Failure of={start.error} />}
      {stop.isError && <Failure of={stop.error} />}
      {last?.status === "failed" && <Notice kind="bad">The last rebuild failed; the present rows serve. The log of the node says why.</Notice>}
      {last?.status === "switched" && <Notice kind="good">The rebuilt rows serve since {ago(last.ended_at)}.</Notice>}
      {last?.status === "stopped" && <Notice>Stopped. What is folded is kept; the present rows serve.</Notice>}
      {ready && <Notice kind="warn">The rebuilt rows are ready. Look at the difference, then switch.</Notice>}
      {last?.difference && !running && <DifferenceView d={last.difference as Difference} done={last.status === "switched"} />}
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
