import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, data, type Schemas } from "../api/client";

export type EventRow = Schemas["EventSummary"];

/** The document leaves out "required" where an older answer may lack a field; this server's answers have them all. */
export type EventMarket = Required<Schemas["EventMarket"]> & { outcome_labels: Required<Schemas["OutcomeLabels"]> };
export type EventDetail = Required<Omit<Schemas["UnifiedEvent"], "markets">> & { markets: EventMarket[] };
export type Quote = Schemas["Quotes"]["quotes"][number];

export interface Filters {
  q: string;
  status: string;
  venue: string;
  matched: string;
  sort: string;
  category: string;
  group?: string;
}

const PageSize = 50;

export const useCategories = () =>
  useQuery({ queryKey: ["categories"], staleTime: 300_000, queryFn: async ({ signal }) => (await data(api.key.GET("/api/v1/categories", { signal }))).categories });

export const useEvents = (f: Filters) =>
  useInfiniteQuery({
    queryKey: ["events", f],
    initialPageParam: { cursor: null as string | null, offset: 0 },
    queryFn: ({ pageParam, signal }) =>
      data(
        api.key.GET("/api/v1/events", {
          signal,
          params: {
            query: {
              limit: PageSize,
              status: (f.status || "active") as "active",
              ...(f.q && { q: f.q }),
              ...(f.venue && { venue: f.venue as "kalshi" }),
              ...(f.matched && { matched: f.matched === "true" }),
              ...(f.sort && { sort: f.sort as "title" }),
              ...(f.category && { category: f.category }),
              ...(f.group && { group: f.group }),
              ...(pageParam.cursor ? { cursor: pageParam.cursor } : pageParam.offset ? { offset: pageParam.offset } : {}),
            },
          },
        }),
      ),
    getNextPageParam: (last, pages) => {
      const seen = pages.reduce((n, p) => n + p.events.length, 0);
      return last.events.length === 0 || seen >= last.total ? undefined : { cursor: last.next_cursor ?? null, offset: seen };
    },
    placeholderData: keepPreviousData,
  });

export const useEvent = (id: string, wanted = true) =>
  useQuery({
    queryKey: ["event", id],
    enabled: wanted,
    staleTime: 60_000,
    queryFn: async ({ signal }) => (await data(api.key.GET("/api/v1/events/{id}", { signal, params: { path: { id } } }))).event as EventDetail,
  });

/** Quotes are asked for again every two seconds while the page is in view; where the stream runs, only now and then for the fees. */
export const useQuotes = (id: string, streamed: boolean) =>
  useQuery({
    queryKey: ["quotes", id],
    refetchInterval: streamed ? 30_000 : 2_000,
    queryFn: ({ signal }) => data(api.key.GET("/api/v1/events/{id}/quotes", { signal, params: { path: { id } } })),
  });

export const useBook = (id: string, venue: string, outcome: "YES" | "NO", wanted = true, everyMs = 4_000) =>
  useQuery({
    queryKey: ["book", id, venue, outcome],
    enabled: wanted,
    refetchInterval: everyMs,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => data(api.key.GET("/api/v1/events/{id}/orderbook", { signal, params: { path: { id }, query: { venue: venue as "all", outcome } } })),
  });

export const useEventHistory = (id: string) =>
  useQuery({
    queryKey: ["event-history", id],
    staleTime: 30_000,
    queryFn: ({ signal }) => data(api.key.GET("/api/v1/events/{id}/history", { signal, params: { path: { id }, query: { limit: 200 } } })),
  });
