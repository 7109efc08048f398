import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { api, data } from "../api/client";
import { Problem } from "../api/problem";
import { OperatorButton } from "../session";
import { Failure, Notice } from "../ui/feedback";
import { Modal } from "../ui/modal";
import type { Pair } from "./data";

/** An operator's word in place of the judge's, and its withdrawal. A pair that a hard fact refutes is asked about twice. */
export const Operate = ({ pair }: { pair: Pair }) => {
  const [open, setOpen] = useState<"override" | "withdraw" | null>(null);
  return (
    <div className="cluster">
      <OperatorButton onClick={() => setOpen("override")}>Override</OperatorButton>
      {pair.override && (
        <OperatorButton onClick={() => setOpen("withdraw")} className="button danger">
          Withdraw the override
        </OperatorButton>
      )}
      <Modal open={open !== null} title={open === "withdraw" ? "Withdraw the override" : "Override the judge"} onClose={() => setOpen(null)}>
        <Decide pair={pair} withdraws={open === "withdraw"} onDone={() => setOpen(null)} />
      </Modal>
    </div>
  );
};

const Decide = ({ pair, withdraws, onDone }: { pair: Pair; withdraws: boolean; onDone: () => void }) => {
  const queries = useQueryClient();
  const reasonId = useId();
  const polarityId = useId();
  const [same, setSame] = useState(!pair.same);
  const [polarity, setPolarity] = useState(pair.polarity === "inverted" ? "inverted" : "direct");
  const [reason, setReason] = useState("");
  const [confirmed, setConfirmed] = useState(false);
  const path = { path: { id: pair.id } };
  const decide = useMutation({
    mutationFn: async (): Promise<unknown> =>
      withdraws
        ? data(api.admin.DELETE("/api/v1/admin/matches/{id}/override", { params: { ...path, query: { reason } } }))
        : data(api.admin.POST("/api/v1/admin/matches/{id}/override", { params: path, body: { same, polarity: polarity as "direct", reason, confirm: confirmed } })),
    onSuccess: () => {
      void queries.invalidateQueries();
      onDone();
    },
  });
  const refuted = decide.isError && Problem.from(decide.error).status === 409 && !withdraws;
  const submit = (e: FormEvent) => {
    e.preventDefault();
    decide.mutate();
  };
  return (
    <form className="stack" onSubmit={submit}>
      {!withdraws && (
        <>
          <fieldset className="choices">
            <legend>The two markets</legend>
            <label>
              <input type="radio" name="same" checked={same} onChange={() => setSame(true)} /> resolve identically
            </label>
            <label>
              <input type="radio" name="same" checked={!same} onChange={() => setSame(false)} /> are different questions
            </label>
          </fieldset>
          {same && (
            <div className="field">
              <label htmlFor={polarityId}>Their YES</label>
              <select id={polarityId} className="input" value={polarity} onChange={(e) => setPolarity(e.target.value)}>
                <option value="direct">pays together</option>
                <option value="inverted">is the other's NO</option>
              </select>
            </div>
          )}
        </>
      )}
      <div className="field">
        <label htmlFor={reasonId}>Reason</label>
        <textarea id={reasonId} className="input" value={reason} onChange={(e) => setReason(e.target.value)} maxLength={500} required />
        <small>Recorded with the decision, for whoever reads the history.</small>
      </div>
      {decide.isError && <Failure of={decide.error} />}
      {refuted && (
        <Notice kind="warn">
          <label>
            <input type="checkbox" checked={confirmed} onChange={(e) => setConfirmed(e.target.checked)} /> Join them knowingly, against this fact. It stays on the event as a divergence risk.
          </label>
        </Notice>
      )}
      <button className={`button ${withdraws ? "danger" : "primary"}`} type="submit" disabled={decide.isPending}>
        {decide.isPending ? "Recording…" : withdraws ? "Withdraw" : "Record the decision"}
      </button>
    </form>
  );
};
