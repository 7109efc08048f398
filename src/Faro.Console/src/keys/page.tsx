import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useCallback, useId, useState } from "react";
import { Link, useLocation, useParams } from "wouter";
import { api, data, type Schemas, secrets } from "../api/client";
import { ago, count, dateTime } from "../lib/format";
import { useNow, useTitle } from "../lib/hooks";
import { useParam } from "../lib/url";
import { useOffers } from "../orders/detail";
import { Needs } from "../session";
import { History } from "../ui/history";
import { Card, Empty, Fact, Failure, Loading, Notice, Tag } from "../ui/feedback";
import { Modal } from "../ui/modal";
import { DetailHead, Split } from "../ui/split";

type Key = Schemas["Key"];

const useKeys = () => useQuery({ queryKey: ["keys", "list"], refetchInterval: 10_000, queryFn: async ({ signal }) => (await data(api.admin.GET("/api/v1/admin/keys", { signal }))).keys as Key[] });

/** Who issued, rotated and revoked it, and when. */
const Recorded = ({ id }: { id: string }) => {
  const history = useQuery({ queryKey: ["keys", id, "history"], queryFn: ({ signal }) => data(api.admin.GET("/api/v1/admin/keys/{id}/history", { signal, params: { path: { id } } })) });
  return (
    <Card flush title="Recorded facts">
      {history.isPending ? <Loading lines={3} /> : history.isError ? <div className="pad"><Failure of={history.error} /></div> : <History facts={history.data.history} saying={(f) => (f.by ? `By ${f.by}.` : null)} />}
    </Card>
  );
};

/** A plaintext is shown once: the API keeps only its hash. */
const Plaintext = ({ value, onDone }: { value: string; onDone: () => void }) => {
  const [copied, setCopied] = useState(false);
  return (
    <div className="stack">
      <Notice kind="warn">
        <strong>Copy it now.</strong> It is shown this once; Faro keeps only its hash.
      </Notice>
      <pre className="code plain-key" tabIndex={0}>{value}</pre>
      <div className="cluster">
        <button className="button primary" type="button" onClick={() => void navigator.clipboard.writeText(value).then(() => setCopied(true))}>
          {copied ? "Copied" : "Copy"}
        </button>
        <button className="button" type="button" onClick={() => { secrets.set("key", value); onDone(); }}>
          Use it in this tab
        </button>
        <button className="button quiet" type="button" onClick={onDone}>
          Done
        </button>
      </div>
    </div>
  );
};

const Issue = ({ onDone, accounts }: { onDone: () => void; accounts: boolean }) => {
  const queries = useQueryClient();
  const ids = { label: useId(), rate: useId(), account: useId() };
  const [label, setLabel] = useState("");
  const [scope, setScope] = useState("read");
  const [rate, setRate] = useState("");
  const [test, setTest] = useState(true);
  const [account, setAccount] = useState("");
  const issue = useMutation({
    mutationFn: () =>
      data(api.admin.POST("/api/v1/admin/keys", {
        body: { label, scopes: [scope] as "read"[], test, ...(rate && { rate_limit_per_min: Number(rate) }), ...(account && { account }) } as Schemas["KeyRequest"],
      })),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ["keys"] }),
  });
  if (issue.data) return <Plaintext value={issue.data.key} onDone={onDone} />;
  return (
    <form className="stack" onSubmit={(e: FormEvent) => { e.preventDefault(); issue.mutate(); }}>
      <div className="field">
        <label htmlFor={ids.label}>Label</label>
        <input id={ids.label} className="input" value={label} onChange={(e) => setLabel(e.target.value)} maxLength={100} required />
      </div>
      <fieldset className="choices">
        <legend>May</legend>
        {[["read", "read"], ["trade", "read and trade"], ["admin", "administer"]].map(([value, text]) => (
          <label key={value}>
            <input type="radio" name="scope" checked={scope === value} onChange={() => setScope(value!)} /> {text}
          </label>
        ))}
      </fieldset>
      <fieldset className="choices">
        <legend>Trades at</legend>
        <label><input type="radio" name="test" checked={test} onChange={() => setTest(true)} /> the sandbox venues (test key)</label>
        <label><input type="radio" name="test" checked={!test} onChange={() => setTest(false)} /> the real venues (live key)</label>
      </fieldset>
      {accounts && (
        <div className="field">
          <label htmlFor={ids.account}>Account</label>
          <input id={ids.account} className="input" value={account} onChange={(e) => setAccount(e.target.value)} pattern="[a-z0-9\-]{1,64}" placeholder="default" />
        </div>
      )}
      <div className="field">
        <label htmlFor={ids.rate}>Calls a minute</label>
        <input id={ids.rate} className="input" inputMode="numeric" pattern="[0-9]*" value={rate} onChange={(e) => setRate(e.target.value)} placeholder="the default" />
      </div>
      {issue.isError && <Failure of={issue.error} />}
      <button className="button primary" type="submit" disabled={issue.isPending}>Issue</button>
    </form>
  );
};

const Rotate = ({ id, onDone }: { id: string; onDone: () => void }) => {
  const queries = useQueryClient();
  const overlapId = useId();
  const [overlap, setOverlap] = useState("3600");
  const rotate = useMutation({
    mutationFn: () => data(api.admin.POST("/api/v1/admin/keys/{id}/rotate", { params: { path: { id } }, body: { overlap_s: Number(overlap) } })),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ["keys"] }),
  });
  if (rotate.data) return <Plaintext value={rotate.data.key} onDone={onDone} />;
  return (
    <form className="stack" onSubmit={(e) => { e.preventDefault(); rotate.mutate(); }}>
      <div className="field">
        <label htmlFor={overlapId}>Both keys work for</label>
        <select id={overlapId} className="input" value={overlap} onChange={(e) => setOverlap(e.target.value)}>
          <option value="0">no time: the old one ends at once</option>
          <option value="600">ten minutes</option>
          <option value="3600">an hour</option>
          <option value="86400">a day</option>
        </select>
      </div>
      {rotate.isError && <Failure of={rotate.error} />}
      <button className="button primary" type="submit" disabled={rotate.isPending}>Rotate</button>
    </form>
  );
};

const Detail = ({ k, onClose, rotates }: { k: Key; onClose: () => void; rotates: boolean }) => {
  const queries = useQueryClient();
  const now = useNow(10_000);
  const [asking, setAsking] = useState<"revoke" | "rotate" | null>(null);
  const revoke = useMutation({
    mutationFn: () => data(api.admin.DELETE("/api/v1/admin/keys/{id}", { params: { path: { id: k.id } } })),
    onSuccess: () => { setAsking(null); void queries.invalidateQueries({ queryKey: ["keys"] }); },
  });
  return (
    <>
      <DetailHead title={k.label} onClose={onClose}>
        <div className="cluster small">
          <Tag kind={k.status === "active" ? "good" : "bad"}>{k.status}</Tag>
          <Tag>{k.test ? "test" : "live"}</Tag>
          {k.scopes.map((s) => <Tag key={s}>{s}</Tag>)}
        </div>
      </DetailHead>
      <Card title="Key">
        <dl className="facts">
          <Fact name="Begins with"><code>{k.key_prefix}</code></Fact>
          {k.account && <Fact name="Account">{k.account}</Fact>}
          <Fact name="Id"><code>{k.id}</code></Fact>
          <Fact name="Calls a minute">{count(k.rate_limit_per_min)}</Fact>
          <Fact name="Issued">{dateTime(k.created_at)}</Fact>
          <Fact name="Last used">{k.last_used_at ? `${dateTime(k.last_used_at)}, ${ago(k.last_used_at, now)}` : "never"}</Fact>
          {k.ends_at && <Fact name="Ends">{dateTime(k.ends_at)}</Fact>}
          {k.revoked_at && <Fact name="Revoked">{dateTime(k.revoked_at)}</Fact>}
        </dl>
      </Card>
      {k.status === "active" && (
        <div className="cluster">
          {rotates && <button className="button" type="button" onClick={() => setAsking("rotate")}>Rotate</button>}
          <button className="button danger" type="button" onClick={() => setAsking("revoke")}>Revoke</button>
        </div>
      )}
      <Recorded id={k.id} />
      <Modal open={asking === "rotate"} title={`Rotate ${k.label}`} onClose={() => setAsking(null)}>
        <Rotate id={k.id} onDone={() => setAsking(null)} />
      </Modal>
      <Modal open={asking === "revoke"} title={`Revoke ${k.label}?`} onClose={() => setAsking(null)}>
        <p>Programs that use it are refused within a second, on every node. It cannot be undone.</p>
        {revoke.isError && <Failure of={revoke.error} />}
        <div className="cluster">
          <button className="button danger" type="button" disabled={revoke.isPending} onClick={() => revoke.mutate()}>Revoke it</button>
          <button className="button" type="button" onClick={() => setAsking(null)}>Keep it</button>
        </div>
      </Modal>
    </>
  );
};

const Page = () => {
  const { id } = useParams<{ id?: string }>();
  const [, go] = useLocation();
  const close = useCallback(() => go("/keys"), [go]);
  const [issuing, setIssuing] = useState(false);
  const [show, setShow] = useParam("show");
  const rotates = useOffers("/api/v1/admin/keys/{id}/rotate");
  const keys = useKeys();
  const now = useNow(10_000);
  if (keys.isPending) return <div className="card"><Loading lines={8} /></div>;
  if (keys.isError) return <Failure of={keys.error} retry={() => void keys.refetch()} />;
  const rows = keys.data.filter((k) => show === "all" || k.status === "active");
  const chosen = keys.data.find((k) => k.id === id);
  return (
    <>
      <div className="filters">
        <select className="input" aria-label="Which keys" value={show} onChange={(e) => setShow(e.target.value)} data-search>
          <option value="">Active keys</option>
          <option value="all">Revoked ones too</option>
        </select>
        <button className="button primary" type="button" onClick={() => setIssuing(true)}>Issue a key</button>
      </div>
      <Modal open={issuing} title="Issue a key" onClose={() => setIssuing(false)}>
        <Issue onDone={() => setIssuing(false)} accounts={rotates} />
      </Modal>
      <Split
        label="Key"
        onClose={close}
        list={
          rows.length === 0 ? (
            <Empty icon="keys" title="No keys" />
          ) : (
            <ol className="rows">
              {rows.map((k) => (
                <li key={k.id}>
                  <Link href={`/keys/${k.id}${show ? `?show=${show}` : ""}`} className="row" data-row aria-current={k.id === id ? "true" : undefined}>
                    <span className="title">{k.label}</span>
                    <span className="figure small soft">{k.last_used_at ? ago(k.last_used_at, now) : "never used"}</span>
                    <span className="meta">
                      <code>{k.key_prefix}</code>
                      <span>{k.scopes.join(", ")}</span>
                      {k.account && <span>{k.account}</span>}
                      {k.status !== "active" && <Tag kind="bad">{k.status}</Tag>}
                    </span>
                  </Link>
                </li>
              ))}
            </ol>
          )
        }
        detail={chosen ? <Detail key={chosen.id} k={chosen} onClose={close} rotates={rotates} /> : null}
      />
    </>
  );
};

export default function KeysPage() {
  useTitle("Keys");
  return (
    <>
      <div className="page-head">
        <div>
          <h1>Keys</h1>
          <p>Who may call the API, and when each key was last used.</p>
        </div>
      </div>
      <Needs role="admin">
        <Page />
      </Needs>
    </>
  );
}
