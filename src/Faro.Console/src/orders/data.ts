import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, data, type Schemas } from "../api/client";
import type { RecordedFact } from "../ui/history";

export type Order = Required<Schemas["Order"]>;
export type Leg = Required<Omit<Schemas["Leg"], "fills">> & { fills: Required<Schemas["Fill"]>[] };
export type Receipt = Required<Schemas["OrderReceipt"]>;
export type Decision = Required<Schemas["RouteDecision"]>;

export const useOrders = (status: string) =>
  useInfiniteQuery({
    queryKey: ["orders", status],
    initialPageParam: "",
    refetchInterval: 5_000,
    queryFn: ({ pageParam, signal }) => data(api.key.GET("/api/v1/orders", { signal, params: { query: { limit: 50, ...(status && { status: status as "filled" }), ...(pageParam && { cursor: pageParam }) } } })),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });

/** The order now, or as the log stood at a sequence number. */
export const useOrder = (id: string, asOf?: number) =>
  useQuery({
    queryKey: ["order", id, asOf ?? null],
    refetchInterval: asOf === undefined ? 5_000 : false,
    staleTime: asOf === undefined ? 2_000 : Infinity,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) =>
      (await data(api.key.GET("/api/v1/orders/{id}", { signal, params: { path: { id }, query: { ...(asOf !== undefined && { as_of: asOf }) } } }))) as { order: Order; legs: Leg[] },
  });

export const useOrderHistory = (id: string) =>
  useQuery({
    queryKey: ["order-history", id],
    refetchInterval: 5_000,
    queryFn: async ({ signal }): Promise<RecordedFact[]> => {
      const answer = await data(api.key.GET("/api/v1/orders/{id}/history", { signal, params: { path: { id } } }));
      // An older answer calls the fact's name its type.
      return (answer.history as (Omit<RecordedFact, "name"> & { name?: string; type?: string })[]).map((f) => ({ ...f, name: f.name ?? f.type ?? "" }));
    },
  });

export const useReceipt = (id: string) =>
  useQuery({
    queryKey: ["receipt", id],
    staleTime: 10_000,
    queryFn: async ({ signal }) => (await data(api.key.GET("/api/v1/orders/{id}/receipt", { signal, params: { path: { id } } }))) as Receipt,
  });

/** Which legs a fact is about: most name theirs, the others are about the order. */
export const legOf = (fact: RecordedFact): string | null => {
  const d = fact.data as { leg_id?: string; legId?: string } | null;
  return d?.leg_id ?? d?.legId ?? null;
};
