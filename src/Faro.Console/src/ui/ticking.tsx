import { useEffect, useRef, useState } from "react";
import { cents } from "../lib/format";

/** A price that shows when it moves: the arrow says which way, the wash of colour draws the eye. */
export const Ticking = ({ price }: { price: number | null | undefined }) => {
  const last = useRef(price);
  const [moved, setMoved] = useState<{ way: "up" | "down"; nth: number } | null>(null);
  useEffect(() => {
    const before = last.current;
    last.current = price;
    if (typeof before === "number" && typeof price === "number" && before !== price) setMoved((m) => ({ way: price > before ? "up" : "down", nth: (m?.nth ?? 0) + 1 }));
  }, [price]);
  return (
    <span key={moved?.nth ?? 0} className={`tick ${moved?.way ?? ""}`}>
      {moved && <span aria-hidden="true">{moved.way === "up" ? "▴" : "▾"}</span>}
      {cents(price)}
    </span>
  );
};
