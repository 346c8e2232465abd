import { changesQuery } from "@/lib/contracts/api";
import { fromComparison } from "@/lib/server/http/from-comparison";
import { guarded } from "@/lib/server/http/guarded";

export const GET = guarded(
  fromComparison(changesQuery, (changes, ends, query, signal) => changes.list(ends, query, signal)),
);
