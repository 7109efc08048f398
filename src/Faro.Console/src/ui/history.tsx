import { moment, short, words } from "../lib/format";

export interface RecordedFact {
  sequence?: number;
  version: number;
  name: string;
  recorded_at: string;
  by?: string | null | undefined;
  correlation_id?: string | null | undefined;
  stream?: string;
  data?: unknown;
}

const good = /linked$|filled|accepted|confirmed|resolved|settled$/;
const bad = /unlinked|rejected|refused|failed|cancelled|reversed|abandoned|demoted/;
const tone = (name: string) => (bad.test(name) ? "bad" : good.test(name) ? "good" : "");

/** Recorded facts, in the order of the log; the data of each is there to be looked into. */
export const History = ({ facts, saying }: { facts: readonly RecordedFact[]; saying?: (fact: RecordedFact) => string | null }) => (
  <ol className="timeline">
    {facts.map((f) => {
      const sentence = saying?.(f);
      return (
        <li key={`${f.stream ?? ""}-${f.version}-${f.sequence ?? ""}`} className={tone(f.name)}>
          <div className="stack tight">
            <div className="cluster apart">
              <strong>{words(f.name)}</strong>
              <time dateTime={f.recorded_at}>{moment(f.recorded_at)}</time>
            </div>
            {sentence && <p className="wrap">{sentence}</p>}
            <details>
              <summary className="small">{f.sequence !== undefined ? `No. ${f.sequence} of the log` : `Version ${f.version}`}{f.stream ? `, ${short(f.stream, 40)}` : ""}</summary>
              <pre className="code" tabIndex={0}>{JSON.stringify(f.data, null, 2)}</pre>
            </details>
          </div>
        </li>
      );
    })}
  </ol>
);
