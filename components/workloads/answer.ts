/** The answer to the first question about a workload, in one or two sentences. */
import { mechanismName } from "@/components/shared/mechanism";
import type { WorkloadDetail } from "@/lib/contracts/api";
import { workloadName, workloadPlace } from "./workload-name";

const most = 6;

/** `reachWords`: what its credentials can do, where that was worked out; else what its policies name. */
export function workloadAnswer(detail: WorkloadDetail, reachWords: string | null = null): string {
  const { workload, bindings } = detail;
  const subject = workload.kind === "node" ? `A pod on the ${workloadName(workload)}` : workloadName(workload);
  const where = workload.kind === "node" ? "" : ` in ${workloadPlace(workload)}`;
  const works = bindings.filter((binding) => binding.verdict === "allowed");
  const may = bindings.filter((binding) => binding.verdict === "conditional");
  const unsure = bindings.filter((binding) => binding.verdict === "unknown");
  const names = (list: typeof bindings) =>
    listed([...new Set(list.map((b) => `${b.credentialRole.name} through ${mechanismName(b.mechanism)}`))]);

  const parts: string[] = [];
  if (works.length > 0) parts.push(`gets the credentials of ${names(works)}`);
  if (may.length > 0) parts.push(`gets those of ${names(may)} under a condition`);
  if (unsure.length > 0) parts.push(`may get those of ${names(unsure)}, which could not be decided`);
  if (parts.length === 0) {
    const because = workload.because === null ? "" : `: ${sentenceEnd(workload.because)}`;
    return `${subject}${where} gets no AWS credentials by what is set up for it${because}${because === "" ? "." : ""}`;
  }
  return `${subject}${where} ${parts.join(", and ")}. ${reachWords ?? reach(detail)}`;
}

function reach(detail: WorkloadDetail): string {
  const { services } = detail.workload;
  const incomplete = detail.credentialRoles.some((role) => role.problem !== null);
  const whose = detail.credentialRoles.length === 1 ? "Its role's policies allow" : "Their policies allow";
  const unsure = incomplete ? " Not every policy could be read, so it may be more." : "";
  if (services.includes("*")) return `${whose} actions of every AWS service.${unsure}`;
  if (services.length === 0) return `${whose} nothing.${unsure}`;
  return `${whose} actions of ${listed(services)}.${unsure}`;
}

/** "a, b and c"; more than six are counted. */
function listed(items: readonly string[]): string {
  if (items.length <= 1) return items.join("");
  if (items.length > most) return `${items.slice(0, most - 1).join(", ")} and ${items.length - most + 1} more`;
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

function sentenceEnd(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
