import type { FindingsQuery } from "@/lib/contracts/api";

/** The question for all findings, worst first. */
export const everyFinding: Omit<FindingsQuery, "snapshot"> = {
  q: "",
  severity: [],
  status: [],
  category: [],
  rule: [],
  certainty: [],
  changed: [],
  account: [],
  cluster: [],
  owner: [],
  environment: [],
  kind: [],
  subject: "",
  sort: "severity",
  dir: "asc",
  offset: 0,
  limit: Number.MAX_SAFE_INTEGER,
};
