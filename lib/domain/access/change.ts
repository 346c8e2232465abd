/** An estate with one document changed, and whom that touches. */
import type { Binding } from "@/lib/domain/identity/binding";
import { resolveEstate } from "@/lib/domain/identity/resolve";
import { compilePolicy } from "@/lib/domain/policy";
import { type DocumentReader, toParsed } from "@/lib/domain/policy/document-reader";
import type { Estate } from "@/lib/domain/snapshot/estate";
import type { AssociationFacts, RoleFacts } from "@/lib/domain/snapshot/facts";
import { AccessIndex } from "./access-index";
import type { Profile } from "./profile";
import { TrustIndex } from "./trust-index";

export type ChangeKind = "managed-policy" | "inline-policy" | "trust" | "boundary" | "session" | "scp" | "rcp";

export interface Change {
  readonly kind: ChangeKind;
  /** ARN of the policy, role or association; id or ARN of a control policy. */
  readonly target: string;
  /** Of an inline policy. */
  readonly name?: string | undefined;
  /** JSON text; null = the document is removed. */
  readonly document: string | null;
}

export type ChangeFailure = "no-such-target" | "name-needed";

export interface Changed {
  readonly after: AccessIndex;
  /** Bindings as they were and as they would be; null = there is none. */
  readonly pairs: readonly { readonly before: Binding | null; readonly after: Binding | null }[];
  /** JSON text of the document that stands there now; null = none, or not read. */
  readonly document: string | null;
  readonly rolesTouched: number;
}

const NEW = "changed document";

interface Edit {
  readonly estate: Estate;
  readonly hash: string | null;
  /** Roles whose own policies, limits or trust change. */
  readonly roles: ReadonlySet<string>;
  /** Associations whose credentials change, whatever their role. */
  readonly associations: ReadonlySet<string>;
}

/** Only what the change touches is worked out anew. */
export function applyChange(index: AccessIndex, change: Change): Changed | ChangeFailure {
  const edit = editOf(index, change);
  if (typeof edit === "string") return edit;
  const documents = readerWith(index.library.context.documents, change.document);
  const touched = bindingsTouched(index, edit, change, documents);
  const resolved =
    change.kind === "session" ? new Map<string, Binding>() : resolveTouched(edit, documents, touched, change);
  const pairs = touched.map((before) => {
    const now = resolved.get(before.id);
    // What nothing but a role's trust policy told of is gone with it.
    const gone = !now && change.kind === "trust" && before.mechanism === "irsa" && edit.roles.has(before.roleArn);
    if (gone) return { before, after: null };
    return { before, after: now ? { ...before, verdict: now.verdict, reasons: now.reasons } : before };
  });
  const known = new Set(touched.map(({ id }) => id));
  const added = [...resolved.values()].filter(
    ({ id, roleArn }) => !known.has(id) && edit.roles.has(roleArn) && change.kind === "trust",
  );
  const existing = new Set(index.bindings.map(({ id }) => id));
  const all = [...pairs, ...added.filter(({ id }) => !existing.has(id)).map((after) => ({ before: null, after }))];
  const bindings = all.flatMap(({ after }) => (after ? [after] : []));
  return {
    after: new AccessIndex({ estate: edit.estate, bindings, documents }, index.table),
    pairs: all,
    document: edit.hash === null ? null : (index.library.parsed(edit.hash)?.text ?? null),
    rolesTouched: edit.roles.size,
  };
}

function readerWith(before: DocumentReader, text: string | null): DocumentReader {
  if (text === null) return before;
  const parsed = toParsed(NEW, text);
  const compiled = parsed.document ? compilePolicy(parsed.document) : null;
  return {
    parsed: (hash) => (hash === NEW ? parsed : before.parsed(hash)),
    compiled: (hash) => (hash === NEW ? compiled : before.compiled(hash)),
  };
}

function editOf(index: AccessIndex, { kind, target, name, document }: Change): Edit | ChangeFailure {
  const { estate, library } = index;
  const hash = document === null ? null : NEW;
  const none: ReadonlySet<string> = new Set();
  if (kind === "managed-policy") {
    const policy = estate.managedPolicies.get(target);
    if (!policy) return "no-such-target";
    const managedPolicies = new Map(estate.managedPolicies).set(target, { ...policy, document: hash });
    const roles = estate.roles.filter(
      (role) => role.permissionsBoundaryArn === target || role.attachedPolicies?.some(({ arn }) => arn === target),
    );
    if (document !== null) {
      const edited = { ...estate, managedPolicies };
      return { estate: edited, hash: policy.document, roles: arns(roles), associations: none };
    }
    const without = roles.map((role) => ({
      ...role,
      attachedPolicies: role.attachedPolicies?.filter(({ arn }) => arn !== target) ?? null,
      permissionsBoundaryArn: role.permissionsBoundaryArn === target ? null : role.permissionsBoundaryArn,
    }));
    return { estate: withRoles(estate, without), hash: policy.document, roles: arns(roles), associations: none };
  }
  if (kind === "scp" || kind === "rcp") {
    const policies = estate.organizationPolicies ?? [];
    const policy = policies.find(
      ({ id, arn, type }) => (id === target || arn === target) && type === kind.toUpperCase(),
    );
    if (!policy) return "no-such-target";
    const type = kind === "scp" ? "SCP" : "RCP";
    const bound = estate.roles.filter(({ accountId }) =>
      library.control(accountId, type).levels.some((level) => level.some((each) => each.name === policy.id)),
    );
    const changed =
      hash === null
        ? policies.filter((each) => each !== policy)
        : policies.map((each) => (each === policy ? { ...policy, document: hash } : each));
    return {
      estate: { ...estate, organizationPolicies: changed },
      hash: policy.document,
      roles: arns(bound),
      associations: none,
    };
  }
  if (kind === "session") {
    const association = estate.associations.find(({ arn }) => arn === target);
    if (!association) return "no-such-target";
    const associations = estate.associations.map(
      (each): AssociationFacts => (each === association ? { ...each, policy: document } : each),
    );
    return {
      estate: { ...estate, associations },
      hash: association.policy === null ? null : library.keepText(association.policy),
      roles: none,
      associations: new Set([target]),
    };
  }
  const role = estate.roleByArn.get(target);
  if (!role) return "no-such-target";
  if (kind === "inline-policy" && !name) return "name-needed";
  const { role: changed, before, policies } = roleEdit(estate, role, kind, name ?? "", hash);
  return {
    estate: { ...withRoles(estate, [changed]), managedPolicies: policies },
    hash: before,
    roles: new Set([target]),
    associations: none,
  };
}

const BOUNDARY = "arn:aws:iam::000000000000:policy/changed-boundary";

function roleEdit(estate: Estate, role: RoleFacts, kind: ChangeKind, name: string, hash: string | null) {
  const policies = new Map(estate.managedPolicies);
  if (kind === "trust") return { role: { ...role, trustPolicy: hash }, before: role.trustPolicy, policies };
  if (kind === "boundary") {
    const before = policies.get(role.permissionsBoundaryArn ?? "")?.document ?? null;
    if (hash === null) return { role: { ...role, permissionsBoundaryArn: null }, before, policies };
    policies.set(BOUNDARY, { arn: BOUNDARY, name: NEW, kind: "customer", defaultVersionId: null, document: hash });
    return { role: { ...role, permissionsBoundaryArn: BOUNDARY }, before, policies };
  }
  const before = role.inlinePolicies.find((policy) => policy.name === name)?.document ?? null;
  const others = role.inlinePolicies.filter((policy) => policy.name !== name);
  const inlinePolicies = hash === null ? others : [...others, { name, document: hash }];
  return { role: { ...role, inlinePolicies }, before, policies };
}

function withRoles(estate: Estate, changed: readonly RoleFacts[]): Estate {
  const byArn = new Map(changed.map((role) => [role.arn, role]));
  const roleByArn = new Map(estate.roleByArn);
  for (const role of changed) roleByArn.set(role.arn, role);
  return { ...estate, roleByArn, roles: estate.roles.map((role) => byArn.get(role.arn) ?? role) };
}

function arns(roles: readonly RoleFacts[]): ReadonlySet<string> {
  return new Set(roles.map(({ arn }) => arn));
}

/** Bindings that give a touched role, or lead to one. */
function bindingsTouched(
  index: AccessIndex,
  edit: Edit,
  change: Change,
  documents: DocumentReader,
): readonly Binding[] {
  const touched = new Set<Binding>();
  for (const binding of index.bindings) {
    const own = edit.roles.has(binding.credentialRoleArn) || edit.roles.has(binding.roleArn);
    if (own || edit.associations.has(binding.associationArn ?? "")) touched.add(binding);
  }
  void index.roles;
  const seen = new Set<Profile>(index.book.profiles.filter(({ roleArn }) => edit.roles.has(roleArn)));
  for (const profile of seen) for (const edge of index.callers(profile)) seen.add(edge.from);
  if (change.kind === "trust") for (const profile of admitted(index, edit, documents)) seen.add(profile);
  for (const profile of seen) {
    for (const edge of index.callers(profile)) seen.add(edge.from);
    for (const binding of index.bindingsOf(profile)) touched.add(binding);
  }
  return [...touched];
}

/** Whom the new trust policy could let in. */
function admitted(index: AccessIndex, edit: Edit, documents: DocumentReader): readonly Profile[] {
  const roles = [...edit.roles].flatMap((arn) => edit.estate.roleByArn.get(arn) ?? []);
  const trust = new TrustIndex(
    { parsed: (hash) => documents.parsed(hash), document: () => null, boundary: () => null, identity: () => [] },
    roles,
  );
  return index.book.profiles.filter(({ role }) => {
    if (role === null) return false;
    if (trust.naming(role).length > 0) return true;
    for (const _ of trust.lettingIn(role.accountId)) return true;
    return false;
  });
}

/** Judges again whether credentials can be had, of the touched associations and of IRSA on the touched roles. */
function resolveTouched(
  edit: Edit,
  documents: DocumentReader,
  touched: readonly Binding[],
  change: Change,
): ReadonlyMap<string, Binding> {
  const { estate } = edit;
  // A role's own policies matter for a target role's hop alone; control policies for all.
  const about = touched.filter((binding) => {
    if (!edit.roles.has(binding.roleArn) && !edit.roles.has(binding.credentialRoleArn)) return false;
    return change.kind === "trust" || change.kind === "rcp" || binding.targetRoleArn !== null;
  });
  const wanted = new Set(about.map(({ associationArn }) => associationArn));
  const roles =
    change.kind === "trust" || change.kind === "rcp" ? estate.roles.filter(({ arn }) => edit.roles.has(arn)) : [];
  if (about.length === 0 && roles.length === 0) return new Map();
  const part = { ...estate, associations: estate.associations.filter(({ arn }) => wanted.has(arn)), roles };
  return new Map(resolveEstate(part, documents).map((binding) => [binding.id, binding]));
}
