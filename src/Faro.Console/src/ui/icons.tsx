/** The few pictures of the console, drawn on one 20-pixel grid. All are decoration: the word stands beside them. */
const drawn = {
  events: "M3 5h14M3 10h14M3 15h9",
  matches: "M7 6H4v8h3M13 6h3v8h-3M6 10h8",
  orders: "M4 14l4-5 3 3 5-7M12 5h4v4",
  foresight: "M3 15h3V9H3zM8.5 15h3V4h-3zM14 15h3v-4h-3z",
  projections: "M4 6c0-1.3 2.7-2 6-2s6 .7 6 2-2.7 2-6 2-6-.7-6-2zM4 6v8c0 1.3 2.7 2 6 2s6-.7 6-2V6M4 10c0 1.3 2.7 2 6 2s6-.7 6-2",
  system: "M3 5h14v4H3zM3 12h14v4H3zM6 7h.01M6 14h.01",
  keys: "M12.5 11.5a4 4 0 1 0-3.6-2.2L3 15v2h3v-2h2v-2h1.5l1-1.9a4 4 0 0 0 2 .4zM13 7.5h.01",
  search: "M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12zM13.5 13.5L17 17",
  close: "M5 5l10 10M15 5L5 15",
  menu: "M3 6h14M3 10h14M3 14h14",
  up: "M10 15V5M6 9l4-4 4 4",
  down: "M10 5v10M6 11l4 4 4-4",
  lock: "M5 9h10v7H5zM7 9V6.5a3 3 0 0 1 6 0V9",
  unlock: "M5 9h10v7H5zM7 9V6.5a3 3 0 0 1 5.8-1",
  warn: "M10 3l7.5 13h-15zM10 8v4M10 14h.01",
  check: "M4 10.5l4 4 8-9",
  download: "M10 3v9M6 8.5l4 4 4-4M4 16h12",
  back: "M12 4l-6 6 6 6",
  help: "M7.5 7.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8M10 14.5h.01",
} as const;

export type IconName = keyof typeof drawn;

export const Icon = ({ name, size = 20 }: { name: IconName; size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false">
    <path d={drawn[name]} />
  </svg>
);

export const Lighthouse = () => (
  <svg width="26" height="26" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <rect width="32" height="32" rx="7" fill="#0c4a50" />
    <path d="M13 27l1.3-14h3.4L19 27z" fill="#f4f1e8" />
    <circle cx="16" cy="9.5" r="2.6" fill="#f2b84b" />
    <path d="M12 9.5L4 6.5v6zM20 9.5l8-3v6z" fill="#f2b84b" opacity=".75" />
  </svg>
);
