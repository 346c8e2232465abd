/** A who-can answer as lines for a terminal. */
import type { AccessPath, LayerNotRead, WhoCanRow } from "@/lib/contracts/api";
import { plain } from "../output";

export interface WhoCanDocument {
  readonly sentence: string;
  readonly question: { readonly action: { readonly unknown: boolean; readonly suggestions: readonly string[] } };
  readonly layersNotRead: readonly LayerNotRead[];
  readonly workloads: readonly WhoCanRow[];
}

export function* whoCanText(answer: WhoCanDocument): Generator<string> {
  yield plain(answer.sentence);
  const { unknown, suggestions } = answer.question.action;
  if (unknown) {
    const near = suggestions.length > 0 ? ` Near it: ${suggestions.join(", ")}.` : "";
    yield `AWS's list of actions has no such action: it is new, or misspelt.${near}`;
  }
  for (const { workload, verdict, paths, pathCount } of answer.workloads) {
    const { namespace, serviceAccount, clusterName, issuer } = workload;
    const name =
      serviceAccount === null
        ? `nodes of ${clusterName}`
        : `${namespace}/${serviceAccount} in ${clusterName ?? issuer}`;
    yield "";
    yield plain(`${verdict.padEnd(11)} ${name}`);
    for (const path of paths) yield* pathText(path);
    if (pathCount > paths.length) yield `  and ${pathCount - paths.length} ways more`;
  }
  if (answer.layersNotRead.length > 0) {
    yield "";
    yield "Not part of this answer:";
    for (const { text } of answer.layersNotRead) yield plain(`  ${text}`);
  }
}

function* pathText(path: AccessPath): Generator<string> {
  for (const hop of path.hops) {
    if (hop.kind === "binding") {
      const target = hop.targetRole ? `, then ${hop.targetRole.arn}` : "";
      yield plain(
        `  ${hop.mechanism}: ${hop.role.arn}${target}${hop.verdict === "allowed" ? "" : ` (${hop.verdict})`}`,
      );
    } else if (hop.kind === "assume") {
      const trust = hop.trust.map((each) => `statement ${each.index}`).join(", ");
      yield plain(`  assumes ${hop.to.arn}${trust === "" ? "" : `, by ${trust} of its trust policy`}`);
    } else {
      for (const { policy, index, sid, sentence } of [...hop.statements, ...hop.resourceStatements])
        yield plain(`  ${policy}, statement ${index}${sid === null ? "" : ` (${sid})`}: ${sentence}`);
    }
  }
  if (path.overlap.resource === "partial" || path.overlap.actions === "partial")
    yield `  for a part of what was asked: ${path.actions.slice(0, 5).join(", ")}${path.actionCount > 5 ? " …" : ""}`;
  for (const condition of path.conditions) yield plain(`  if ${condition}`);
  for (const { text } of path.limitedBy) yield plain(`  limited: ${text}`);
}
