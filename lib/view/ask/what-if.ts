/** What if a document were another one: who gains and who loses what. */
import { rolePath, type WhatIfAnswer, type WhatIfBody, type WhatIfRow, type WorkloadRef } from "@/lib/contracts/api";
import { type Ability, type AbilityDifference, abilitiesOf, compareAbilities } from "@/lib/domain/access/abilities";
import type { AccessIndex } from "@/lib/domain/access/access-index";
import { applyChange, type Change } from "@/lib/domain/access/change";
import { bindingLevel } from "@/lib/domain/access/who-can";
import { parseRoleArn } from "@/lib/domain/aws/arn";
import type { Binding } from "@/lib/domain/identity/binding";
import { type PolicyKind, parsePolicy } from "@/lib/domain/policy";
import { roleRef } from "../refs";
import { changesByService } from "../service-changes";
import type { SnapshotView } from "../snapshot-view";
import { placeOf } from "../workload-rows";
import { entriesByBinding, workloadRef } from "./workloads-of";

const ROWS = 500;
/** Sets of credentials that one question compares: more than the largest estate has, so that no question is endless. */
const COMPARED = 100_000;
const KINDS: Readonly<Record<Change["kind"], PolicyKind>> = {
  "managed-policy": "identity",
  "inline-policy": "identity",
  boundary: "identity",
  session: "identity",
  trust: "trust",
  scp: "scp",
  rcp: "rcp",
};

export type WhatIfInput = WhatIfBody["change"];

/** null where there is no such policy, role or association. */
export function askWhatIf(view: SnapshotView, change: WhatIfInput): WhatIfAnswer | null {
  const index = view.access();
  if (change.document !== null) {
    const parsed = parsePolicy(change.document, KINDS[change.kind]);
    if (!parsed.ok)
      return refused(parsed.errors.slice(0, 20).map(({ message, line, statement }) => ({ message, line, statement })));
  }
  const changed = applyChange(index, change);
  if (changed === "name-needed")
    return refused([{ message: "An inline policy needs its name.", line: null, statement: null }]);
  if (changed === "no-such-target") return null;
  const compare = comparer(index, changed.after);
  const rows: Row[] = [];
  let gaining = 0;
  let losing = 0;
  let notCompared = 0;
  for (const { before, after } of changed.pairs) {
    const difference = compare(before, after);
    if (difference === "too-many") notCompared += workloadsOf(view, before ?? after!).length;
    if (difference === null || difference === "too-many") continue;
    for (const workload of workloadsOf(view, before ?? after!)) {
      if (difference.gained.length > 0) gaining++;
      if (difference.lost.length > 0) losing++;
      rows.push({ workload, before, after, difference });
    }
  }
  const weight = ({ difference: { lost, weakened, gained } }: Row) =>
    lost.length > 0 ? 0 : weakened.length > 0 ? 1 : gained.length > 0 ? 2 : 3;
  rows.sort((a, b) => weight(a) - weight(b) || (a.workload.id < b.workload.id ? -1 : 1));
  const workloads = new Set(rows.map(({ workload }) => workload.id)).size;
  return {
    sentence: sentence(workloads, gaining, losing, notCompared),
    notCompared,
    problems: [],
    before: changed.document,
    rolesTouched: changed.rolesTouched,
    workloadsTouched: workloads,
    gaining,
    losing,
    rows: rows.slice(0, ROWS).map((row) => shown(view, index, row)),
    rowCount: rows.length,
  };
}

function refused(problems: WhatIfAnswer["problems"]): WhatIfAnswer {
  const none = {
    before: null,
    rolesTouched: 0,
    workloadsTouched: 0,
    notCompared: 0,
    gaining: 0,
    losing: 0,
    rows: [],
    rowCount: 0,
  };
  return { sentence: "The document is no valid policy: nothing was worked out.", problems, ...none };
}

interface Row {
  readonly workload: WorkloadRef;
  readonly before: Binding | null;
  readonly after: Binding | null;
  readonly difference: AbilityDifference;
}

/** In words, which only the rows that are sent need. */
function shown(view: SnapshotView, { table }: AccessIndex, { workload, before, after, difference }: Row): WhatIfRow {
  const { gained, lost, weakened, strengthened } = difference;
  const was = before?.verdict ?? "denied";
  const is = after?.verdict ?? "denied";
  return {
    workload,
    role: roleRef(view, (after ?? before)!.credentialRoleArn),
    directness: [gained, lost, weakened, strengthened].flat().every(({ onward }) => onward) ? "onward" : "direct",
    credentials: was === is ? null : { before: was, after: is },
    gained: changesByService(table, gained),
    lost: changesByService(table, lost),
    weakened: changesByService(table, weakened),
    strengthened: changesByService(table, strengthened),
  };
}

/** Bindings with the same credentials before and after differ in the same way: worked out once. */
function comparer(index: AccessIndex, next: AccessIndex) {
  const known = new Map<string, AbilityDifference | null>();
  const credentials = (at: AccessIndex, binding: Binding | null) => {
    const profile = binding && at.profileOf(binding);
    const level = binding && bindingLevel(binding);
    if (!profile || level === null) return { key: "", list: (): readonly Ability[] => [] };
    return { key: `${profile.number}/${level}`, list: () => abilitiesOf(at, profile, level) };
  };
  return (before: Binding | null, after: Binding | null): AbilityDifference | null | "too-many" => {
    const a = credentials(index, before);
    const b = credentials(next, after);
    const key = `${a.key}|${b.key}`;
    let found = known.get(key);
    if (found === undefined) {
      if (known.size >= COMPARED) return "too-many";
      found = difference(a.list(), b.list());
      known.set(key, found);
    }
    return found;
  };
}

/** null where there is none. */
function difference(before: readonly Ability[], after: readonly Ability[]): AbilityDifference | null {
  const found = compareAbilities(before, after);
  return Object.values(found).every((each) => each.length === 0) ? null : found;
}

function workloadsOf(view: SnapshotView, binding: Binding): readonly WorkloadRef[] {
  const places = entriesByBinding(view).get(binding);
  if (places) return places.map((place) => workloadRef(view.workloads()[place]!.row));
  // A binding that only the change brings about: its service account may be known by another one.
  const id = `${binding.clusterArn ?? binding.issuer ?? ""}|${binding.namespace ?? ""}|${binding.serviceAccount ?? ""}`;
  const known = view.workloads().filter(({ row }) => row.id === id);
  return known.length > 0 ? known.map(({ row }) => workloadRef(row)) : [newWorkload(view, id, binding)];
}

/** A service account that nothing names yet: it has no page, so that its role's stands for it. */
function newWorkload(view: SnapshotView, id: string, binding: Binding): WorkloadRef {
  const { namespace, serviceAccount, roleArn, pattern } = binding;
  const role = parseRoleArn(roleArn);
  return {
    id,
    kind: pattern ? "pattern" : "service-account",
    href: rolePath(role?.accountId ?? "", role?.name ?? roleArn),
    ...placeOf(view, binding),
    namespace,
    serviceAccount,
  };
}

function sentence(workloads: number, gaining: number, losing: number, notCompared: number): string {
  const open = notCompared > 0 ? ` ${notCompared} workloads more may be touched and were not compared.` : "";
  return told(workloads, gaining, losing) + open;
}

function told(workloads: number, gaining: number, losing: number): string {
  if (workloads === 0) return "No workload that was read gains or loses anything by it.";
  const parts = [
    ...(losing > 0 ? [`${losing} would lose something`] : []),
    ...(gaining > 0 ? [`${gaining} would gain something`] : []),
  ];
  const what = parts.length > 0 ? parts.join(", ") : "only how certain it is would change";
  return `${workloads === 1 ? "1 workload" : `${workloads} workloads`} would be touched: ${what}.`;
}
