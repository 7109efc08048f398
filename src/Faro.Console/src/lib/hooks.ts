import { type RefObject, useEffect, useState, useSyncExternalStore } from "react";
import { type Role, secrets } from "../api/client";

export const useHas = (role: Role) => useSyncExternalStore(secrets.subscribe, () => secrets.has(role));

const media = (query: string) => {
  const list = matchMedia(query);
  return {
    subscribe: (listener: () => void) => {
      list.addEventListener("change", listener);
      return () => list.removeEventListener("change", listener);
    },
    matches: () => list.matches,
  };
};

const narrow = media("(max-width: 60rem)");
const dark = media("(prefers-color-scheme: dark)");
export const useNarrow = () => useSyncExternalStore(narrow.subscribe, narrow.matches);
export const useDark = () => useSyncExternalStore(dark.subscribe, dark.matches);

/** A value that follows its source once it has been still for a moment. */
export const useSettled = <T,>(value: T, ms: number) => {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
};

/** The time, moving: for ages that are shown. */
export const useNow = (everyMs = 1_000) => {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
};

export const useTitle = (title: string) => {
  useEffect(() => {
    document.title = `${title} · Faro`;
  }, [title]);
};

/** Whether an element has ever been in view: what it needs is asked for then. */
export const useSeen = (element: RefObject<HTMLElement | null>) => {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (!element.current) return;
    const watch = new IntersectionObserver((entries) => {
      if (!entries.some((e) => e.isIntersecting)) return;
      setSeen(true);
      watch.disconnect();
    });
    watch.observe(element.current);
    return () => watch.disconnect();
  }, [element]);
  return seen;
};
