import { type FormEvent, type ReactNode, useId, useRef, useState } from "react";
import { type Role, secrets } from "./api/client";
import { useHas } from "./lib/hooks";
import { Empty } from "./ui/feedback";
import { Icon } from "./ui/icons";
import { Modal } from "./ui/modal";

const told: Record<Role, { name: string; short: string; why: string; kept: string; placeholder: string }> = {
  key: {
    name: "API key",
    short: "API key",
    why: "Reads events, matches and orders as the account that the key belongs to. ./faro up prints a test key.",
    kept: "Kept in this tab only (session storage) until it is closed or forgotten.",
    placeholder: "faro_test_… or faro_live_…",
  },
  admin: {
    name: "Admin secret",
    short: "admin secret",
    why: "Opens projections, runs, keys and overrides. ./faro up keeps it in its data folder, in secrets.json.",
    kept: "Kept in the memory of this page only: a reload forgets it.",
    placeholder: "ADMIN_SECRET",
  },
  cron: {
    name: "Cron secret",
    short: "cron secret",
    why: "Starts a sync or a matching run now. ./faro up keeps it in its data folder, in secrets.json.",
    kept: "Kept in the memory of this page only: a reload forgets it.",
    placeholder: "CRON_SECRET",
  },
};

const SecretForm = ({ role, onDone }: { role: Role; onDone?: () => void }) => {
  const id = useId();
  const [value, setValue] = useState("");
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (!value.trim()) return;
    secrets.set(role, value);
    setValue("");
    onDone?.();
  };
  return (
    <form className="stack tight" onSubmit={submit} autoComplete="off">
      <div className="field">
        <label htmlFor={id}>{told[role].name}</label>
        <input id={id} className="input mono" type="password" value={value} onChange={(e) => setValue(e.target.value)} placeholder={told[role].placeholder} autoComplete="off" spellCheck={false} required />
        <small>{told[role].kept}</small>
      </div>
      <div className="cluster">
        <button className="button primary" type="submit">
          Use it
        </button>
      </div>
    </form>
  );
};

/** Shows its children once the secret that they need is here; asks for it before. */
export const Needs = ({ role, children }: { role: Role; children: ReactNode }) => {
  if (useHas(role)) return children;
  return (
    <div className="card">
      <Empty icon="lock" title={`${told[role].name} needed`}>
        <div className="stack ask">
          <p>{told[role].why}</p>
          <SecretForm role={role} />
        </div>
      </Empty>
    </div>
  );
};

const Held = ({ role }: { role: Role }) => {
  const has = useHas(role);
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        className="button quiet"
        type="button"
        onClick={() => (has ? secrets.set(role, "") : setOpen(true))}
        title={has ? `Forget the ${told[role].short}` : told[role].why}
      >
        <Icon name={has ? "unlock" : "lock"} size={18} />
        {has ? "Forget" : "Enter"} {told[role].short}
      </button>
      <Modal open={open} title={told[role].name} onClose={() => setOpen(false)}>
        <p className="soft">{told[role].why}</p>
        <SecretForm role={role} onDone={() => setOpen(false)} />
      </Modal>
    </>
  );
};

export const Session = () => (
  <div className="session">
    <Held role="key" />
    <Held role="admin" />
    <Held role="cron" />
  </div>
);

/** A button of the operator: asks for the secret it needs first, then does what it says. */
export const OperatorButton = ({ role = "admin", children, onClick, className = "button", disabled }: { role?: Role; children: ReactNode; onClick: () => void; className?: string; disabled?: boolean }) => {
  const has = useHas(role);
  const [asking, setAsking] = useState(false);
  const goesOn = useRef(false);
  return (
    <>
      <button className={className} type="button" disabled={disabled} onClick={() => {
          goesOn.current = false;
          if (has) onClick();
          else setAsking(true);
        }}
      >
        {!has && <Icon name="lock" size={16} />}
        {children}
      </button>
      <Modal open={asking} title={told[role].name} onClose={() => setAsking(false)} followed={() => goesOn.current}>
        <p className="soft">{told[role].why}</p>
        <SecretForm
          role={role}
          onDone={() => {
            goesOn.current = true; // what is asked next takes the focus
            setAsking(false);
            onClick();
          }}
        />
      </Modal>
    </>
  );
};
