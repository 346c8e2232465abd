/** How tightly a working Pod Identity trust is scoped, found by asking again as another cluster, namespace or account. */
import { parseCaller } from "@/lib/domain/policy";
import type { RoleFacts } from "@/lib/domain/snapshot/facts";
import type { Reason } from "./binding";
import type { ResolveContext } from "./context";
import { firstHopFacts, POD_IDENTITY_SERVICE, type PodIdentitySubject } from "./pod-identity-request";
import { askTrust } from "./trust-request";
import { reason } from "./verdict";

export interface TrustScope {
  readonly cluster: boolean;
  readonly namespace: boolean;
  readonly serviceAccount: boolean;
}

/** A name that no real cluster, namespace or service account is likely to have, and that is a valid one of each. */
const STRANGER = "zz-podlens-other";

/** For each of the three, whether another one would be refused. Works on any way of writing the condition. */
export function trustScope(context: ResolveContext, subject: PodIdentitySubject, role: RoleFacts): TrustScope {
  const clusterArn = subject.clusterArn.replace(/cluster\/.*$/, `cluster/${STRANGER}`);
  return {
    cluster: refused(context, { ...subject, clusterArn, clusterName: STRANGER }, role),
    namespace: refused(context, { ...subject, namespace: STRANGER }, role),
    serviceAccount: refused(context, { ...subject, serviceAccount: STRANGER }, role),
  };
}

function refused(context: ResolveContext, subject: PodIdentitySubject, role: RoleFacts): boolean {
  const caller = parseCaller(POD_IDENTITY_SERVICE);
  if (!caller) return false;
  const facts = firstHopFacts(context, subject, role);
  return !askTrust(context, { caller, role, facts, action: "sts:AssumeRole" }).may;
}

/** One reason that says each of the three by itself. */
export function scopeReason(scope: TrustScope): Reason {
  const limited = (["cluster", "namespace", "serviceAccount"] as const)
    .filter((each) => scope[each])
    .map((each) => WORDS[each]);
  const open = (["cluster", "namespace", "serviceAccount"] as const)
    .filter((each) => !scope[each])
    .map((each) => WORDS[each]);
  if (limited.length === 0) {
    return reason(
      "trust-unscoped",
      "The trust policy limits neither cluster, namespace nor service account: any association of the account may use the role.",
    );
  }
  const code = open.length === 0 ? "trust-scoped" : "trust-partly-scoped";
  const rest = open.length === 0 ? "" : `, not by ${open.join(" or ")}`;
  return reason(code, `The trust policy is limited by ${limited.join(", ")}${rest}.`);
}

const WORDS = { cluster: "cluster", namespace: "namespace", serviceAccount: "service account" } as const;
