import { diffArrays } from "diff";

/** A stretch of one text: whether the other text has it too, and which slot of the question was read from it. */
export interface Stretch {
  text: string;
  differs: boolean;
  slot: number | null;
}

export interface Quoted {
  quote: string | null;
}

/** Words and numbers whole ("3.0%", "$1,500", "CPI-U" is two), so that a level never differs by half. */
const tokens = (text: string) => text.match(/\s+|\$?\p{N}+(?:[.,:]\p{N}+)*%?|[\p{L}\p{M}\p{N}_]+(?:['’]\p{L}+)*|./gsu) ?? [];

/** Both texts in stretches. Pure: what is marked depends on the two texts and the quotations alone. */
export const compare = (left: string, right: string, leftQuotes: Quoted[], rightQuotes: Quoted[]): { left: Stretch[]; right: Stretch[] } => {
  const parts = diffArrays(tokens(left), tokens(right));
  const flags = (mine: "removed" | "added") => {
    const marks: boolean[] = [];
    for (const p of parts) {
      if (p.added && mine === "removed") continue;
      if (p.removed && mine === "added") continue;
      const differs = p.added || p.removed;
      for (const token of p.value) for (let i = 0; i < token.length; i++) marks.push(differs);
    }
    return marks;
  };
  return { left: cut(left, flags("removed"), leftQuotes), right: cut(right, flags("added"), rightQuotes) };
};

const cut = (text: string, differs: boolean[], quotes: Quoted[]): Stretch[] => {
  const slots: (number | null)[] = Array.from({ length: text.length }, () => null);
  const lower = text.toLowerCase();
  quotes.forEach(({ quote }, slot) => {
    if (!quote) return;
    const at = lower.indexOf(quote.toLowerCase());
    if (at >= 0) for (let i = at; i < at + quote.length; i++) slots[i] ??= slot;
  });
  // A space is marked between two marked words, never at the end of a mark.
  const inside = (i: number) => {
    if (text[i]!.trim() !== "") return differs[i] ?? false;
    let [before, after] = [i - 1, i + 1];
    while (before >= 0 && text[before]!.trim() === "") before--;
    while (after < text.length && text[after]!.trim() === "") after++;
    return before >= 0 && after < text.length && (differs[before] ?? false) && (differs[after] ?? false);
  };
  const stretches: Stretch[] = [];
  for (let i = 0; i < text.length; i++) {
    const last = stretches.at(-1);
    const d = inside(i);
    if (last && last.slot === slots[i] && last.differs === d) last.text += text[i];
    else stretches.push({ text: text[i]!, differs: d, slot: slots[i] ?? null });
  }
  return stretches;
};
