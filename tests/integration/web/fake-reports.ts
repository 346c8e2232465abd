/** Reports of a process that has made none. */
import type { ReportControl } from "@/lib/server/usecases/reports/jobs";

export const noReports: ReportControl = {
  signed: false,
  list: async () => [],
  get: async () => null,
  start: async () => {
    throw new Error("no report can be made here");
  },
  remove: async () => false,
  read: async () => null,
  // biome-ignore lint/correctness/useYield: there is no document
  document: async function* () {
    throw new Error("no report can be made here");
  },
  close: async () => undefined,
};
