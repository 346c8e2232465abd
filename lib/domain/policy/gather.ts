import type { Parts } from "./algebra";
import type { Bearing } from "./bearing";
import type { CompiledPolicy, CompiledStatement } from "./compile";
import type { Caller } from "./principal";
import { deniesTo, grantsTo, type Naming } from "./principal-match";
import type { Layer } from "./request";
import { type Question, statementApplies } from "./statement";
import { and, MAYBE, NO, or, type Tri, YES } from "./tri";

/** How a layer that was not read counts: as unknown, or as if it were not there. */
export type Unread = "unknown" | "left-out";

export interface Gathered extends Parts<Tri> {
  readonly deny: Tri;
}

/** What all layers say, three-valued. Stops early where an explicit denial is certain. */
export function gather(bearing: Bearing, question: Question, caller: Caller, unread: Unread): Gathered {
  const { layers } = bearing;
  const state = new LayerState(question, caller, bearing.hasBoundary, unread);
  const identity = state.layer(layers.identity, NO);
  const permissionsBoundary = layers.permissionsBoundary === null ? YES : state.layer(layers.permissionsBoundary, YES);
  const session = layers.session === null ? YES : state.layer(layers.session, YES);
  const serviceControl = state.serviceControl(layers.serviceControl);
  state.resourceControl(layers.resourceControl);
  const named = state.resource(layers.resource);
  const resource = bearing.resourceGrantsBlocked ? NOTHING : named;
  return { deny: state.deny, identity, permissionsBoundary, session, serviceControl, ...resource };
}

const NOTHING: Naming = { direct: NO, role: NO, account: NO };
const ANYTHING: Naming = { direct: MAYBE, role: MAYBE, account: MAYBE };

class LayerState {
  deny: Tri = NO;

  constructor(
    readonly question: Question,
    readonly caller: Caller,
    readonly hasBoundary: Tri,
    readonly unread: Unread,
  ) {}

  /** What the documents allow together; denials are noted. `leftOut` is what counts for a layer that is left out. */
  layer(layer: Layer, leftOut: Tri): Tri {
    if (layer === "unknown") return this.#unread(leftOut);
    let allowed: Tri = NO;
    for (const policy of layer) {
      if (this.deny === YES) return NO;
      allowed = or(allowed, this.#policy(policy));
    }
    return allowed;
  }

  /** An allow is needed at every level. */
  serviceControl(levels: readonly Layer[] | "unknown"): Tri {
    if (levels === "unknown") return this.#unread(YES);
    let allowed: Tri = YES;
    for (const level of levels) {
      if (level.length > 0) allowed = and(allowed, this.layer(level, YES));
    }
    return allowed;
  }

  /** RCPFullAWSAccess stands at every level, and no other RCP can allow: only denials count. */
  resourceControl(levels: readonly Layer[] | "unknown"): void {
    if (levels === "unknown") this.#unread(YES);
    else for (const level of levels) this.layer(level, YES);
  }

  resource(policy: CompiledPolicy | "unknown" | null): Naming {
    if (policy === null) return NOTHING;
    if (policy === "unknown") return this.#unread(NO) === MAYBE ? ANYTHING : NOTHING;
    const { denies, allows } = this.#candidates(policy);
    this.#denials(denies);
    if (this.deny === YES || allows.length === 0) return NOTHING;
    let direct: Tri = NO;
    let role: Tri = NO;
    let account: Tri = NO;
    for (const statement of allows) {
      const named = statement.principal === null ? NOTHING : grantsTo(statement.principal, this.caller);
      if (named.direct === NO && named.role === NO && named.account === NO) continue;
      const applies = statementApplies(statement, this.question);
      direct = or(direct, and(named.direct, applies));
      role = or(role, and(named.role, applies));
      account = or(account, and(named.account, applies));
    }
    return { direct, role, account };
  }

  #unread(leftOut: Tri): Tri {
    if (this.unread === "left-out") return leftOut;
    this.deny = or(this.deny, MAYBE);
    return MAYBE;
  }

  #policy(policy: CompiledPolicy): Tri {
    const { denies, allows } = this.#candidates(policy);
    this.#denials(denies);
    let allowed: Tri = NO;
    for (const statement of allows) {
      // Only resource policies have principals: such a statement is none of this layer's.
      if (statement.principal !== null) continue;
      allowed = or(allowed, statementApplies(statement, this.question));
      if (allowed === YES) return YES;
    }
    return allowed;
  }

  #denials(statements: readonly CompiledStatement[]): void {
    for (const statement of statements) {
      if (this.deny === YES) return;
      const about = statement.principal === null ? YES : deniesTo(statement.principal, this.caller, this.hasBoundary);
      if (about !== NO) this.deny = or(this.deny, and(about, statementApplies(statement, this.question)));
    }
  }

  #candidates(policy: CompiledPolicy) {
    return policy.candidates(this.question.action, this.question.service, this.question.name);
  }
}
