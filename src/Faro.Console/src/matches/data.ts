import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, data, type Schemas } from "../api/client";

export type Pair = Required<Schemas["Pair"]>;
export type MarketTextWords = Required<Schemas["MarketText"]>;

export interface MatchFilters {
  state: string;
  venue: string;
  sure: string;
  gap: string;
}

const PageSize = 50;

export const useMatches = (f: MatchFilters) =>
  useInfiniteQuery({
    queryKey: ["matches", f],
    initialPageParam: 0,
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam, signal }) =>
      data(
        api.key.GET("/api/v1/matches", {
          signal,
          params: {
            query: {
              limit: PageSize,
              offset: pageParam,
              titles: true,
              ...(f.state && { state: f.state as "linked" }),
              ...(f.venue && { venue: f.venue as "kalshi" }),
              ...(f.sure && { min_confidence: Number(f.sure) }),
              ...(f.gap && { price_gap: true }),
            },
          },
        }),
      ),
    getNextPageParam: (last, pages) => {
      const seen = pages.reduce((n, p) => n + p.matches.length, 0);
      return last.matches.length === 0 || seen >= last.total ? undefined : seen;
    },
  });

export const useMatch = (id: string) =>
  useQuery({ queryKey: ["match", id], queryFn: async ({ signal }) => (await data(api.key.GET("/api/v1/matches/{id}", { signal, params: { path: { id } } }))) as Pair });

export const useTexts = (id: string) =>
  useQuery({
    queryKey: ["match-texts", id],
    queryFn: async ({ signal }) => (await data(api.key.GET("/api/v1/matches/{id}/texts", { signal, params: { path: { id } } }))) as { left: MarketTextWords; right: MarketTextWords },
  });

export const useMatchHistory = (id: string) =>
  useQuery({
    queryKey: ["match-history", id],
    queryFn: ({ signal }) => data(api.key.GET("/api/v1/matches/{id}/history", { signal, params: { path: { id }, query: { limit: 200 } } })),
  });
