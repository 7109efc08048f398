import { cents, shares } from "../lib/format";
import { useParam } from "../lib/url";
import { Card, Empty, Failure, Loading } from "../ui/feedback";
import { Segmented } from "../ui/segmented";
import { VenueMark, venueName } from "../ui/venue";
import { useBook } from "./data";
import type { Level } from "./depth";
import { DepthChart } from "./depth-chart";
import { useLiveBook } from "./live";

const Rows = 12;

const Side = ({ name, levels, merged }: { name: "Bids" | "Asks"; levels: Level[]; merged: boolean }) => {
  let total = 0;
  const shown = levels.slice(0, Rows).map((l) => ({ ...l, total: (total += l.size) }));
  const whole = shown.at(-1)?.total ?? 1;
  return (
    <div className={name.toLowerCase()}>
      <table>
        <caption className="visually-hidden">{name}, best first</caption>
        <thead>
          <tr>
            <th scope="col">{name === "Bids" ? "Bid" : "Ask"}</th>
            {merged && <th scope="col"><span className="visually-hidden">Venue</span></th>}
            <th scope="col" className="number">Shares</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((l, i) => (
            <tr key={`${l.price}-${l.venue ?? ""}-${i}`}>
              <td>
                <span>{cents(l.price)}</span>
              </td>
              {merged && (
                <td>
                  <VenueMark venue={l.venue ?? ""} label={false} />
                </td>
              )}
              <td className="number">
                <svg className="fill" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                  <rect x={100 - (100 * l.total) / whole} width={(100 * l.total) / whole} height="10" />
                </svg>
                <span>{shares(l.size)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {levels.length === 0 && <p className="pad quiet small">No {name.toLowerCase()}.</p>}
      {levels.length > Rows && <p className="pad quiet small">{levels.length - Rows} more levels</p>}
    </div>
  );
};

export const BookCard = ({ id, venues, title = "Book" }: { id: string; venues: readonly string[]; title?: string }) => {
  const [chosen, setVenue] = useParam("book", "all");
  const [wanted, setOutcome] = useParam("outcome", "YES");
  const outcome = wanted === "NO" ? "NO" : "YES";
  const venue = venues.length === 1 ? venues[0]! : chosen;
  const streamed = useLiveBook(venue, outcome, venues);
  const book = useBook(id, venue, outcome, streamed === undefined);
  const merged = venue === "all";
  const levels = streamed ?? (book.data?.book as { bids: Level[]; asks: Level[] } | undefined);
  return (
    <Card
      flush
      title={title}
      aside={
        <div className="cluster">
          <Segmented label="Outcome" value={outcome} onChange={setOutcome} options={[["YES", "YES"], ["NO", "NO"]]} />
          {venues.length > 1 && <Segmented label="Venue of the book" value={chosen} onChange={setVenue} options={[["all", "All"], ...venues.map((v) => [v, venueName(v)] as const)]} />}
        </div>
      }
    >
      {!levels && book.isPending ? (
        <Loading lines={6} label="Loading the book" />
      ) : !levels && book.isError ? (
        <div className="pad">
          <Failure of={book.error} retry={() => void book.refetch()} />
        </div>
      ) : !levels || levels.bids.length + levels.asks.length === 0 ? (
        <Empty icon="foresight" title="The book is empty">Nobody bids or asks here at the moment.</Empty>
      ) : (
        <>
          <div className="body pad">
            <DepthChart bids={levels.bids} asks={levels.asks} venue={venue} outcome={outcome} />
          </div>
          <div className="ladder">
            <Side name="Bids" levels={levels.bids} merged={merged} />
            <Side name="Asks" levels={levels.asks} merged={merged} />
          </div>
        </>
      )}
    </Card>
  );
};
