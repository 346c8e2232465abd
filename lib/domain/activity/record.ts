/**
 * A CloudTrail record as Podlens keeps it: flat, with null for what the record does not tell. Source of the fields:
 * CloudTrail User Guide, "CloudTrail record contents" and "CloudTrail userIdentity element".
 */

/** Whose credentials made the call. */
export interface CallerFacts {
  /** userIdentity.type: "AssumedRole", "AWSService", "WebIdentityUser", "AWSAccount", "IAMUser", … */
  readonly type: string | null;
  readonly accountId: string | null;
  /** Of an assumed role: the role's ARN (sessionIssuer), its unique id (AROA…) and the session's name. */
  readonly roleArn: string | null;
  readonly roleId: string | null;
  readonly sessionName: string | null;
  readonly accessKeyId: string | null;
  /** ARN of a user, or of whatever is no assumed role. */
  readonly arn: string | null;
  /** IRSA: the OIDC provider whose token the session was begun with (webIdFederationData). */
  readonly provider: string | null;
  /** Epoch milliseconds. */
  readonly createdAt: number | null;
  /** The service that made the call for the caller. */
  readonly invokedBy: string | null;
}

export interface EventFacts {
  /** As written; "" where the record has none (it is then known by its text). */
  readonly eventId: string;
  /** Epoch milliseconds. */
  readonly time: number;
  /** recipientAccountId; null where the record does not say. */
  readonly accountId: string | null;
  readonly region: string | null;
  readonly source: string;
  readonly name: string;
  readonly category: string | null;
  readonly readOnly: boolean | null;
  readonly errorCode: string | null;
  readonly ip: string | null;
  readonly vpcEndpointId: string | null;
  readonly userAgent: string | null;
  /** ARN of the first resource that is named; null = none. */
  readonly resource: string | null;
  readonly caller: CallerFacts;
}

/**
 * pod-identity: EKS assumes the pod's role · target-role: its second hop · eks-auth: the node's agent asks EKS for it ·
 * web-identity: with a token of an OIDC provider · role: any other AssumeRole · other: SAML, root.
 */
export type AssumptionForm = "pod-identity" | "target-role" | "eks-auth" | "web-identity" | "role" | "other";

export interface AssumptionFacts {
  readonly form: AssumptionForm;
  readonly outcome: "success" | "denied";
  readonly errorMessage: string | null;
  readonly roleArn: string | null;
  readonly roleId: string | null;
  readonly sessionName: string | null;
  readonly issuedKey: string | null;
  /** Epoch milliseconds. */
  readonly expiresAt: number | null;
  /** From session tags, those handed on to a chained session among them. */
  readonly clusterArn: string | null;
  readonly clusterName: string | null;
  readonly namespace: string | null;
  readonly serviceAccount: string | null;
  readonly pod: string | null;
  readonly podUid: string | null;
  /** IRSA: the token's subject, and the provider's ARN. */
  readonly subject: string | null;
  readonly provider: string | null;
  /** EC2 instance id: the node whose agent asked. */
  readonly node: string | null;
  /** The key that called, for a chain; and the caller's "AROA…:session", where a record of another account names no key. */
  readonly callerKey: string | null;
  readonly callerPrincipal: string | null;
  readonly sharedEventId: string | null;
  /** Session policies and tags in percent of what STS packs them into; null = none were given, or not recorded. */
  readonly packedPolicySize: number | null;
}

export type ChangeKind =
  | "association-created"
  | "association-updated"
  | "association-deleted"
  | "cluster-deleted"
  | "role-created"
  | "role-deleted"
  | "trust-changed"
  | "role-tagged"
  /** A policy of a role: inline, attached, its boundary. */
  | "policy-changed"
  /** A managed policy itself: for every role that has it. */
  | "managed-policy-changed"
  | "organization-policy-changed"
  /** A policy on a bucket, key, queue, topic, secret, table or repository. */
  | "resource-policy-changed"
  | "provider-changed"
  | "trail-stopped"
  | "trail-started"
  | "trail-changed";

/** A change of what is in force, or of what is watched. Only changes that happened: failed calls are calls. */
export interface ChangeFacts {
  readonly kind: ChangeKind;
  /** Association id or ARN, role name or ARN, trail name or ARN; ARN or id of a policy, a provider, a resource. */
  readonly subject: string | null;
  readonly clusterName: string | null;
  readonly namespace: string | null;
  readonly serviceAccount: string | null;
  readonly roleArn: string | null;
  readonly targetRoleArn: string | null;
  /** Of a trail: its selectors as JSON, cut at 8,000 characters. Of all else: a ChangeDetail as JSON. */
  readonly detail: string | null;
}

/** Which call it was, and what it named besides. */
export interface ChangeDetail {
  /** "iam:PutRolePolicy" */
  readonly call: string;
  /** Name of an inline policy. */
  readonly policyName?: string;
  readonly policyArn?: string;
  /** What an organization's policy was attached to or detached from. */
  readonly target?: string;
  /** A trust policy as it was written; left out where it is too long to be one. */
  readonly document?: string;
}

export type ParsedRecord =
  | {
      readonly kind: "assumption";
      readonly event: EventFacts;
      readonly assumption: AssumptionFacts;
      readonly odd: string | null;
    }
  | { readonly kind: "change"; readonly event: EventFacts; readonly change: ChangeFacts; readonly odd: string | null }
  | { readonly kind: "call"; readonly event: EventFacts; readonly odd: string | null }
  /** Of CloudTrail, but no event: an Insight, a digest. */
  | { readonly kind: "ignored"; readonly why: string }
  /** No event that can be kept. */
  | { readonly kind: "unrecognised"; readonly why: "not-a-record" | "wrong-type" };
