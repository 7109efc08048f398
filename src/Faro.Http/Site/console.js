"use strict";
const $ = (id) => document.getElementById(id);

const element = (tag, className, text) => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};

const dollars = (value) =>
  value === null || value === undefined ? "–" : new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumFractionDigits: 0 }).format(value);
const day = (value) => (value ? new Date(value).toISOString().slice(0, 16).replace("T", " ") + " UTC" : "no end given");

const tell = (text, bad) => {
  $("told").textContent = text;
  $("told").className = bad ? "bad" : "";
};

// A refusal in its own words, with the fields it names.
const refusal = (status, body) => {
  const fields = Object.entries(body.issues?.fieldErrors ?? {}).map(([name, texts]) => `${name}: ${texts.join(" ")}`);
  return [`${status} ${body.error}: ${body.message}`, ...(body.issues?.formErrors ?? []), ...fields].join(" — ");
};

const get = async (path) => {
  const response = await fetch(path, { headers: { Authorization: `Bearer ${$("key").value.trim()}` }, cache: "no-store" });
  const body = await response.json();
  if (!response.ok) throw new Error(refusal(response.status, body));
  const left = response.headers.get("RateLimit-Remaining");
  return { body, left, limit: response.headers.get("RateLimit-Limit") };
};

const look = async () => {
  const list = $("checks");
  const show = (items) => list.replaceChildren(...items.map(([text, kind]) => element("li", kind, text)));
  try {
    const ready = await (await fetch("/healthz/ready", { cache: "no-store" })).json();
    show([
      [`API ${ready.status === "ready" ? "ready" : "not ready"}`, ready.status === "ready" ? "" : "bad"],
      ...Object.entries(ready.checks ?? {}).map(([name, state]) => [`${name}: ${state}`, state === "ok" ? "" : "bad"]),
    ]);
  } catch {
    show([["API unreachable", "bad"]]);
  }
};

let asked = null;
let cursor = null;
let offset = 0;

const query = () => {
  const parameters = new URLSearchParams({ limit: "25" });
  for (const name of ["q", "status", "venue", "matched", "sort"]) {
    const value = $(name).value.trim();
    if (value) parameters.set(name, value);
  }
  return parameters;
};

const list = async (more) => {
  const parameters = more ? new URLSearchParams(asked) : query();
  asked = parameters.toString();
  if (more && cursor) parameters.set("cursor", cursor);
  else if (more) parameters.set("offset", String(offset));
  const path = `/api/v1/events?${parameters}`;
  $("curl").textContent = `curl "${location.origin}${path}" \\\n  -H "Authorization: Bearer $FARO_KEY"`;
  tell("Asking…");
  try {
    const { body, left, limit } = await get(path);
    if (!more) {
      $("list").replaceChildren();
      close();
      offset = 0;
    }
    offset += body.events.length;
    cursor = body.next_cursor ?? null;
    $("list").append(...body.events.map(row));
    $("more").hidden = body.events.length === 0 || offset >= body.total;
    tell(`${offset.toLocaleString("en-US")} of ${body.total.toLocaleString("en-US")} events · ${left} of ${limit} calls left in this minute`);
  } catch (failure) {
    tell(failure.message, true);
  }
};

const row = (event) => {
  const button = element("button");
  button.type = "button";
  button.append(
    element("span", "title", event.title),
    element("span", "money", dollars(event.liquidity_usd)),
    element("span", "more", [event.venues.join(" + "), event.category, day(event.end_time)].filter(Boolean).join(" · ")));
  button.addEventListener("click", () => open(event.id, button));
  const item = element("li");
  item.append(button);
  return item;
};

const close = () => {
  $("detail").hidden = true;
  document.querySelector(".split").classList.remove("open");
};

const open = async (id, button) => {
  for (const other of document.querySelectorAll("#list button")) other.removeAttribute("aria-current");
  button.setAttribute("aria-current", "true");
  const path = `/api/v1/events/${id}`;
  $("curl").textContent = `curl "${location.origin}${path}" \\\n  -H "Authorization: Bearer $FARO_KEY"`;
  try {
    const { event } = (await get(path)).body;
    const facts = element("dl");
    const fact = (name, value) => facts.append(element("dt", "", name), element("dd", "", value));
    fact("Id", event.id);
    fact("Ends", day(event.end_time));
    fact("Liquidity", dollars(event.liquidity_usd));
    for (const market of event.markets) {
      const labels = market.outcome_labels ? ` (${market.outcome_labels.yes} / ${market.outcome_labels.no})` : "";
      fact(market.venue, `${market.venue_market_id}${labels}`);
    }
    if (event.match) fact("Match", `${event.match.confidence}: ${event.match.reasoning}`);
    $("detail").replaceChildren(element("h3", "", event.title), facts, element("p", "", event.description || "The venue gives no rules."));
    $("detail").hidden = false;
    document.querySelector(".split").classList.add("open");
  } catch (failure) {
    tell(failure.message, true);
  }
};

$("search").addEventListener("submit", (submitted) => {
  submitted.preventDefault();
  list(false);
});
$("more").addEventListener("click", () => list(true));
look();
setInterval(look, 5000);
