/** What stays and what goes, by service. */
import type { KeptService, RemovedService, UsedAction } from "@/lib/contracts/api";
import type { ActionJudge, KeepReason } from "@/lib/domain/least-privilege/judge-action";
import type { RoleUse } from "@/lib/domain/least-privilege/use";
import type { ActionSet } from "@/lib/domain/policy/sets";
import type { ActionTable } from "@/lib/domain/policy/table";

const shown = 200;

interface Draft {
  readonly used: UsedAction[];
  readonly others: Map<
    string,
    { reason: Exclude<KeepReason, "used">; because: string; count: number; actions: string[] }
  >;
}

/** `kept`: actions that stay. The most used services first, then by name. */
export function keptServices(
  table: ActionTable,
  kept: ActionSet,
  judge: ActionJudge,
  use: RoleUse,
  whose: ReadonlyMap<string, ReadonlySet<UsedAction["by"][number]>>,
): readonly KeptService[] {
  const services = new Map<string, Draft>();
  for (const id of kept) {
    const name = table.actionName(id);
    const verdict = judge.judge(id);
    const draft = draftOf(services, table.serviceOf(id));
    const seen = use.used(name);
    if (seen) {
      const { calls, denied, last } = seen;
      draft.used.push({ action: name, calls, denied, last, by: [...(whose.get(name.toLowerCase()) ?? [])].sort() });
      continue;
    }
    // What a contested wildcard brings along stays, whatever is known of it.
    const reason = verdict.keep && verdict.reason !== "used" ? verdict.reason : "not-watched";
    const because = verdict.keep ? verdict.because : "A wildcard in a service prefix is left as it is written.";
    // "Checked within X" is told for each X: the reason is one.
    const key = reason === "needed" || reason === "not-recordable" ? reason : `${reason} ${because}`;
    const group = draft.others.get(key) ?? { reason, because, count: 0, actions: [] };
    group.count += 1;
    if (group.actions.length < shown) group.actions.push(name);
    draft.others.set(key, group);
  }
  return [...services]
    .map(([service, { used, others }]) => ({
      service,
      serviceName: table.serviceName(service) ?? service,
      used: used.sort((a, b) => b.calls - a.calls || compare(a.action, b.action)),
      others: [...others.values()],
    }))
    .sort((a, b) => callsOf(b) - callsOf(a) || compare(a.service, b.service));
}

/** The services that lose most first. */
export function removedServices(
  table: ActionTable,
  removed: ActionSet,
  kept: ActionSet,
  judge: ActionJudge,
): readonly RemovedService[] {
  const staying = new Set([...kept].map((id) => table.serviceOf(id)));
  const services = new Map<string, { actions: string[]; attempted: string[]; byReviewer: string[]; count: number }>();
  for (const id of removed) {
    const service = table.serviceOf(id);
    const found = services.get(service) ?? { actions: [], attempted: [], byReviewer: [], count: 0 };
    services.set(service, found);
    const name = table.actionName(id);
    const verdict = judge.judge(id);
    found.count += 1;
    if (found.actions.length < shown) found.actions.push(name);
    if (!verdict.keep && verdict.reason === "denied-only") found.attempted.push(name);
    if (!verdict.keep && verdict.reason === "reviewer" && found.byReviewer.length < shown) found.byReviewer.push(name);
  }
  return [...services]
    .map(([service, found]) => ({
      service,
      serviceName: table.serviceName(service) ?? service,
      ...found,
      whole: !staying.has(service),
    }))
    .sort((a, b) => b.count - a.count || compare(a.service, b.service));
}

function draftOf(services: Map<string, Draft>, service: string): Draft {
  let draft = services.get(service);
  if (!draft) {
    draft = { used: [], others: new Map() };
    services.set(service, draft);
  }
  return draft;
}

function callsOf({ used }: KeptService): number {
  return used.reduce((sum, { calls }) => sum + calls, 0);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
