/** Whether what a binding is granted was seen in use, for exports: from recorded calls and from what was watched. */
import type { UsageRow } from "@/lib/contracts/api";
import { workloadId } from "@/lib/domain/access/workloads";
import { alsoNeeded } from "@/lib/domain/activity/event-action";
import { recordedAs } from "@/lib/domain/activity/event-class";
import { type WatchRecords, watchOfAccounts } from "@/lib/domain/activity/watch-records";
import { parseRoleArn } from "@/lib/domain/aws/arn";
import type { Binding } from "@/lib/domain/identity/binding";
import type { ActionTable } from "@/lib/domain/policy/table";

/** Plain data: it goes to a worker. */
export interface UseFacts {
  readonly usage: readonly UsageRow[];
  /** There is more usage than `usage` holds. */
  readonly more: boolean;
  readonly records: WatchRecords;
}

export interface Use {
  readonly lastUsedAt: string | null;
  readonly useState: "used" | "not-seen" | "not-watched" | "not-recordable";
}

const NOT_WATCHED: Use = { lastUsedAt: null, useState: "not-watched" };

/** `actions`: ids of the table that a row gives; null = the table knows none of it. */
export type UseOf = (binding: Binding, actions: Iterable<number> | null) => Use;

/** `regions`: those that an account may be used in; null = not known. */
export function bookOfUse(
  table: ActionTable,
  facts: UseFacts | undefined,
  regions: (accountId: string) => readonly string[] | null,
): UseOf {
  if (!facts) return () => NOT_WATCHED;
  const last = new Map<string, string>();
  const unnamed = new Set<string>();
  for (const { workloadId: workload, roleArn, action, service, eventName, calls, denied, last: at } of facts.usage) {
    if (roleArn === null || calls <= denied) continue;
    // A pattern's or a node's binding stands for many: the role's calls are its.
    for (const subject of new Set([workload ?? "", "*"])) {
      if (action === null) unnamed.add(`${subject}|${roleArn}|${service}`);
      for (const name of [action, alsoNeeded(service, eventName)]) {
        if (name === null) continue;
        const key = `${subject}|${roleArn}|${name.toLowerCase()}`;
        if ((last.get(key) ?? "") < at) last.set(key, at);
      }
    }
  }
  const watchOf = watchOfAccounts(facts.records, regions);
  const classes = new Map<number, ReturnType<typeof recordedAs>>();
  const classOf = (id: number) => {
    let known = classes.get(id);
    if (known === undefined) {
      const onObject = table.serviceOf(id) === "s3" && table.resourceTypes(id).some(({ key }) => key === "object");
      known = recordedAs(table.actionName(id), table.accessLevel(id), onObject);
      classes.set(id, known);
    }
    return known;
  };
  return (binding, actions) => {
    if (actions === null) return NOT_WATCHED;
    const role = binding.credentialRoleArn;
    const watch = watchOf(parseRoleArn(role)?.accountId ?? "");
    const { namespace, serviceAccount, pattern } = binding;
    const place = binding.clusterArn ?? binding.issuer ?? "";
    const subject =
      pattern || namespace === null || serviceAccount === null ? "*" : workloadId(place, namespace, serviceAccount);
    let at = "";
    let recordable = false;
    let watched = !facts.more;
    for (const id of actions) {
      const used = last.get(`${subject}|${role}|${table.actionName(id).toLowerCase()}`);
      if (used !== undefined && used > at) at = used;
      const kind = classOf(id);
      if (kind === "never") continue;
      recordable = true;
      // A call of which the action, or the workload, is not known may be this one.
      const service = table.serviceOf(id);
      watched &&=
        watch.ofService(service, kind).state === "all" &&
        !last.has(`|${role}|${table.actionName(id).toLowerCase()}`) &&
        !unnamed.has(`|${role}|${service}`) &&
        !unnamed.has(`${subject}|${role}|${service}`);
    }
    if (at !== "") return { lastUsedAt: at, useState: "used" };
    if (!recordable) return { lastUsedAt: null, useState: "not-recordable" };
    return { lastUsedAt: null, useState: watched ? "not-seen" : "not-watched" };
  };
}
