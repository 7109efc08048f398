import type { ReactNode } from "react";
import { Problem } from "../api/problem";
import { Icon, type IconName } from "./icons";

export const Loading = ({ lines = 6, label = "Loading" }: { lines?: number; label?: string }) => (
  <div className="skeleton" role="status" aria-label={label}>
    {Array.from({ length: lines }, (_, i) => (
      <i key={i} />
    ))}
  </div>
);

export const Empty = ({ icon = "search", title, children }: { icon?: IconName; title: string; children?: ReactNode }) => (
  <div className="empty">
    <Icon name={icon} size={28} />
    <strong>{title}</strong>
    {children && <div>{children}</div>}
  </div>
);

export const Notice = ({ kind, children, action }: { kind?: "bad" | "warn" | "good" | undefined; children: ReactNode; action?: ReactNode }) => (
  <div className={`notice ${kind ?? ""}`} role={kind === "bad" ? "alert" : undefined}>
    <Icon name={kind === "good" ? "check" : kind ? "warn" : "help"} />
    <div>{children}</div>
    {action}
  </div>
);

/** What went wrong, in the API's own words, with the fields it names. */
export const Failure = ({ of, retry }: { of: unknown; retry?: () => void }) => {
  const problem = Problem.from(of);
  return (
    <Notice
      kind="bad"
      action={retry && (
        <button className="button" type="button" onClick={retry}>
          Try again
        </button>
      )}
    >
      <strong>{problem.message}</strong>
      {problem.details.map((d) => (
        <div key={d}>{d}</div>
      ))}
      {problem.status > 0 && <div className="small soft">{`${problem.status} ${problem.code}`}</div>}
    </Notice>
  );
};

export const Card = ({ title, aside, children, flush }: { title?: ReactNode; aside?: ReactNode; children: ReactNode; flush?: boolean }) => (
  <section className="card">
    {title && (
      <header>
        <h2>{title}</h2>
        {aside}
      </header>
    )}
    {flush ? children : <div className="body">{children}</div>}
  </section>
);

export const Tag = ({ kind, children }: { kind?: "good" | "warn" | "bad" | "yes" | "no" | undefined; children: ReactNode }) => <span className={`tag ${kind ?? ""}`}>{children}</span>;

export const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
);
