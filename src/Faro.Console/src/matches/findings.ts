import { words } from "../lib/format";

/** What a finding of the matcher is about, as an operator would say it. */
const about: Record<string, string> = {
  absent_clause: "A clause stands at one venue only",
  comparator: "The same level, once included and once not",
  date: "The dates differ",
  direction: "One asks for more, the other for less",
  dispute_process: "Disputes are decided differently",
  entity: "Another person, team or thing",
  office: "Another office or chamber",
  party: "Another party",
  place: "Another place",
  polarity: "The questions are opposite, or it cannot be told",
  predicate: "Something else has to happen",
  round: "Another round or stage",
  rounding: "Figures are rounded at one venue",
  scope: "A narrowing word at one venue only",
  settlement_instant: "Settled by another event or at another moment",
  source: "The answer is read elsewhere",
  threshold: "The levels differ",
  unit: "Another unit",
  void_rule: "Cancellation, postponement or a tie pays differently",
  wording: "Words that the other venue does not have",
};

/** The same for the middle of a sentence. */
const briefly: Record<string, string> = {
  absent_clause: "a clause at one venue only",
  dispute_process: "how disputes are decided",
  rounding: "rounding",
  settlement_instant: "the moment of settlement",
  void_rule: "what cancellation, postponement or a tie pays",
};

const clauses: Record<string, string> = {
  absent: "says nothing",
  alternative_condition: "names a second way to YES",
  announcement_counts: "an announcement counts",
  announcement_excluded: "an announcement does not count",
  announcement_settles: "an announcement settles it",
  boundary_to_upper: "a value on the boundary belongs to the upper bracket",
  coalitions_ruled: "has a rule for coalitions",
  death_excluded: "a death does not count",
  death_mentioned: "has a rule for a death",
  detention_counts: "detention counts",
  dispute_process: "has a dispute process",
  includes_runoff: "includes the runoff",
  interim_excluded: "interim holders do not count",
  must_accept: "the nominee must accept",
  must_be_ratified: "must be ratified",
  on_inauguration: "settles at the inauguration",
  rounded: "figures are rounded",
  temporary_counts: "a temporary case counts",
};

const cases: Record<string, string> = {
  cancelled: "if cancelled",
  postponed: "if postponed",
  tie: "on a tie",
  nothing_by_then: "if nothing has happened by then",
  retired: "if a side retires",
  inactive: "if somebody does not play",
};

const pays: Record<string, string> = {
  fair_price: "pays the fair price",
  fifty_fifty: "pays half each",
  no: "pays NO",
  no_loser: "nobody loses",
  no_winner: "nobody wins",
  other: "pays the outcome “other”",
  refund: "pays back",
  stays_open: "stays open",
  who_goes_on: "pays whoever goes on",
  yes: "pays YES",
};

/** The matcher's names for things (rate_hold, RateDecision, entity:boe) as words; what it quotes from a text stays as it is. */
const plain = (value: string) => (/^(?:entity:)?[A-Za-z]+(?:_[a-z]+)*$/.test(value) && /[_:]|[a-z][A-Z]/.test(value) ? words(value.replace(/^entity:/, "")) : value);

const one = (value: string) => {
  const [, when, what] = /^([a-z_]+):([a-z_]+)$/.exec(value) ?? [];
  const [condition, result] = [when && cases[when], what && pays[what]];
  return condition && result ? `${condition}: ${result}` : (clauses[value] ?? plain(value));
};

/** What one side says, in words. */
export const said = (value: string) => value.split(", ").map(one).join(", ");

/** The matcher's reasoning without its codes. */
export const reasoned = (text: string) => text.replace(/\b[a-z]+(?:_[a-z]+)+\b/g, (code) => briefly[code] ?? code);

/** What a finding is about, and what each side says where it names both. */
export const finding = (code: string, text: string) => {
  const sides = text.split(" / ");
  return { about: about[code] ?? words(code), sides: sides.length === 2 ? ([said(sides[0]!), said(sides[1]!)] as const) : null };
};
