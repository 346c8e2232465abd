/** What if a document were another one: who gains and who loses what. */
import {
  rolePath,
  type ServiceChange,
  type WhatIfAnswer,
  type WhatIfBody,
  type WhatIfRow,
  type WorkloadRef,
} from "@/lib/contracts/api";
import { type Ability, abilitiesOf, compareAbilities } from "@/lib/domain/access/abilities";
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
/** Sets of credentials that one question compares: a control policy can touch every role, and others wait meanwhile. */
const COMPARED = 600;
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
  const rows: WhatIfRow[] = [];
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
      const binding = (after ?? before)!;
      const was = before?.verdict ?? "denied";
      const is = after?.verdict ?? "denied";
      rows.push({
        workload,
        role: roleRef(view, binding.credentialRoleArn),
        directness: difference.onward ? "onward" : "direct",
        credentials: was === is ? null : { before: was, after: is },
        gained: difference.gained,
        lost: difference.lost,
        weakened: difference.weakened,
        strengthened: difference.strengthened,
      });
    }
  }
  const weight = ({ lost, weakened, gained }: WhatIfRow) =>
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
    rows: rows.slice(0, ROWS),
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

interface Compared {
  readonly gained: readonly ServiceChange[];
  readonly lost: readonly ServiceChange[];
  readonly weakened: readonly ServiceChange[];
  readonly strengthened: readonly ServiceChange[];
  readonly onward: boolean;
}

/** Bindings with the same credentials before and after differ in the same way: worked out once. */
function comparer(index: AccessIndex, next: AccessIndex) {
  const known = new Map<string, Compared | null>();
  const abilities = new Map<string, readonly Ability[]>();
  const credentials = (name: string, at: AccessIndex, binding: Binding | null) => {
    const profile = binding && at.profileOf(binding);
    const level = binding && bindingLevel(binding);
    if (!profile || level === null) return { key: `${name}-`, list: (): readonly Ability[] => [] };
    const key = `${name}${profile.number}/${level}`;
    const list = () => {
      let found = abilities.get(key);
      if (!found) {
        found = abilitiesOf(at, profile, level);
        abilities.set(key, found);
      }
      return found;
    };
    return { key, list };
  };
  return (before: Binding | null, after: Binding | null): Compared | null | "too-many" => {
    const a = credentials("a", index, before);
    const b = credentials("b", next, after);
    const key = `${a.key}|${b.key}`;
    let found = known.get(key);
    if (found === undefined) {
      if (known.size >= COMPARED) return "too-many";
      found = difference(index, a.list(), b.list());
      known.set(key, found);
    }
    return found;
  };
}

function difference(index: AccessIndex, before: readonly Ability[], after: readonly Ability[]): Compared | null {
  const { gained, lost, weakened, strengthened } = compareAbilities(before, after);
  const all = [...lost, ...gained, ...weakened, ...strengthened];
  if (all.length === 0) return null;
  return {
    gained: changesByService(index.table, gained),
    lost: changesByService(index.table, lost),
    weakened: changesByService(index.table, weakened),
    strengthened: changesByService(index.table, strengthened),
    onward: all.every(({ onward }) => onward),
  };
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
