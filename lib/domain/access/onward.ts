/** Roles that credentials can assume, and those that these can assume in turn. */
import { parseRoleArn } from "@/lib/domain/aws/arn";
import type { Verdict } from "@/lib/domain/identity/binding";
import { organizationFacts } from "@/lib/domain/identity/pod-identity-request";
import { toFacts } from "@/lib/domain/identity/request-facts";
import { allOf } from "@/lib/domain/identity/verdict";
import { type Analysis, analyse } from "@/lib/domain/policy";
import type { ActionSet, PermissionEngine, PolicySets, RolePermissions } from "@/lib/domain/policy/sets";
import { roleState } from "@/lib/domain/snapshot/estate";
import type { RoleFacts } from "@/lib/domain/snapshot/facts";
import type { PolicyLibrary } from "./policy-library";
import { assumeFacts, type Profile } from "./profile";
import type { ProfileBook } from "./profile-book";
import type { TrustIndex } from "./trust-index";

/** One role that a profile's credentials can assume. */
export interface Edge {
  readonly from: Profile;
  /** null where the role was not read: what it allows is unknown. */
  readonly to: Profile | null;
  readonly roleArn: string;
  readonly verdict: Exclude<Verdict, "denied">;
  /** null where the role was not read. */
  readonly assume: Analysis | null;
  /** Needed where transitive tags come along. */
  readonly tag: Analysis | null;
}

export class OnwardReach {
  readonly #library: PolicyLibrary;
  readonly #engine: PermissionEngine;
  readonly #book: ProfileBook;
  readonly #trust: TrustIndex;
  readonly #assumeRole: ActionSet;
  /** By number of the profile. */
  readonly #edges: (readonly Edge[] | undefined)[] = [];
  /** By document: may it name a role that was not read, one by one. */
  readonly #namesUnread = new Map<PolicySets, boolean>();

  constructor(
    library: PolicyLibrary,
    engine: PermissionEngine,
    book: ProfileBook,
    trust: TrustIndex,
    assumeRole: ActionSet,
  ) {
    this.#library = library;
    this.#engine = engine;
    this.#book = book;
    this.#trust = trust;
    this.#assumeRole = assumeRole;
  }

  /** `known`: the profile's permissions, where the caller has them. */
  edges(profile: Profile, known?: RolePermissions): readonly Edge[] {
    let edges = this.#edges[profile.number];
    if (!edges) {
      edges = this.#find(profile, known);
      this.#edges[profile.number] = edges;
    }
    return edges;
  }

  #find(profile: Profile, known: RolePermissions | undefined): readonly Edge[] {
    const { role } = profile;
    if (role === null) return NO_EDGES;
    const permissions = known ?? this.#engine.permissions(profile.sets);
    const mayAssume = permissions.openEnded || permissions.may.intersects(this.#assumeRole);
    const naming = this.#trust.naming(role);
    const lettingIn = this.#trust.lettingIn(role.accountId);
    if (naming.length === 0 && lettingIn.length === 0 && !mayAssume) return NO_EDGES;
    const targets = new Set(naming);
    for (const target of lettingIn) {
      // Without a grant of its own, a role of another account is out of reach, and an account's trust only delegates.
      if (mayAssume || target.accountId === role.accountId) targets.add(target);
    }
    const edges: Edge[] = [];
    for (const target of targets) {
      const edge = this.#judge(profile, target);
      if (edge) edges.push(edge);
    }
    if (mayAssume) edges.push(...this.#unread(profile));
    return edges;
  }

  #judge(from: Profile, target: RoleFacts): Edge | null {
    if (from.role === target && from.chained) return null;
    const assume = this.#ask(from, target, "sts:AssumeRole");
    if (!assume.may) return null;
    const tag = from.about.principalTags.some(({ transitive }) => transitive)
      ? this.#ask(from, target, "sts:TagSession")
      : null;
    if (tag && !tag.may) return null;
    const verdict = allOf(assume.verdict, tag?.verdict ?? "allowed") as Edge["verdict"];
    return { from, to: this.#book.chained(from, target), roleArn: target.arn, verdict, assume, tag };
  }

  #ask(from: Profile, target: RoleFacts, action: string): Analysis {
    const { context } = this.#library;
    const facts = assumeFacts(from);
    facts.set("aws:ResourceAccount", target.accountId);
    organizationFacts(facts, context.estate, "aws:Resource", target.accountId);
    for (const [key, value] of Object.entries(target.tags)) facts.set(`aws:ResourceTag/${key}`, value);
    return analyse(
      {
        caller: from.about.caller!,
        action,
        resource: target.arn,
        resourceAccount: target.accountId,
        context: toFacts(facts),
        wildcardOnly: false,
        managementAccount: context.estate.organization?.managementAccountId ?? null,
      },
      {
        ...from.layers,
        resourceControl: context.resourceControl(target.accountId).levels,
        resource: context.documents.compiled(target.trustPolicy) ?? "unknown",
      },
    );
  }

  /** Roles that are named one by one and were not read. */
  #unread(profile: Profile): Edge[] {
    const { identity } = profile.sets;
    if (identity === "unknown" || !identity.some(({ sets }) => sets && this.#mayNameUnread(sets))) return [];
    const found = new Map<string, Edge>();
    for (const grant of this.#engine.grants(profile.sets, this.#assumeRole)) {
      if (grant.may.isEmpty || grant.region.negated) continue;
      for (const { text } of grant.region.patterns) {
        if (found.has(text) || !this.#isUnreadRole(text)) continue;
        found.set(text, { from: profile, to: null, roleArn: text, verdict: "unknown", assume: null, tag: null });
      }
    }
    return [...found.values()];
  }

  #isUnreadRole(text: string): boolean {
    if (/[*?$]/.test(text) || parseRoleArn(text) === null) return false;
    return roleState(this.#library.context.estate, text).kind === "unread";
  }

  /** Looked at before grants are worked out, which is dear: hardly any document does. */
  #mayNameUnread(sets: PolicySets): boolean {
    let names = this.#namesUnread.get(sets);
    if (names === undefined) {
      names = sets.statements.some(
        ({ statement, possible, resource }) =>
          statement.effect === "Allow" &&
          !resource.negated &&
          possible.intersects(this.#assumeRole) &&
          resource.patterns.some(({ text }) => this.#isUnreadRole(text)),
      );
      this.#namesUnread.set(sets, names);
    }
    return names;
  }
}

const NO_EDGES: readonly Edge[] = [];
