import { changeDetailQuery } from "@/lib/contracts/api";
import { fromComparison } from "@/lib/server/http/from-comparison";
import { guarded } from "@/lib/server/http/guarded";

export const GET = guarded(
  fromComparison(changeDetailQuery, (changes, ends, query, signal) => changes.detail(ends, query, signal)),
);
