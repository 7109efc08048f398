import { basisPoints } from "../lib/format";
import { useNow } from "../lib/hooks";
import { Failure, Loading } from "../ui/feedback";
import { Ticking } from "../ui/ticking";
import { VenueMark } from "../ui/venue";
import { type Quote, useQuotes } from "./data";
import { useLive } from "./live";

const best = (quotes: Quote[], pick: (q: Quote) => number | null | undefined, highest: boolean) => {
  const values = quotes.map(pick).filter((v): v is number => typeof v === "number");
  return values.length < 2 ? undefined : highest ? Math.max(...values) : Math.min(...values);
};

const age = (seconds: number) => (seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`);

/** What each venue would pay and ask, side by side, in the event's own YES and NO. */
export const Quotes = ({ id }: { id: string }) => {
  const live = useLive();
  const quotes = useQuotes(id, live.running);
  const now = useNow();
  if (quotes.isPending) return <Loading lines={3} label="Loading quotes" />;
  if (quotes.isError) return <div className="pad"><Failure of={quotes.error} retry={() => void quotes.refetch()} /></div>;
  const all = quotes.data.quotes.map((q): Quote => {
    const book = live.books[q.venue];
    if (book) return { ...q, yes: book.yes, no: book.no, observed_at: book.observed_at, error: null };
    return q.venue in live.lost ? { ...q, error: live.lost[q.venue] ?? null } : q;
  });
  const columns = [
    ["YES bid", "yes-col", (q: Quote) => q.yes?.bid, true],
    ["YES ask", "yes-col", (q: Quote) => q.yes?.ask, false],
    ["NO bid", "no-col", (q: Quote) => q.no?.bid, true],
    ["NO ask", "no-col", (q: Quote) => q.no?.ask, false],
  ] as const;
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label="Quotes by venue">
      <table className="quotes">
        <thead>
          <tr>
            <th scope="col">Venue</th>
            {columns.map(([name]) => (
              <th key={name} scope="col" className="number">
                {name}
              </th>
            ))}
            <th scope="col" className="number wide-only">Fee</th>
            <th scope="col" className="number wide-only">{live.running ? "Changed" : "Seen"}</th>
          </tr>
        </thead>
        <tbody>
          {all.map((q) => (
            <tr key={q.venue}>
              <th scope="row">
                <VenueMark venue={q.venue} />
              </th>
              {q.error ? (
                <td colSpan={4} className="wrap small">
                  {q.error}
                </td>
              ) : (
                columns.map(([name, css, pick, highest]) => (
                  <td key={name} className={`number ${css} ${pick(q) !== undefined && pick(q) === best(all, pick, highest) ? "best" : ""}`}>
                    <Ticking price={pick(q)} />
                  </td>
                ))
              )}
              <td className="number soft wide-only">{basisPoints(q.fee_bps)}</td>
              <td className="number soft wide-only">{q.observed_at ? age(Math.max(0, Math.round((now - Date.parse(q.observed_at)) / 1000))) : ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

/** How the quotes come. */
export const QuotesAre = () => {
  const live = useLive();
  return live.running ? (
    <span className="small live-now">
      <i aria-hidden="true" /> live
    </span>
  ) : (
    <span className="small quiet">every two seconds</span>
  );
};
