import type { Bearing } from "./bearing";
import { and, NO, not, or, type Tri, YES } from "./tri";

/** Truth values in which the evaluation can be worked out: three-valued for answers, expressions for what remains. */
export interface Algebra<T> {
  readonly yes: T;
  readonly no: T;
  and(a: T, b: T): T;
  or(a: T, b: T): T;
  not(a: T): T;
}

export const triAlgebra: Algebra<Tri> = { yes: YES, no: NO, and, or, not };

/** What each layer allows. A layer that does not limit the request is `yes`, one that grants nothing is `no`. */
export interface Parts<T> {
  readonly identity: T;
  readonly permissionsBoundary: T;
  readonly session: T;
  readonly serviceControl: T;
  /** The resource policy names the session, the user, the service or everyone. */
  readonly direct: T;
  /** It names the caller's role. */
  readonly role: T;
  /** It names the caller's account: its policies decide. */
  readonly account: T;
}

/**
 * Whether all layers together allow a request, explicit denials apart.
 * Source: IAM User Guide, "Policy evaluation logic" and "Cross-account policy evaluation logic".
 */
export function grant<T>(algebra: Algebra<T>, bearing: Bearing, parts: Parts<T>, sameAccount: T): T {
  switch (bearing.relation) {
    case "none":
      return parts.direct;
    case "foreign-provider":
    case "refused":
      return algebra.no;
    case "same":
      return grantInAccount(algebra, bearing, parts);
    case "cross":
      return grantAcross(algebra, bearing, parts);
    case "unknown": {
      const here = grantInAccount(algebra, bearing, parts);
      const elsewhere = grantAcross(algebra, bearing, parts);
      const { and, or, not } = algebra;
      return or(and(here, elsewhere), or(and(sameAccount, here), and(not(sameAccount), elsewhere)));
    }
  }
}

/** Boundary and session policy: they limit what identity policies and grants to the role give. */
function limits<T>({ and }: Algebra<T>, parts: Parts<T>): T {
  return and(parts.permissionsBoundary, parts.session);
}

function grantInAccount<T>(algebra: Algebra<T>, bearing: Bearing, parts: Parts<T>): T {
  const { and, or } = algebra;
  const limit = limits(algebra, parts);
  const own = and(bearing.root ? algebra.yes : parts.identity, limit);
  const identity = bearing.resourcePolicyRequired ? and(own, parts.account) : own;
  return and(parts.serviceControl, or(parts.direct, or(and(parts.role, limit), identity)));
}

function grantAcross<T>(algebra: Algebra<T>, bearing: Bearing, parts: Parts<T>): T {
  const { and, or } = algebra;
  const own = and(bearing.root ? algebra.yes : parts.identity, limits(algebra, parts));
  return and(parts.serviceControl, and(own, or(parts.direct, or(parts.role, parts.account))));
}
