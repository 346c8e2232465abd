/** Which recorded calls made a change: joined by what they name, within the time between the two snapshots. */
import type { AccessModel } from "@/lib/domain/access/model";
import type { ChangeDetail, ChangeKind as EventKind } from "@/lib/domain/activity/record";
import { type WatchedStretch, watchBook } from "@/lib/domain/activity/watch";
import { parseArn, parseRoleArn } from "@/lib/domain/aws/arn";
import { associationOf } from "@/lib/domain/identity/association-of";
import type { Binding } from "@/lib/domain/identity/binding";
import type { Change } from "./change";
import type { Side } from "./side";

/** A call that changed something, as CloudTrail recorded it. */
export interface RecordedChange extends Pick<ChangeDetail, "policyName" | "policyArn" | "target"> {
  readonly eventId: string;
  /** ISO 8601 UTC. */
  readonly time: string;
  readonly accountId: string;
  readonly region: string | null;
  readonly kind: EventKind;
  /** "iam:PutRolePolicy"; null where the record was read by an older version. */
  readonly call: string | null;
  /** ARN of who did it; null where the record tells none. */
  readonly actor: string | null;
  readonly sessionName: string | null;
  readonly subject: string | null;
  readonly clusterName: string | null;
  readonly namespace: string | null;
  readonly serviceAccount: string | null;
  readonly roleArn: string | null;
}

export interface MadeBy {
  /** Newest first, at most 20. */
  readonly events: readonly RecordedChange[];
  readonly eventCount: number;
  /** null where there are events; else why there are none, as far as that is known. */
  readonly why: string | null;
}

const SHOWN = 20;

/** Where and over which time something was recorded, and what was. `cut`: there were more than are given. */
export interface Recorded {
  readonly events: readonly RecordedChange[];
  readonly cut: boolean;
  readonly from: string;
  readonly to: string;
  /** Of class "management-write". */
  readonly watched: readonly WatchedStretch[];
}

export class ChangeLog {
  readonly #recorded: Recorded;
  readonly #byKey = new Map<string, RecordedChange[]>();
  readonly #watch = new Map<string, string>();

  constructor(recorded: Recorded) {
    this.#recorded = recorded;
    for (const event of recorded.events)
      for (const key of keysOf(event)) {
        const known = this.#byKey.get(key);
        if (known) known.push(event);
        else this.#byKey.set(key, [event]);
      }
  }

  of(change: Change, before: Side, after: Side): MadeBy {
    const place = placeOf(change, before, after);
    const found = new Map<string, RecordedChange>();
    for (const { key, wanted } of place.keys)
      for (const event of this.#byKey.get(key) ?? []) if (wanted(event)) found.set(event.eventId, event);
    const events = [...found.values()].sort((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : 0));
    return {
      events: events.slice(0, SHOWN),
      eventCount: events.length,
      why: events.length > 0 ? null : this.#why(place.accountId, place.region),
    };
  }

  #why(accountId: string, region: string | null): string {
    const key = `${accountId}|${region}`;
    let text = this.#watch.get(key);
    if (text === undefined) {
      text = this.#explain(accountId, region);
      this.#watch.set(key, text);
    }
    return text;
  }

  #explain(accountId: string, region: string | null): string {
    const { watched, from, to, cut } = this.#recorded;
    if (accountId === "") return "No recorded call could be joined to it: what it is about is in no one account.";
    const here = watched.filter((stretch) => region === null || stretch.region === region);
    const { state, because } = watchBook(here, from, to)(accountId, "management-write");
    const where = `${accountId}${region === null ? "" : ` in ${region}`}`;
    if (state === "all")
      return `Changes in ${where} were recorded the whole time, and none of them names this${cut ? ", as far as they were looked through" : ""}: it may follow from another change, or its record is still to come.`;
    if (state === "part")
      return `Changes in ${where} were recorded for a part of the time, and none of them names this. ${because}`;
    return `Who made it is not known: changes in ${where} were not recorded, or the records were not read. ${because}`;
  }
}

interface Wanted {
  readonly key: string;
  readonly wanted: (event: RecordedChange) => boolean;
}

interface Place {
  readonly accountId: string;
  readonly region: string | null;
  readonly keys: readonly Wanted[];
}

const all = () => true;

function keysOf(event: RecordedChange): readonly string[] {
  const { kind, accountId, subject, clusterName, namespace, serviceAccount } = event;
  switch (kind) {
    case "association-created":
    case "association-updated":
    case "association-deleted": {
      const workload = namespace !== null && serviceAccount !== null && clusterName !== null;
      return [
        ...(subject === null ? [] : [`association ${subject.slice(subject.lastIndexOf("/") + 1)}`]),
        ...(workload ? [`workload ${accountId} ${clusterName} ${namespace} ${serviceAccount}`] : []),
      ];
    }
    case "managed-policy-changed":
      return subject === null ? [] : [`policy ${subject}`];
    case "organization-policy-changed":
      return subject === null ? ["organization"] : ["organization", `organization ${subject}`];
    case "resource-policy-changed":
    case "provider-changed":
      return subject === null ? [] : [`thing ${subject}`];
    case "cluster-deleted":
      return subject === null ? [] : [`cluster ${accountId} ${subject}`];
    case "role-created":
    case "role-deleted":
    case "role-tagged":
    case "trust-changed":
    case "policy-changed":
      return subject === null ? [] : [`role ${accountId} ${subject.slice(subject.lastIndexOf("/") + 1)}`];
    default:
      return [];
  }
}

function placeOf({ thing }: Change, before: Side, after: Side): Place {
  switch (thing.kind) {
    case "bindings": {
      const binding = after.model.bindingById.get(thing.bindingId) ?? before.model.bindingById.get(thing.bindingId);
      return binding ? ofBinding(binding, [before, after]) : NOWHERE;
    }
    case "workloads":
      return ofWorkload(thing.workloadId, before, after, (binding) => ofBinding(binding, [before, after]).keys);
    case "permissions":
      return ofWorkload(thing.workloadId, before, after, (binding) => permissionKeys(binding, before, after));
    case "roles":
      return ofRole(thing.roleArn, ({ kind }) => kind.startsWith("role-"));
    case "trust":
      return ofRole(thing.roleArn, ({ kind }) => kind === "trust-changed" || kind === "role-created");
    case "policies":
      return ofPolicy(thing, before, after);
    case "findings":
      return ofSubject(thing.subject, before, after);
  }
}

/** What decides over the permissions of a binding's credentials; its trust only where they are had otherwise than before. */
function permissionKeys(binding: Binding, before: Side, after: Side): readonly Wanted[] {
  const [was, is] = [before, after].map(({ model }) => model.bindingById.get(binding.id));
  const alike = was !== undefined && was.verdict === is?.verdict && was.effective === is.effective;
  return [
    ...(alike ? [] : ofBinding(binding, [before, after]).keys),
    ...roleKeys(binding.credentialRoleArn, ({ kind }) => kind !== "trust-changed"),
    ...policyKeys(binding.credentialRoleArn, [before.model, after.model]),
    { key: "organization", wanted: all },
  ];
}

function ofSubject(subject: { readonly kind: string; readonly id: string } | null, before: Side, after: Side): Place {
  if (subject?.kind === "role") return ofRole(subject.id, all);
  if (subject?.kind === "policy") return ofPolicy(documentOf(subject.id), before, after);
  if (subject?.kind === "workload")
    return ofWorkload(subject.id, before, after, (binding) => permissionKeys(binding, before, after));
  const binding =
    subject?.kind === "binding"
      ? (after.model.bindingById.get(subject.id) ?? before.model.bindingById.get(subject.id))
      : undefined;
  return binding ? ofBinding(binding, [before, after]) : NOWHERE;
}

function documentOf(policy: string): PolicyThing {
  return {
    kind: "policies",
    place: "document",
    policy,
    roleArn: null,
    associationArn: null,
    before: null,
    after: null,
  };
}

type PolicyThing = Extract<Change["thing"], { kind: "policies" }>;

const NOWHERE: Place = { accountId: "", region: null, keys: [] };

function roleKeys(roleArn: string, wanted: Wanted["wanted"]): readonly Wanted[] {
  const role = parseRoleArn(roleArn);
  return role ? [{ key: `role ${role.accountId} ${role.name}`, wanted }] : [];
}

function ofRole(roleArn: string, wanted: Wanted["wanted"]): Place {
  return {
    accountId: parseRoleArn(roleArn)?.accountId ?? "",
    region: globalRegion(roleArn),
    keys: roleKeys(roleArn, wanted),
  };
}

/** IAM records in one region of each partition. Source: CloudTrail User Guide, "Global service events". */
function globalRegion(arn: string): string {
  const partition = parseArn(arn)?.partition;
  return partition === "aws-cn" ? "cn-north-1" : partition === "aws-us-gov" ? "us-gov-west-1" : "us-east-1";
}

function policyKeys(roleArn: string, models: readonly AccessModel[]): readonly Wanted[] {
  return models.flatMap((model) => {
    const role = model.roleByArn.get(roleArn);
    const arns = [...(role?.policies ?? []), ...(role?.boundary ? [role.boundary] : [])].flatMap(
      ({ arn }) => arn ?? [],
    );
    return arns.map((arn) => ({ key: `policy ${arn}`, wanted: all }));
  });
}

function ofBinding(binding: Binding, sides: readonly Side[]): Place {
  const { mechanism, clusterArn, namespace, serviceAccount, roleArn, targetRoleArn, associationArn } = binding;
  const cluster = clusterArn === null ? null : parseArn(clusterArn);
  const name = cluster?.resource.replace(/^cluster\//, "") ?? "";
  const trusts = [roleArn, ...(targetRoleArn === null ? [] : [targetRoleArn])].flatMap((arn) =>
    roleKeys(arn, ({ kind }) => kind === "trust-changed" || kind === "role-created" || kind === "role-deleted"),
  );
  if (mechanism !== "pod-identity" || !cluster)
    return { accountId: parseRoleArn(roleArn)?.accountId ?? "", region: globalRegion(roleArn), keys: trusts };
  const id = sides
    .map((side) => associationOf(side.model.estate, associationArn)?.id)
    .find((each) => each !== undefined);
  return {
    accountId: cluster.accountId,
    region: cluster.region,
    keys: [
      ...(id === undefined ? [] : [{ key: `association ${id}`, wanted: all }]),
      { key: `workload ${cluster.accountId} ${name} ${namespace} ${serviceAccount}`, wanted: all },
      { key: `cluster ${cluster.accountId} ${name}`, wanted: all },
      ...trusts,
    ],
  };
}

function ofWorkload(id: string, before: Side, after: Side, keys: (binding: Binding) => readonly Wanted[]): Place {
  const bindings = [after, before].flatMap((side) => side.holders.get(id)?.bindings ?? []);
  const cluster = parseArn(id.split("|")[0] ?? "");
  return {
    accountId: cluster?.accountId ?? "",
    region: cluster?.region ?? null,
    keys: bindings.flatMap(keys),
  };
}

function ofPolicy(thing: PolicyThing, before: Side, after: Side): Place {
  const { place, policy, roleArn, associationArn } = thing;
  const arn = parseArn(policy);
  switch (place) {
    case "inline":
      return ofRole(
        roleArn ?? "",
        ({ kind, policyName, policyArn }) =>
          kind === "role-created" ||
          kind === "role-deleted" ||
          (kind === "policy-changed" && policyArn === undefined && (policyName === undefined || policyName === policy)),
      );
    case "attached":
      return ofRole(
        roleArn ?? "",
        ({ kind, call, policyArn, policyName }) =>
          kind === "policy-changed" &&
          !call?.includes("Boundary") &&
          policyName === undefined &&
          (policyArn === undefined || policyArn === policy),
      );
    case "boundary":
      return ofRole(
        roleArn ?? "",
        ({ kind, call }) => kind === "policy-changed" && (call === null || call.includes("Boundary")),
      );
    case "session": {
      const side = associationOf(after.model.estate, associationArn) ? after : before;
      const binding = side.model.bindings.find((each) => each.associationArn === associationArn);
      return binding ? ofBinding(binding, [before, after]) : NOWHERE;
    }
    case "organization":
    case "targets": {
      const accountId = after.model.estate.organization?.managementAccountId ?? "";
      const only = place === "targets" ? ({ call }: RecordedChange) => call === null || /tach/.test(call) : all;
      return { accountId, region: "us-east-1", keys: [{ key: `organization ${policy}`, wanted: only }] };
    }
    case "document":
      return {
        accountId: arn?.accountId === "aws" ? "" : (arn?.accountId ?? ""),
        region: globalRegion(policy),
        keys: [{ key: `policy ${policy}`, wanted: all }],
      };
    case "resource": {
      const facts = after.model.estate.resources.get(policy) ?? before.model.estate.resources.get(policy);
      const keys = [policy, facts?.name ?? policy].map((name) => ({ key: `thing ${name}`, wanted: all }));
      return {
        accountId: facts?.accountId ?? arn?.accountId ?? "",
        region: facts?.region ?? arn?.region ?? null,
        keys,
      };
    }
  }
}
