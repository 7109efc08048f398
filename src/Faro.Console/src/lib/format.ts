/** How amounts, prices and times are written: one place, so that they look the same on every page. */

const usd0 = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumFractionDigits: 0 });
const usd2 = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });
const compact = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", notation: "compact", minimumFractionDigits: 1, maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const two = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const minute = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "UTC" });
const second = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: "UTC" });
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3, timeZone: "UTC" });

type Maybe<T> = T | null | undefined;
export const none = "–";

const given = <T,>(value: Maybe<T>, write: (value: T) => string) => (value === null || value === undefined ? none : write(value));

export const count = (value: Maybe<number>) => given(value, whole.format);
export const shares = (value: Maybe<number>) => given(value, (v) => (Math.abs(v) >= 100 ? whole : two).format(v));
export const dollars = (value: Maybe<number>) => given(value, (v) => (Math.abs(v) >= 10_000 ? usd0 : usd2).format(v));
export const roughDollars = (value: Maybe<number>) => given(value, (v) => (Math.abs(v) >= 10_000 ? compact : usd0).format(v));
export const basisPoints = (value: Maybe<number>) => given(value, (v) => `${two.format(v / 100)}%`);
export const percent = (value: Maybe<number>) => given(value, (v) => `${whole.format(v * 100)}%`);

/** A price between 0 and 1 in cents, with the tenths that some venues trade in. */
export const cents = (value: Maybe<number>) => given(value, (v) => `${(v * 100).toFixed(Math.abs(v * 1000 - Math.round(v * 1000)) > 1e-9 ? 2 : 1)}¢`);

const dated = (value: Maybe<string>, write: Intl.DateTimeFormat) =>
  given(value, (v) => (Number.isNaN(Date.parse(v)) ? v : write.format(new Date(v))));

export const date = (value: Maybe<string>) => dated(value, day);
export const dateTime = (value: Maybe<string>) => (value ? `${dated(value, minute)} UTC` : none);
export const moment = (value: Maybe<string>) => dated(value, second);
export const timeOfDay = (value: Maybe<string>) => dated(value, clock);

export const duration = (ms: Maybe<number>) =>
  given(ms, (v) => {
    if (v < 1_000) return `${Math.round(v)} ms`;
    if (v < 60_000) return `${(v / 1_000).toFixed(1)} s`;
    if (v < 3_600_000) return `${Math.floor(v / 60_000)} min ${Math.round((v % 60_000) / 1_000)} s`;
    if (v < 172_800_000) return `${Math.floor(v / 3_600_000)} h ${Math.round((v % 3_600_000) / 60_000)} min`;
    return `${Math.floor(v / 86_400_000)} days`;
  });

/** A span as people tell it: one unit, whole. */
const coarse = (ms: number) =>
  ms < 60_000 ? `${Math.round(ms / 1_000)} s` : ms < 3_600_000 ? `${Math.round(ms / 60_000)} min` : ms < 172_800_000 ? `${Math.round(ms / 3_600_000)} h` : `${Math.round(ms / 86_400_000)} days`;

export const ago = (value: Maybe<string>, now = Date.now()) =>
  given(value, (v) => {
    const ms = now - Date.parse(v);
    return ms < 0 ? `in ${coarse(-ms)}` : ms < 2_000 ? "just now" : `${coarse(ms)} ago`;
  });

export const short = (id: Maybe<string>, keep = 8) => given(id, (v) => (v.length <= keep + 2 ? v : `${v.slice(0, keep)}…`));

/** snake_case and CamelCase as words: the API's codes are never shown bare. */
export const words = (code: string) => {
  const text = code.replaceAll("_", " ").replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
};

export const plural = (n: number, one: string, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;
