import { cents, dollars, moment, plural, shares, words } from "../lib/format";
import { Card, Failure, Loading, Tag } from "../ui/feedback";
import { VenueMark, venueName } from "../ui/venue";
import { type Decision, type Order, useReceipt } from "./data";

const gain = (usd: number) => (usd < 0 ? `lose ${dollars(-usd)}` : `gain ${dollars(usd)}`);

const strategies: Record<string, string> = { best_price: "takes the best price first, wherever it is", split: "splits by the price of the next share" };

/** The routing decision as a person would tell it: what was seen, what was chosen, what was passed over and why. */
export const ReceiptCard = ({ order }: { order: Order }) => {
  const receipt = useReceipt(order.id);
  if (receipt.isPending) return <Card title="Receipt"><Loading lines={3} /></Card>;
  if (receipt.isError) return <Card title="Receipt"><Failure of={receipt.error} /></Card>;
  const { equal, executed } = receipt.data;
  const d = receipt.data.decision as unknown as Decision;
  const buy = order.side === "BUY";
  return (
    <Card title="Receipt" aside={
        equal === null ? <Tag kind="warn">Planned by another version</Tag>
        : <Tag kind={equal ? "good" : "bad"}>{equal ? "Computed again: the same plan" : "Computed again: another plan"}</Tag>
      }>
      <div className="stack tight receipt">
        <p>
          You asked to {buy ? "buy" : "sell"} <strong>{order.outcome}</strong> for {dollars(order.size_usd)}
          {order.max_price !== null ? ` at no more than ${cents(order.max_price)}` : " at any price"}; the router {strategies[order.route_strategy] ?? words(order.route_strategy)}.
        </p>
        <p>
          It looked at {plural(d.books.length, "book")} at {moment(d.books[0]?.observed_at)} UTC:{" "}
          {d.books.map((b, i) => (
            <span key={b.venue}>
              {i > 0 && "; "}
              <VenueMark venue={b.venue} /> best {cents(b.best_price)}, {b.levels_walked ? `took ${plural(b.levels_walked, "level")} of ${b.levels}` : `${plural(b.levels, "level")}, none taken`}
            </span>
          ))}
          .
        </p>
        {d.expected_average_price !== null && (
          <p>
            The plan expected {cents(d.expected_average_price)} a share after fees
            {d.best_single_venue && (d.improvement_usd ?? 0) > 0 ? `, ${dollars(d.improvement_usd)} better than ${venueName(d.best_single_venue)} alone` : d.best_single_venue ? `, the same as ${venueName(d.best_single_venue)} alone` : ""}.
          </p>
        )}
        {d.alternatives.filter((a) => a.rejected_because).map((a) => (
          <p key={a.venue}>
            <VenueMark venue={a.venue} /> alone was passed over: {a.rejected_because}
          </p>
        ))}
        {d.skipped.map((s) => (
          <p key={s.venue} className="wrap">
            <VenueMark venue={s.venue} /> was left out: {s.reason}
          </p>
        ))}
        {d.payoff && (
          <p>
            If {order.outcome} comes true, you {gain(d.payoff.if_wins_usd)}; if not, you {gain(d.payoff.if_loses_usd)}.
          </p>
        )}
        <p>
          What came of it: <strong>{words(String((executed as { status?: string }).status ?? order.status)).toLowerCase()}</strong>, {shares(order.filled_shares)} shares for {dollars(order.filled_usd)}
          {order.filled_shares && order.filled_usd !== null ? `, ${cents(order.filled_usd / order.filled_shares)} a share` : ""}.
        </p>
      </div>
    </Card>
  );
};
