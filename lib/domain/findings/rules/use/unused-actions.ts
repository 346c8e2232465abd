/** What a role is granted and was never seen to call, service by service; only what leaves an event is judged. */
import { type RecordedAs, recordedAs } from "@/lib/domain/activity/event-class";
import type { ActionTable } from "@/lib/domain/policy/table";
import type { FindingActivity } from "../../activity-facts";
import type { FindingFacts } from "../../rule";
import type { PodRole } from "./pod-roles";

export interface UnusedService {
  readonly service: string;
  /** Names without the service's prefix, as AWS writes them. */
  readonly unused: readonly string[];
  /** Seen, or not to be judged: no event, or its class was not watched. */
  readonly kept: readonly string[];
  /** Not one of its granted actions was seen, and each could be judged. */
  readonly whole: boolean;
  /** Some unused one changes something, or changes who may. */
  readonly writes: boolean;
  readonly permissions: boolean;
}

export interface UnusedActions {
  /** All services that the role is granted. */
  readonly services: readonly UnusedService[];
  readonly granted: number;
  readonly unused: number;
  readonly seen: number;
  /** Not to be judged. */
  readonly open: number;
  /** A policy of the role was not read: it may be granted more. */
  readonly openEnded: boolean;
}

interface Draft {
  readonly unused: string[];
  readonly kept: string[];
  judged: boolean;
  seen: boolean;
  writes: boolean;
  permissions: boolean;
}

export function unusedActions(facts: FindingFacts, activity: FindingActivity, each: PodRole): UnusedActions {
  const { role, bindings } = each;
  const index = facts.access();
  const { table } = index;
  const classes = classesOf(facts, table);
  const used = activity.actionsUsed.get(role.arn);
  const unnamed = activity.unnamedCalls.get(role.arn);
  const drafts = new Map<string, Draft>();
  const done = new Set<number>();
  const counts = { granted: 0, unused: 0, seen: 0, open: 0 };
  let openEnded = false;
  const watch = activity.watchOf(role.accountId);
  const watched = new Map<string, boolean>();
  const isWatched = (service: string, kind: Exclude<RecordedAs, "never">) => {
    const key = `${service} ${kind}`;
    let found = watched.get(key);
    if (found === undefined) {
      found = watch.ofService(service, kind).state === "all";
      watched.set(key, found);
    }
    return found;
  };
  const profiles = new Set(
    bindings.flatMap((binding) => {
      const profile = binding.credentialRoleArn === role.arn ? index.profileOf(binding) : null;
      return profile === null ? [] : [profile];
    }),
  );
  for (const profile of profiles) {
    const permissions = index.permissions(profile);
    openEnded ||= permissions.openEnded;
    for (const id of permissions.may) {
      if (done.has(id)) continue;
      done.add(id);
      counts.granted++;
      const service = table.serviceOf(id);
      let draft = drafts.get(service);
      if (!draft) {
        draft = { unused: [], kept: [], judged: true, seen: false, writes: false, permissions: false };
        drafts.set(service, draft);
      }
      const name = table.actionName(id).slice(service.length + 1);
      const recorded = classes[id]!;
      if (used?.has(table.actionName(id).toLowerCase())) {
        counts.seen++;
        draft.seen = true;
        draft.kept.push(name);
      } else if (recorded === "never" || unnamed?.has(service) || !isWatched(service, recorded)) {
        counts.open++;
        draft.judged &&= recorded === "never";
        draft.kept.push(name);
      } else {
        counts.unused++;
        draft.unused.push(name);
        const level = table.accessLevel(id);
        draft.writes ||= level === "Write";
        draft.permissions ||= level === "Permissions management";
      }
    }
  }
  const services = [...drafts].map(([service, { seen, judged, ...draft }]) => ({
    service,
    ...draft,
    whole: judged && !seen && draft.unused.length > 0,
  }));
  return { ...counts, services: services.sort((a, b) => (a.service < b.service ? -1 : 1)), openEnded };
}

function classesOf(facts: FindingFacts, table: ActionTable): readonly RecordedAs[] {
  return facts.kept("rules of use: recorded as", () =>
    Array.from({ length: table.size }, (_, id) => {
      const onObject = table.serviceOf(id) === "s3" && table.resourceTypes(id).some(({ key }) => key === "object");
      return recordedAs(table.actionName(id), table.accessLevel(id), onObject);
    }),
  );
}
