const names: Record<string, string> = { polymarket: "Polymarket", kalshi: "Kalshi", foresight: "Foresight" };
export const venueName = (venue: string) => names[venue] ?? venue;

/** A venue by its name and a mark of its own shape, so that colour is never the only difference. */
export const VenueMark = ({ venue, label = true }: { venue: string; label?: boolean }) => (
  <span className={`venue ${names[venue] ? venue : ""}`}>
    <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden={label} role={label ? undefined : "img"} aria-label={label ? undefined : venueName(venue)}>
      {venue === "polymarket" ? <circle cx="5" cy="5" r="4.5" fill="currentColor" /> : venue === "kalshi" ? <rect x="0.8" y="0.8" width="8.4" height="8.4" fill="currentColor" /> : <path d="M5 .5l4.8 8.7H.2z" fill="currentColor" />}
    </svg>
    {label && venueName(venue)}
  </span>
);

export const Venues = ({ venues }: { venues: readonly string[] }) => (
  <span className="venues">
    {venues.map((v) => (
      <VenueMark key={v} venue={v} />
    ))}
  </span>
);
