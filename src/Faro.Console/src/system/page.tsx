import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, data, type Schemas } from "../api/client";
import { ago, count, dateTime, duration, moment, words } from "../lib/format";
import { useHas, useNow, useTitle } from "../lib/hooks";
import { useParam } from "../lib/url";
import { Needs, OperatorButton } from "../session";
import { Card, Empty, Failure, Loading, Tag } from "../ui/feedback";
import { Segmented } from "../ui/segmented";
import { VenueMark } from "../ui/venue";

interface RunVenue {
  venue: string;
  seen: number;
  listed: number;
  changed: number;
  quoted: number;
  closed: number;
  resolved: number;
  rejected: number;
  rejected_by_code: Record<string, number>;
  rejected_samples: { record_id: string; code: string; detail: string }[];
  facts_appended: number;
  duration_ms: number;
  error: { code: string; message: string } | null;
}
type Run = Omit<Schemas["Run"], "venues"> & { venues: RunVenue[] };

const useSystem = () => useQuery({ queryKey: ["system"], refetchInterval: 3_000, queryFn: ({ signal }) => data(api.admin.GET("/api/v1/admin/system", { signal })) });
const useRuns = (kind: string) =>
  useQuery({
    queryKey: ["runs", kind],
    refetchInterval: 3_000,
    queryFn: async ({ signal }) => (await data(api.admin.GET("/api/v1/admin/runs", { signal, params: { query: { limit: 30, ...(kind && { kind: kind as "sync" }) } } }))).runs as unknown as Run[],
  });

const runKind = (status: string) => (status === "completed" ? "good" : status === "running" ? "warn" : status === "partial" ? "warn" : "bad");

const StartRun = ({ kind }: { kind: "sync" | "match" }) => {
  const queries = useQueryClient();
  const run = useMutation({
    mutationFn: (): Promise<unknown> => (kind === "sync" ? data(api.cron.POST("/api/v1/cron/sync-events")) : data(api.cron.POST("/api/v1/cron/match-markets"))),
    onSettled: () => void queries.invalidateQueries(),
  });
  return (
    <>
      <OperatorButton role="cron" disabled={run.isPending} onClick={() => run.mutate()}>
        {run.isPending ? "Running…" : kind === "sync" ? "Sync now" : "Match now"}
      </OperatorButton>
      {run.isError && <Failure of={run.error} />}
    </>
  );
};

type Venue = Schemas["Venue"];

/** The venues as a key sees them: only an API key may ask, so without one the counts and the runs have to do. */
const useVenues = () => {
  const has = useHas("key");
  return useQuery({ queryKey: ["venues"], enabled: has, refetchInterval: 10_000, queryFn: async ({ signal }) => (await data(api.key.GET("/api/v1/venues", { signal }))).venues as Venue[] });
};

const venueKind = (status: string) => (status === "ok" ? "good" : status === "failing" ? "bad" : status === "off" ? undefined : "warn");
const venueSays: Record<string, string> = { ok: "Fresh", stale: "Stale", failing: "Failing", maintenance: "Maintenance", off: "Off" };

const Venues = ({ runs, venues }: { runs: Run[]; venues: { venue: string; markets: number; trading: number }[] }) => {
  const now = useNow(5_000);
  const states = useVenues();
  const windows = (states.data ?? []).filter((s) => s.maintenance);
  return (
    <>
      <div className="table-scroll" tabIndex={0} role="region" aria-label="Venues">
        <table>
          <thead>
            <tr>
              <th scope="col">Venue</th>
              {states.data && <th scope="col">Catalog</th>}
              <th scope="col">Last read</th>
              <th scope="col" className="number">Trading</th>
              <th scope="col" className="number wide-only">All known</th>
              <th scope="col" className="number wide-only">Refused</th>
            </tr>
          </thead>
          <tbody>
            {venues.map((v) => {
              const run = runs.find((r) => r.kind === "sync" && r.venues.some((x) => x.venue === v.venue));
              const part = run?.venues.find((x) => x.venue === v.venue);
              const state = states.data?.find((s) => s.venue === v.venue);
              return (
                <tr key={v.venue}>
                  <th scope="row">
                    <VenueMark venue={v.venue} />
                  </th>
                  {states.data && <td>{state ? <Tag kind={venueKind(state.status)}>{venueSays[state.status] ?? words(state.status)}</Tag> : ""}</td>}
                  <td>
                    {part?.error ? <Tag kind="bad">{part.error.message}</Tag> : state?.synced_at ? ago(state.synced_at, now) : run ? ago(run.completed_at ?? run.started_at, now) : "never"}
                  </td>
                  <td className="number">{count(v.trading)}</td>
                  <td className="number wide-only">{count(v.markets)}</td>
                  <td className="number wide-only">{count(part?.rejected)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {windows.map((s) => (
        <p key={s.venue} className="pad small soft venue-window">
          <VenueMark venue={s.venue} /> {s.maintenance!.now ? "is in maintenance" : "has maintenance"} {dateTime(s.maintenance!.starts_at)} to {dateTime(s.maintenance!.ends_at)}. {s.maintenance!.reason}
        </p>
      ))}
    </>
  );
};

const triggers: Record<string, string> = { schedule: "by the clock", cron: "asked for", cli: "by the command line", sync: "after a sync", start: "at the start" };

const RunRow = ({ run }: { run: Run }) => (
  <li className={runKind(run.status) === "good" ? "good" : runKind(run.status)}>
    <div className="stack tight">
      <div className="cluster apart">
        <span className="cluster">
          <strong>{run.kind === "sync" ? "Sync" : "Matching"}</strong>
          <Tag kind={runKind(run.status)}>{words(run.status)}</Tag>
          <span className="small soft">{triggers[run.trigger ?? ""] ?? words(run.trigger ?? "")}</span>
        </span>
        <time dateTime={run.started_at}>
          {moment(run.started_at)}, {duration(run.duration_ms)}
        </time>
      </div>
      {run.error && <p className="wrap">{run.error}</p>}
      {run.venues.length > 0 && (
        <details>
          <summary className="small">{run.venues.map((v) => `${v.venue} ${v.error ? "failed" : count(v.seen)}`).join(", ")}</summary>
          <div className="table-scroll" tabIndex={0} role="region" aria-label="Counts of this run">
            <table>
              <thead>
                <tr>
                  {["Venue", "Seen", "Listed", "Changed", "Quoted", "Closed", "Resolved", "Refused", "Facts", "Took"].map((h, i) => (
                    <th key={h} scope="col" className={i ? "number" : ""}>{h}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {run.venues.map((v) => (
                  <tr key={v.venue}>
                    <th scope="row"><VenueMark venue={v.venue} /></th>
                    {[v.seen, v.listed, v.changed, v.quoted, v.closed, v.resolved, v.rejected, v.facts_appended].map((n, i) => (
                      <td key={i} className="number">{count(n)}</td>
                    ))}
                    <td className="number">{duration(v.duration_ms)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {run.venues.flatMap((v) => v.rejected_samples.slice(0, 5).map((s) => (
            <p key={v.venue + s.record_id + s.code} className="small wrap"><code>{s.record_id}</code> {words(s.code)}: {s.detail}</p>
          )))}
        </details>
      )}
    </div>
  </li>
);

const agentName = (agent: string) => agent.replace(/^event-subscriptions:\/\//, "").replace(/^wolverine[^/]*:\/\//, "").replace(/\/$/, "");

const Page = () => {
  const [kind, setKind] = useParam("kind");
  const system = useSystem();
  const runs = useRuns(kind);
  const now = useNow(2_000);
  if (system.isPending || runs.isPending) return <div className="card"><Loading lines={10} /></div>;
  if (system.isError) return <Failure of={system.error} retry={() => void system.refetch()} />;
  if (runs.isError) return <Failure of={runs.error} retry={() => void runs.refetch()} />;
  const s = system.data;
  return (
    <div className="stack">
      <div className="two">
        <Card flush title="Venues" aside={<StartRun kind="sync" />}>
          <Venues runs={runs.data} venues={s.venues} />
        </Card>
        <Card title="Schedules" aside={<StartRun kind="match" />}>
          <dl className="facts">
            {s.schedules.map((x) => (
              <div key={x.kind} className="contents">
                <dt>{x.kind === "sync" ? "Sync" : "Matching"}</dt>
                <dd>
                  {x.enabled ? <>{ago(x.next_at, now)}, <span className="soft">{dateTime(x.next_at)} (<code className="nowrap">{x.cron}</code>)</span></> : <Tag>off</Tag>}
                </dd>
              </div>
            ))}
          </dl>
          {kind === "" && <p className="small quiet">Matching also runs when a sync has ended.</p>}
        </Card>
      </div>
      <Card title="Nodes" aside={<Tag>{s.mode === "single" ? "one node does all the work" : s.mode === "cluster" ? "nodes share the work" : "this node only answers"}</Tag>}>
        {s.nodes.length === 0 ? (
          <p className="soft">{s.mode === "single" ? "This node does all the work. Nodes that share it (FARO__Cluster=true) are listed here, each with what it runs." : "No node with workers has registered."}</p>
        ) : (
          <div className="stack">
            {s.nodes.map((n) => (
              <div key={n.number} className="stack tight">
                <div className="cluster">
                  <strong>Node {n.number}</strong>
                  {n.leader && <Tag kind="good">leads</Tag>}
                  <span className="small soft">{n.machine}, since {dateTime(n.started_at)}, heard of {ago(n.seen_at, now)}</span>
                </div>
                <div className="cluster">
                  {n.agents.map((a) => (
                    <Tag key={a}>{agentName(a)}</Tag>
                  ))}
                </div>
              </div>
            ))}
          </div>
        )}
      </Card>
      <Card flush title="Runs" aside={<Segmented label="Kind of run" value={kind} onChange={setKind} options={[["", "All"], ["sync", "Syncs"], ["match", "Matching"]]} />}>
        {runs.data.length === 0 ? <Empty icon="system" title="Nothing has run yet" /> : <ol className="timeline">{runs.data.map((r) => <RunRow key={r.id} run={r} />)}</ol>}
      </Card>
    </div>
  );
};

export default function SystemPage() {
  useTitle("Runs and nodes");
  return (
    <>
      <div className="page-head">
        <div>
          <h1>Runs and nodes</h1>
          <p>What has run, what is due, and who does the work.</p>
        </div>
      </div>
      <Needs role="admin">
        <Page />
      </Needs>
    </>
  );
}
