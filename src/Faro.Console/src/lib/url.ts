import { useCallback } from "react";
import { useSearchParams } from "wouter";

/** The query string as state: every filter is in the address, so every view can be linked to and the back button works. */
export const useParam = (name: string, otherwise = ""): [string, (value: string) => void] => {
  const [params, setParams] = useSearchParams();
  const set = useCallback(
    (value: string) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          if (value === "" || value === otherwise) next.delete(name);
          else next.set(name, value);
          return next;
        },
        { replace: true },
      ),
    [name, otherwise, setParams],
  );
  return [params.get(name) ?? otherwise, set];
};

/** An address of the console with the current filters kept, except those that belong to one detail only. */
export const useHrefKeepingFilters = (dropped: readonly string[] = []) => {
  const [params] = useSearchParams();
  return (path: string) => {
    const kept = new URLSearchParams(params);
    for (const name of dropped) kept.delete(name);
    const text = kept.toString();
    return text ? `${path}?${text}` : path;
  };
};
