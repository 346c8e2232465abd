/** Questions about snapshots, with their findings where the answer needs them. */
import type { AnalysisPort } from "../ask-snapshot";
import type { FindingsControl } from "./control";
import { needOf } from "./needs";
import type { FindingsAnalysis } from "./ports";

export function analysisWithFindings(
  analysis: FindingsAnalysis,
  findings: Pick<FindingsControl, "state">,
): AnalysisPort {
  return {
    ask: async (snapshotId, name, input, signal) => {
      const need = needOf(name);
      const token = need === null ? null : await findings.state(snapshotId, need);
      return analysis.ask(snapshotId, name, input, signal, token ?? undefined);
    },
  };
}
