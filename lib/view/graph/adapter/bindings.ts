/** Every way in which a workload gets a role, as rows. */
import { rolePath } from "@/lib/contracts/api";
import { linkStates } from "@/lib/contracts/graph";
import { parseRoleArn } from "@/lib/domain/aws/arn";
import type { Binding, Mechanism } from "@/lib/domain/identity/binding";
import { type Draft, Drafts } from "../drafts";
import type { StateCode } from "../source";
import type { AdapterContext, OnwardRole } from "./context";
import { type Place, Places, type Subject } from "./places";

export const mechanisms: readonly Mechanism[] = ["pod-identity", "irsa", "node-role", "kube2iam", "static-key"];

export interface BindingRow {
  readonly binding: Binding;
  readonly place: Place;
  /** Draft numbers of roles; target −1 = none. */
  readonly role: number;
  readonly target: number;
  readonly credential: number;
  readonly state: StateCode;
  readonly system: boolean;
  readonly onward: OnwardRole | null;
}

export interface BindingRows {
  readonly rows: readonly BindingRow[];
  readonly places: Places;
  readonly roles: Drafts;
}

export function collectBindings(context: AdapterContext): BindingRows {
  const { model } = context;
  const places = new Places(context);
  const roles = new Drafts("role", [
    { name: "account", title: "account" },
    { name: "path", title: "path" },
    { name: "prefix", title: "name" },
  ]);
  const rows: BindingRow[] = [];
  const role = (arn: string) => roles.number(arn, () => roleDraft(context, arn));
  const add = (subject: Subject, binding: Binding, system: boolean) => {
    const { roleArn, targetRoleArn, credentialRoleArn } = binding;
    const first = role(roleArn);
    const base: BindingRow = {
      binding,
      place: places.of(subject, binding),
      role: first,
      target: targetRoleArn === null ? -1 : role(targetRoleArn),
      credential: credentialRoleArn === roleArn ? first : role(credentialRoleArn),
      state: stateOf(binding),
      system,
      onward: null,
    };
    rows.push(base);
    for (const onward of context.onward?.(credentialRoleArn) ?? []) {
      const reached = role(onward.roleArn);
      const state = Math.max(stateOf(binding), linkStates.indexOf(onward.state)) as StateCode;
      rows.push({ ...base, target: reached, credential: reached, state, onward });
    }
  };
  for (const workload of model.workloads) {
    const { id, clusterArn, issuer, namespace, name } = workload;
    const subject: Subject = { id, clusterArn, issuer, namespace, name, pattern: false };
    for (const binding of workload.bindings) add(subject, binding, workload.system);
  }
  for (const binding of model.bindings) {
    const isNode = binding.namespace === null || binding.serviceAccount === null;
    if (!isNode && !binding.pattern) continue;
    const id = `${binding.clusterArn ?? binding.issuer ?? ""}|${binding.namespace ?? ""}|${binding.serviceAccount ?? ""}`;
    if (model.workloadById.has(id)) continue;
    const { clusterArn, issuer, namespace, serviceAccount: name } = binding;
    add({ id, clusterArn, issuer, namespace, name, pattern: !isNode }, binding, isNode);
  }
  return { rows, places, roles };
}

/** A binding that is shadowed gives nobody anything: it is drawn as broken, whatever its trust says. */
function stateOf(binding: Binding): StateCode {
  return (binding.effective === false ? 3 : linkStates.indexOf(binding.verdict)) as StateCode;
}

function roleDraft(context: AdapterContext, arn: string): Omit<Draft, "id"> {
  const parsed = parseRoleArn(arn);
  if (!parsed) {
    // An association that could not be described has no role that is known.
    const [label, note] = arn === "" ? ["role not known", "Not read"] : [arn, "Not the ARN of a role"];
    return { label, note, state: 2, groups: [null, null, null] };
  }
  const { accountId, path, name } = parsed;
  const state = context.model.roleByArn.get(arn)?.state.kind ?? "unread";
  const account = context.accountGroup(accountId);
  const prefix = /^[^-_.]+/.exec(name)?.[0] ?? name;
  return {
    label: name,
    sub: path === "/" ? context.accountLabel(accountId) : `${context.accountLabel(accountId)} · ${path}`,
    href: context.model.roleByArn.has(arn) ? rolePath(accountId, name) : null,
    note: state === "missing" ? "Does not exist" : state === "unread" ? "Not read" : null,
    state: state === "missing" ? 3 : state === "unread" ? 2 : 0,
    groups: [
      account,
      { key: `${accountId}|${path}`, label: path === "/" ? "No path" : path, sub: account.label },
      { key: `${accountId}|${path}|${prefix}`, label: `${prefix}…`, sub: account.label },
    ],
  };
}
