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
  const { and, or } = algebra;
  if (bearing.relation === "none") return parts.direct;
  if (bearing.relation === "foreign-provider") return algebra.no;
  const limits = and(parts.permissionsBoundary, parts.session);
  const own = and(bearing.root ? algebra.yes : parts.identity, limits);
  const same = () => {
    const identity = bearing.resourcePolicyRequired ? and(own, parts.account) : own;
    return and(parts.serviceControl, or(parts.direct, or(and(parts.role, limits), identity)));
  };
  const cross = () => and(parts.serviceControl, and(own, or(parts.direct, or(parts.role, parts.account))));
  if (bearing.relation === "same") return same();
  if (bearing.relation === "cross") return cross();
  const [here, elsewhere] = [same(), cross()];
  const either = or(and(sameAccount, here), and(algebra.not(sameAccount), elsewhere));
  return or(and(here, elsewhere), either);
}
