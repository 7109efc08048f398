import { useEffect } from "react";

const typing = (target: EventTarget | null) => target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));

const rows = () => [...document.querySelectorAll<HTMLElement>("[data-row]")];

const step = (by: 1 | -1) => {
  const all = rows();
  if (all.length === 0) return;
  const at = all.findIndex((r) => r === document.activeElement);
  const from = at >= 0 ? at : all.findIndex((r) => r.getAttribute("aria-current") === "true");
  const next = all[Math.min(all.length - 1, Math.max(0, from < 0 ? 0 : from + by))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
};

/** / goes to the search, j and k move in the list (Enter opens, as on any link), Escape closes what is open, ? says so. */
export const useShortcuts = (actions: { close?: (() => void) | undefined; help: () => void }) => {
  const { close, help } = actions;
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey) return;
      if (e.key === "Escape") {
        if (document.querySelector("[role=dialog]:not([hidden])")) return; // the dialog closes itself
        if (typing(e.target)) (e.target as HTMLElement).blur();
        else close?.();
        return;
      }
      if (typing(e.target) || document.querySelector("[role=dialog][data-modal]:not([hidden])")) return;
      if (e.key === "/") document.querySelector<HTMLElement>("[data-search]")?.focus();
      else if (e.key === "j") step(1);
      else if (e.key === "k") step(-1);
      else if (e.key === "?") help();
      else return;
      e.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [close, help]);
};
