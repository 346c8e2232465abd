/** A container in which nothing was ever reviewed. */
import type { ReviewStore } from "@/lib/server/usecases/reviews/ports";

export const noReviews: ReviewStore = {
  list: async () => [],
  get: async () => null,
  create: async () => {},
  index: async () => [],
  items: async () => [],
  history: async () => [],
  decide: async () => "closed",
  close: async () => false,
  lastAssumed: async () => ({}),
  earlier: async () => [],
};
