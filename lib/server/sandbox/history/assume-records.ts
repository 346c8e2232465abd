/** Records of roles being assumed: by EKS for a pod, with a service account's token, onward from a session, and refused. */
import {
  accountOf,
  assumedRoleArn,
  type HistoryEvent,
  makeEvent,
  type SignedIn,
  sessionIdentity,
  stsExpiration,
} from "./event";
import type { Seeded } from "./seeded";

const POD_SECONDS = 21_600;
const CHAIN_SECONDS = 3_600;
const EKS = "pods.eks.amazonaws.com";
const AGENT =
  "aws-sdk-go-v2/1.36.3 ua/2.1 os/linux lang/go#1.24.2 md/GOOS#linux md/GOARCH#amd64 api/eksauth#1.10.1 m/E";
const REFUSED = "Unauthorized Exception! EKS does not have permissions to assume the associated role.";

export interface PodPlace {
  readonly clusterArn: string;
  readonly clusterName: string;
  readonly region: string;
  readonly accountId: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly podName: string;
  readonly podUid: string;
}

export interface RoleRef {
  readonly arn: string;
  readonly id: string;
}

export interface NodeSession {
  readonly signedIn: SignedIn;
  readonly ip: string;
}

interface Issued {
  readonly session: SignedIn;
  readonly events: readonly HistoryEvent[];
}

function sessionTags(place: PodPlace): [string, string][] {
  return [
    ["eks-cluster-arn", place.clusterArn],
    ["eks-cluster-name", place.clusterName],
    ["kubernetes-namespace", place.namespace],
    ["kubernetes-service-account", place.serviceAccount],
    ["kubernetes-pod-name", place.podName],
    ["kubernetes-pod-uid", place.podUid],
  ];
}

/** The agent's own request: it tells cluster and node, and neither role nor pod. */
export function agentRequest(
  random: Seeded,
  place: PodPlace,
  node: NodeSession,
  time: number,
  refused: boolean,
): HistoryEvent {
  return makeEvent({
    id: random.uuid(),
    requestId: random.uuid(),
    time,
    account: place.accountId,
    region: place.region,
    source: "eks-auth.amazonaws.com",
    name: "AssumeRoleForPodIdentity",
    readOnly: true,
    identity: sessionIdentity(node.signedIn),
    sourceIp: node.ip,
    userAgent: AGENT,
    parameters: { clusterName: place.clusterName, token: "HIDDEN_DUE_TO_SECURITY_REASONS" },
    response: null,
    ...(refused ? { error: { code: "AccessDenied", message: REFUSED } } : {}),
  });
}

/** What EKS does then. The role must be of the cluster's account. */
export function podIdentityAssume(
  random: Seeded,
  place: PodPlace,
  role: RoleRef,
  time: number,
  tagged: boolean,
): Issued {
  const sessionName = `eks-${place.clusterName.slice(0, 10)}-${place.podName.slice(0, 10)}-${random.uuid()}`;
  const tags = sessionTags(place);
  const session = signedIn(random, role, sessionName, time);
  const event = makeEvent({
    id: random.uuid(),
    requestId: random.uuid(),
    time,
    account: place.accountId,
    region: place.region,
    source: "sts.amazonaws.com",
    name: "AssumeRole",
    readOnly: true,
    identity: { type: "AWSService", invokedBy: EKS },
    sourceIp: EKS,
    userAgent: EKS,
    parameters: {
      roleArn: role.arn,
      roleSessionName: sessionName,
      durationSeconds: POD_SECONDS,
      ...(tagged
        ? { tags: tags.map(([key, value]) => ({ key, value })), transitiveTagKeys: tags.map(([key]) => key) }
        : {}),
    },
    response: { ...issuedResponse(session, time, POD_SECONDS), ...(tagged ? { packedPolicySize: 56 } : {}) },
    resources: roleResource(role.arn),
    sharedId: random.uuid(),
    tls: false,
  });
  return { session, events: [event] };
}

/** The association's target role: seen in the cluster's account and, where it is another, in the target's. */
export function targetAssume(
  random: Seeded,
  place: PodPlace,
  from: SignedIn,
  target: RoleRef,
  time: number,
  options: { readonly tagged: boolean; readonly externalId: string | null; readonly refused: boolean },
): Issued {
  const session = signedIn(random, target, from.sessionName, time);
  const transitive = { incomingTransitiveTags: Object.fromEntries(sessionTags(place)) };
  const common = {
    requestId: random.uuid(),
    time,
    region: place.region,
    source: "sts.amazonaws.com",
    name: "AssumeRole",
    readOnly: true,
    sourceIp: EKS,
    userAgent: EKS,
    parameters: {
      ...(options.tagged ? transitive : {}),
      roleArn: target.arn,
      roleSessionName: from.sessionName,
      ...(options.externalId === null ? {} : { externalId: options.externalId }),
      durationSeconds: CHAIN_SECONDS,
    },
    response: options.refused
      ? null
      : { ...issuedResponse(session, time, CHAIN_SECONDS), ...(options.tagged ? { packedPolicySize: 74 } : {}) },
    ...(options.refused ? { error: denial(from, "sts:AssumeRole", target.arn) } : {}),
    resources: roleResource(target.arn),
    sharedId: random.uuid(),
    tls: false,
  };
  return { session, events: bothSides(random, common, from, target, { invokedBy: EKS }) };
}

/** sts:AssumeRole called by the workload itself. */
export function onwardAssume(
  random: Seeded,
  from: SignedIn,
  target: RoleRef,
  time: number,
  call: { readonly region: string; readonly ip: string; readonly userAgent: string; readonly sessionName: string },
): Issued {
  const session = signedIn(random, target, call.sessionName, time);
  const common = {
    requestId: random.uuid(),
    time,
    region: call.region,
    source: "sts.amazonaws.com",
    name: "AssumeRole",
    readOnly: true,
    sourceIp: call.ip,
    userAgent: call.userAgent,
    parameters: { roleArn: target.arn, roleSessionName: call.sessionName, durationSeconds: CHAIN_SECONDS },
    response: issuedResponse(session, time, CHAIN_SECONDS),
    resources: roleResource(target.arn),
    sharedId: random.uuid(),
  };
  return { session, events: bothSides(random, common, from, target, {}) };
}

export function irsaAssume(
  random: Seeded,
  place: Pick<PodPlace, "region" | "namespace" | "serviceAccount">,
  role: RoleRef,
  time: number,
  call: { readonly provider: string; readonly ip: string; readonly userAgent: string; readonly refused: boolean },
): Issued {
  const subject = `system:serviceaccount:${place.namespace}:${place.serviceAccount}`;
  const sessionName = random.chance(0.5)
    ? `${time}${random.int(100_000, 999_999)}`
    : `botocore-session-${Math.floor(time / 1000)}`;
  const session = { ...signedIn(random, role, sessionName, time), provider: call.provider };
  const event = makeEvent({
    id: random.uuid(),
    requestId: random.uuid(),
    time,
    account: accountOf(role.arn),
    region: place.region,
    source: "sts.amazonaws.com",
    name: "AssumeRoleWithWebIdentity",
    readOnly: true,
    identity: {
      type: "WebIdentityUser",
      principalId: `${call.provider}:sts.amazonaws.com:${subject}`,
      userName: subject,
      identityProvider: call.provider,
    },
    sourceIp: call.ip,
    userAgent: call.userAgent,
    parameters: {
      roleArn: role.arn,
      roleSessionName: sessionName,
      ...(call.refused ? {} : { durationSeconds: CHAIN_SECONDS }),
    },
    response: call.refused
      ? null
      : {
          ...issuedResponse(session, time, CHAIN_SECONDS),
          subjectFromWebIdentityToken: subject,
          provider: call.provider,
          audience: "sts.amazonaws.com",
        },
    ...(call.refused
      ? { error: { code: "AccessDenied", message: "An unknown error occurred" } }
      : { additional: { identityProviderConnectionVerificationMethod: "IAMTrustStore" } }),
    resources: roleResource(role.arn),
  });
  return { session, events: [event] };
}

export function signedIn(random: Seeded, role: RoleRef, sessionName: string, createdAt: number): SignedIn {
  const { arn: roleArn, id: roleId } = role;
  return { keyId: random.keyId(), roleArn, roleId, roleAccount: accountOf(roleArn), sessionName, createdAt };
}

export function denial(from: SignedIn, action: string, resource: string): { code: string; message: string } {
  return {
    code: "AccessDenied",
    message: `User: ${assumedRoleArn(from.roleArn, from.sessionName)} is not authorized to perform: ${action} on resource: ${resource}`,
  };
}

/** One call, told to both accounts where they differ; a refusal is told to the caller's alone. */
function bothSides(
  random: Seeded,
  common: Omit<Parameters<typeof makeEvent>[0], "id" | "account" | "identity">,
  from: SignedIn,
  target: RoleRef,
  more: Record<string, unknown>,
): HistoryEvent[] {
  const own = makeEvent({
    ...common,
    id: random.uuid(),
    account: from.roleAccount,
    identity: { ...sessionIdentity(from), ...more },
  });
  const other = accountOf(target.arn);
  if (other === from.roleAccount || common.response === null) return [own];
  const identity = {
    type: "AWSAccount",
    principalId: `${from.roleId}:${from.sessionName}`,
    accountId: from.roleAccount,
  };
  return [own, makeEvent({ ...common, id: random.uuid(), account: other, identity: { ...identity, ...more } })];
}

function issuedResponse(session: SignedIn, time: number, seconds: number): Record<string, unknown> {
  return {
    credentials: {
      accessKeyId: session.keyId,
      sessionToken: "FwoGZXIvYXdzEXAMPLE",
      expiration: stsExpiration(time + seconds * 1000),
    },
    assumedRoleUser: {
      assumedRoleId: `${session.roleId}:${session.sessionName}`,
      arn: assumedRoleArn(session.roleArn, session.sessionName),
    },
  };
}

function roleResource(arn: string): { accountId: string; type: string; ARN: string }[] {
  return [{ accountId: accountOf(arn), type: "AWS::IAM::Role", ARN: arn }];
}
