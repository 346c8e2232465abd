/** Findings of a store in which nothing was evaluated. */
import type { AcceptancesAnswer } from "@/lib/contracts/api";
import type { WebContainer } from "@/lib/server/http/web-container";

const none: AcceptancesAnswer = { acceptances: [], muteFile: null };

export const nothingFound: WebContainer["findings"] = {
  version: async () => "0",
  sightings: async () => [],
  trend: async () => ({ points: [] }),
  acceptances: async () => none,
  accept: async () => none,
  revoke: async () => none,
};
