import { QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiFailure } from "./api";

/**
 * Answers about a snapshot never change, so they stay as they are until the reader asks for another. Only what may
 * pass by itself is tried again.
 */
export function makeQueryClient(onSignedOut: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError(error) {
        if (error instanceof ApiFailure && error.code === "unauthenticated") onSignedOut();
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 2 && error instanceof ApiFailure && error.code === "unavailable",
      },
    },
  });
}
