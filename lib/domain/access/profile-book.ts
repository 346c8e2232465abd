/** Gives every binding, and every role that is assumed with a binding's credentials, its profile. */
import { parseRoleArn } from "@/lib/domain/aws/arn";
import { associationOf } from "@/lib/domain/identity/association-of";
import type { Binding } from "@/lib/domain/identity/binding";
import { credentialFacts, type SessionPolicy } from "@/lib/domain/identity/credential-facts";
import { organizationFacts, timeFacts } from "@/lib/domain/identity/pod-identity-request";
import { type FactMap, toFacts } from "@/lib/domain/identity/request-facts";
import { absentFact, type Facts, patternFact, sessionOf, unknownFact } from "@/lib/domain/policy";
import type { ActionSet } from "@/lib/domain/policy/sets";
import { roleState } from "@/lib/domain/snapshot/estate";
import type { AssociationFacts, RoleFacts } from "@/lib/domain/snapshot/facts";
import { tellsSessionsApart } from "./caller-keys";
import type { PolicyLibrary } from "./policy-library";
import { type CallerFacts, Profile, type ProfileSource } from "./profile";

/** Keys in which sessions of a role differ once they assume other roles. */
export type KeysBeyond = (role: RoleFacts) => ReadonlySet<string>;

type Source = Omit<ProfileSource, "state">;

const NO_SESSION_POLICY: SessionPolicy = { kind: "none" };
const NO_KEYS: readonly string[] = [];

export class ProfileBook {
  readonly profiles: Profile[] = [];
  readonly #library: PolicyLibrary;
  readonly #keysBeyond: KeysBeyond;
  readonly #byKey = new Map<string, Profile>();
  /** By role: of all its sessions that nothing tells apart. */
  readonly #plain = new Map<string, Profile>();
  readonly #tellingKeys = new Map<string, readonly string[]>();

  constructor(library: PolicyLibrary, keysBeyond: KeysBeyond) {
    this.#library = library;
    this.#keysBeyond = keysBeyond;
  }

  /** null where the binding names no role. */
  of(binding: Binding): Profile | null {
    const roleArn = binding.credentialRoleArn;
    if (roleArn === "") return null;
    const association =
      binding.mechanism === "pod-identity" ? associationOf(this.#library.context.estate, binding.associationArn) : null;
    const session = sessionOfBinding(binding, association);
    if (session.kind === "none") {
      const known = this.#plain.get(roleArn);
      if (known) return known;
    }
    return this.#find(binding, association, roleArn, session);
  }

  #find(binding: Binding, association: AssociationFacts | null, roleArn: string, session: SessionPolicy): Profile {
    const about = () => this.#callerFacts(binding, association);
    const telling = this.#telling(roleArn, session);
    const source = { roleArn, session, chained: false, about };
    if (session.kind === "none" && telling.length === 0) {
      const profile = this.#make(source);
      this.#plain.set(roleArn, profile);
      return profile;
    }
    const apart = telling.length === 0 ? "" : projection(telling, toFacts(about().facts));
    return this.#get(`${roleArn}|${session.kind === "policy" ? session.text : session.kind}|${apart}`, () => source);
  }

  /** The role, assumed with the credentials of another profile. Session policies do not carry over, transitive tags do. */
  chained(from: Profile, role: RoleFacts): Profile {
    const session = { kind: "none" } as const;
    const about = () => chainedFacts(this.#library, from.about, role);
    const telling = this.#telling(role.arn, session);
    const apart = telling.length === 0 ? "" : projection(telling, toFacts(about().facts));
    return this.#get(`+${role.arn}|${apart}`, () => ({ roleArn: role.arn, session, chained: true, about }));
  }

  /** A role by itself, with no session tags known: for questions about the role. */
  ofRole(arn: string): Profile {
    const session = { kind: "none" } as const;
    return this.#get(`=${arn}`, () => ({
      roleArn: arn,
      session,
      chained: true,
      about: () => roleFacts(this.#library, arn),
    }));
  }

  /** The same for lists of all roles: where no document tells its sessions apart, a binding's profile does as well. */
  alone(arn: string): Profile {
    const known = this.#plain.get(arn);
    const role = known?.role ?? null;
    return known && role && this.#isSameForAll(role) ? known : this.ofRole(arn);
  }

  #isSameForAll(role: RoleFacts): boolean {
    const library = this.#library;
    const boundary = library.boundary(role);
    const documents = library.identity(role);
    if (boundary !== null && boundary !== "unknown") documents.push(boundary);
    for (const type of ["SCP", "RCP"] as const)
      for (const level of library.control(role.accountId, type).levels) documents.push(...level);
    return documents.every(({ hash }) => library.document(hash)?.looksCloserThanArn !== true);
  }

  /** Facts of every call with a binding's credentials, as of the time of the scan. */
  callerFacts(binding: Binding): CallerFacts {
    return this.#callerFacts(binding, associationOf(this.#library.context.estate, binding.associationArn));
  }

  #callerFacts(binding: Binding, association: AssociationFacts | null): CallerFacts {
    const { estate } = this.#library.context;
    const { caller, facts, principalTags } = credentialFacts(estate, binding, association);
    timeFacts(facts, estate);
    return { caller, facts, principalTags };
  }

  #get(key: string, source: () => Source): Profile {
    let profile = this.#byKey.get(key);
    if (!profile) {
      profile = this.#make(source());
      this.#byKey.set(key, profile);
    }
    return profile;
  }

  #make({ roleArn, session, chained, about }: Source): Profile {
    const state = roleState(this.#library.context.estate, roleArn);
    const profile = new Profile(this.profiles.length, this.#library, { roleArn, state, session, chained, about });
    this.profiles.push(profile);
    return profile;
  }

  /** Keys that documents on the role's side look at and that its sessions can differ in. */
  #telling(roleArn: string, session: SessionPolicy): readonly string[] {
    const own = this.#ofRole(roleArn);
    if (session.kind !== "policy") return own;
    const library = this.#library;
    const keys = library.document(library.keepText(session.text))?.tellingKeys ?? NO_KEYS;
    const more = keys.filter((key) => !own.includes(key));
    return more.length === 0 ? own : [...own, ...more];
  }

  #ofRole(roleArn: string): readonly string[] {
    let telling = this.#tellingKeys.get(roleArn);
    if (!telling) {
      telling = this.#findTelling(roleArn);
      this.#tellingKeys.set(roleArn, telling);
    }
    return telling;
  }

  #findTelling(roleArn: string): readonly string[] {
    const library = this.#library;
    const role = library.context.estate.roleByArn.get(roleArn);
    if (!role) return NO_KEYS;
    const found: string[] = [];
    const add = (keys: readonly string[]) => {
      for (const key of keys) if (!found.includes(key)) found.push(key);
    };
    for (const { hash } of library.identity(role)) add(library.document(hash)?.tellingKeys ?? NO_KEYS);
    const boundary = library.boundary(role);
    if (boundary !== null && boundary !== "unknown") add(library.document(boundary.hash)?.tellingKeys ?? NO_KEYS);
    add(library.tellingControlKeys(role.accountId, "SCP"));
    add(library.tellingControlKeys(role.accountId, "RCP"));
    for (const key of this.#keysBeyond(role)) if (tellsSessionsApart(key) && !found.includes(key)) found.push(key);
    return found.length === 0 ? NO_KEYS : found.sort();
  }
}

function sessionOfBinding({ mechanism }: Binding, association: AssociationFacts | null): SessionPolicy {
  if (mechanism !== "pod-identity") return NO_SESSION_POLICY;
  if (!association?.described) return { kind: "unknown" };
  return association.policy === null ? NO_SESSION_POLICY : { kind: "policy", text: association.policy };
}

/** What the keys have as values, as text. */
export function projection(keys: readonly string[], facts: Facts): string {
  return JSON.stringify(keys.map((key) => facts.get(key.replace(/^aws:requesttag\//, "aws:principaltag/"))));
}

/** Facts of calls by a role that a session assumed. Source: IAM User Guide, "Chaining roles with session tags". */
function chainedFacts(library: PolicyLibrary, from: CallerFacts, role: RoleFacts): CallerFacts {
  const handedOn = from.principalTags.filter((tag) => tag.transitive);
  const base = roleFacts(library, role.arn);
  const tags = new Map(base.principalTags.map((tag) => [tag.key.toLowerCase(), tag]));
  for (const tag of handedOn) tags.set(tag.key.toLowerCase(), { ...tag, from: "session" });
  const principalTags = [...tags.values()];
  for (const tag of principalTags) base.facts.set(`aws:PrincipalTag/${tag.key}`, tag.value ?? patternFact("*"));
  // Whoever assumes the role may send further tags, where its trust policy lets it.
  base.facts.set("aws:PrincipalTag/*", unknownFact);
  return { ...base, principalTags };
}

function roleFacts(library: PolicyLibrary, arn: string): CallerFacts {
  const { estate } = library.context;
  const role = estate.roleByArn.get(arn);
  const facts: FactMap = new Map();
  const tags = Object.entries(role?.tags ?? {});
  facts.set("aws:PrincipalTag/*", unknownFact);
  for (const [key, value] of tags) facts.set(`aws:PrincipalTag/${key}`, value);
  facts.set("aws:PrincipalArn", arn);
  facts.set("aws:PrincipalType", "AssumedRole");
  facts.set("aws:PrincipalIsAWSService", "false");
  const account = parseRoleArn(arn)?.accountId;
  if (account !== undefined) {
    facts.set("aws:PrincipalAccount", account);
    facts.set("kms:CallerAccount", account);
    organizationFacts(facts, estate, "aws:Principal", account);
  }
  facts.set("aws:MultiFactorAuthPresent", "false");
  for (const key of ["aws:username", "aws:PrincipalServiceName", "aws:SourceArn", "aws:SourceAccount"])
    facts.set(key, absentFact);
  timeFacts(facts, estate);
  return {
    caller: sessionOf(arn, null),
    facts,
    principalTags: tags.map(([key, value]) => ({ key, value, from: "role", transitive: false })),
  };
}

/** Do documents allow anything of the actions, as far as they were read. */
export function allowsAny(library: PolicyLibrary, role: RoleFacts, actions: ActionSet): boolean {
  if (library.identityOpen(role)) return true;
  return library
    .identity(role)
    .some(({ hash }) => library.document(hash) === null || library.setsAsWritten(hash!).allowMay.intersects(actions));
}
