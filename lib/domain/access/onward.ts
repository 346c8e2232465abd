/** Roles that credentials can assume, and those that these can assume in turn. */
import { parseRoleArn } from "@/lib/domain/aws/arn";
import type { Verdict } from "@/lib/domain/identity/binding";
import { organizationFacts } from "@/lib/domain/identity/pod-identity-request";
import { toFacts } from "@/lib/domain/identity/request-facts";
import { allOf } from "@/lib/domain/identity/verdict";
import { type Analysis, analyse } from "@/lib/domain/policy";
import type { ActionSet, PermissionEngine, RolePermissions } from "@/lib/domain/policy/sets";
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
  readonly #edges = new Map<Profile, readonly Edge[]>();

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
    let edges = this.#edges.get(profile);
    if (!edges) {
      edges = this.#find(profile, known);
      this.#edges.set(profile, edges);
    }
    return edges;
  }

  #find(profile: Profile, known: RolePermissions | undefined): readonly Edge[] {
    const { role } = profile;
    if (role === null) return [];
    const targets = new Set(this.#trust.naming(role));
    const permissions = known ?? this.#engine.permissions(profile.sets);
    const mayAssume = permissions.openEnded || permissions.may.intersects(this.#assumeRole);
    for (const target of this.#trust.lettingIn(role.accountId)) {
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
    const { estate } = this.#library.context;
    const found = new Map<string, Edge>();
    for (const grant of this.#engine.grants(profile.sets, this.#assumeRole)) {
      if (grant.may.isEmpty || grant.region.negated) continue;
      for (const { text } of grant.region.patterns) {
        if (/[*?$]/.test(text) || parseRoleArn(text) === null || found.has(text)) continue;
        if (roleState(estate, text).kind !== "unread") continue;
        found.set(text, { from: profile, to: null, roleArn: text, verdict: "unknown", assume: null, tag: null });
      }
    }
    return [...found.values()];
  }
}
