import { diffWordsWithSpace } from "diff";

/** A stretch of one text: whether the other text has it too, and which slot of the question was read from it. */
export interface Stretch {
  text: string;
  differs: boolean;
  slot: number | null;
}

export interface Quoted {
  quote: string | null;
}

/** Both texts in stretches. Pure: what is marked depends on the two texts and the quotations alone. */
export const compare = (left: string, right: string, leftQuotes: Quoted[], rightQuotes: Quoted[]): { left: Stretch[]; right: Stretch[] } => {
  const parts = diffWordsWithSpace(left, right);
  const flags = (mine: "removed" | "added") => {
    const marks: boolean[] = [];
    for (const p of parts) {
      if (p.added && mine === "removed") continue;
      if (p.removed && mine === "added") continue;
      const differs = p.added || p.removed;
      for (let i = 0; i < p.value.length; i++) marks.push(differs && p.value[i]!.trim() !== "");
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
  const stretches: Stretch[] = [];
  for (let i = 0; i < text.length; i++) {
    const last = stretches.at(-1);
    const d = differs[i] ?? false;
    if (last && last.slot === slots[i] && (last.differs === d || text[i]!.trim() === "")) last.text += text[i];
    else stretches.push({ text: text[i]!, differs: d, slot: slots[i] ?? null });
  }
  return stretches;
};
