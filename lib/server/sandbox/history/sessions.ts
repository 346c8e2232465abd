/** The ordinary part of the history: what a workload does on a day, session by session. */
import type { Actor, ActorNode, ActorPod } from "./actors";
import { apiEvent, type PlannedCall } from "./apis";
import {
  agentRequest,
  denial,
  irsaAssume,
  type NodeSession,
  onwardAssume,
  type PodPlace,
  podIdentityAssume,
  targetAssume,
} from "./assume-records";
import { accountOf, type HistoryEvent, makeEvent, type SignedIn, sessionIdentity } from "./event";
import { hash, Seeded } from "./seeded";

export const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Days for which pods keep their names; then a release replaces them. */
const RELEASE_DAYS = 13;

const AGENTS = [
  "aws-sdk-java/2.31.70 md/io#sync md/http#Apache ua/2.1 os/Linux#6.1.134 lang/java#21.0.7 md/OpenJDK_64-Bit_Server_VM",
  "Boto3/1.38.30 md/Botocore#1.38.30 ua/2.1 os/linux#6.1.134 md/arch#x86_64 lang/python#3.12.10",
  "aws-sdk-go-v2/1.36.3 ua/2.1 os/linux lang/go#1.24.2 md/GOOS#linux md/GOARCH#amd64",
  "aws-sdk-js/3.823.0 ua/2.1 os/linux#6.1.134 lang/js md/nodejs#22.16.0",
];

/** The address under which an account's pods reach AWS: one of its NAT gateways. */
export function egressAddress(accountId: string, random: Seeded): string {
  return `198.51.100.${16 + (hash(accountId) % 12) * 16 + random.int(0, 3)}`;
}

/** Everything that belongs to sessions which begin on the day (its start, in milliseconds): up to six hours into the next. */
export function actorDay(actor: Actor, day: number, present: number): HistoryEvent[] {
  const random = new Seeded(`${actor.id}|${day}`);
  const events: HistoryEvent[] = [];
  const last = actor.until ?? Number.POSITIVE_INFINITY;
  if (day + DAY_MS <= actor.from || day > last) return events;
  // The day of a role's last use always has a session, which ends at that time.
  const final = actor.until !== null && Math.floor(actor.until / DAY_MS) * DAY_MS === day;
  const sessions = actor.refused ? (random.chance(0.25) ? 1 : 0) : final ? 1 : random.chance(0.85) ? 1 : 0;
  for (let i = 0; i < sessions; i++) {
    const start = final ? (actor.until ?? 0) - 60_000 : workingTime(day, random);
    if (start < actor.from || start > last) continue;
    events.push(...session(actor, podAt(actor, start, present, random), start, last, random));
  }
  return events;
}

/** More happens in the daytime. */
function workingTime(day: number, random: Seeded): number {
  const hours = (random.next() + random.next() + random.next()) / 3;
  return day + Math.floor(hours * 24 * HOUR_MS * 0.999);
}

/** Pods of today as the cluster has them; earlier ones had other names. */
function podAt(actor: Actor, time: number, present: number, random: Seeded): ActorPod {
  const pod = random.pick(actor.pods);
  const release = Math.floor((present * 1000 - time) / DAY_MS / RELEASE_DAYS);
  if (release <= 0) return pod;
  const earlier = new Seeded(`${pod.uid}|${release}`);
  return {
    ...pod,
    name: `${actor.serviceAccount.slice(0, 200)}-${earlier.hex(8)}-${earlier.hex(5)}`,
    uid: earlier.uuid(),
  };
}

export function placeOf(actor: Actor, pod: ActorPod): PodPlace {
  return {
    clusterArn: actor.cluster.arn,
    clusterName: actor.cluster.name,
    region: actor.region,
    accountId: actor.account.id,
    namespace: actor.namespace,
    serviceAccount: actor.serviceAccount,
    podName: pod.name,
    podUid: pod.uid,
  };
}

/** An instance's credentials are renewed every six hours or so. */
export function nodeSession(node: ActorNode, accountId: string, region: string, time: number): NodeSession {
  const createdAt = Math.floor(time / (6 * HOUR_MS)) * 6 * HOUR_MS;
  const random = new Seeded(`${node.instanceId}|${createdAt}`);
  return {
    ip: egressAddress(accountId, random),
    signedIn: {
      keyId: random.keyId(),
      roleArn: node.roleArn,
      roleId: node.roleId,
      roleAccount: accountId,
      sessionName: node.instanceId,
      createdAt,
      instanceArn: `arn:aws:ec2:${region}:${accountId}:instance/${node.instanceId}`,
    },
  };
}

export interface Opened {
  readonly events: readonly HistoryEvent[];
  /** null: refused. */
  readonly session: SignedIn | null;
  readonly ip: string;
  readonly userAgent: string;
}

/** How the pod comes by its credentials. */
export function openSession(actor: Actor, pod: ActorPod, start: number, random: Seeded): Opened {
  const place = placeOf(actor, pod);
  const ip = egressAddress(actor.account.id, random);
  const userAgent = AGENTS[hash(actor.id) % AGENTS.length] ?? "";
  if (actor.mechanism === "irsa") {
    const call = { provider: actor.provider ?? "", ip, userAgent, refused: actor.refused };
    const { session, events } = irsaAssume(random, place, actor.role, start, call);
    return { events, session: actor.refused ? null : session, ip, userAgent };
  }
  const node = nodeSession(pod.node, actor.account.id, actor.region, start);
  if (actor.refused) {
    return { events: [agentRequest(random, place, node, start, true)], session: null, ip, userAgent };
  }
  const tagged = actor.association?.disableSessionTags !== true;
  const first = podIdentityAssume(random, place, actor.role, start, tagged);
  const { target } = actor;
  if (target === null) {
    return {
      events: [agentRequest(random, place, node, start, false), ...first.events],
      session: first.session,
      ip,
      userAgent,
    };
  }
  const targetRole = { arn: target.arn, id: target.role?.id ?? `AROA${new Seeded(target.arn).keyId().slice(3)}` };
  const externalId = actor.association?.externalId ?? null;
  const second = targetAssume(random, place, first.session, targetRole, start + 1000, {
    tagged,
    externalId,
    refused: target.refused,
  });
  return {
    events: [agentRequest(random, place, node, start, target.refused), ...first.events, ...second.events],
    session: target.refused ? null : second.session,
    ip,
    userAgent,
  };
}

function session(actor: Actor, pod: ActorPod, start: number, last: number, random: Seeded): HistoryEvent[] {
  const opened = openSession(actor, pod, start, random);
  const events = [...opened.events];
  if (opened.session === null) return events;
  const seconds = actor.mechanism === "irsa" || actor.target !== null ? 3_500 : 21_000;
  const count = random.int(2, 6);
  for (let i = 0; i < count; i++) {
    const time = Math.min(last, start + 2_000 + Math.floor(random.next() ** 2 * seconds * 1000));
    events.push(...callEvents(actor, opened, opened.session, random.pick(actor.calls), time, random));
  }
  const onward = actor.onward.length > 0 && random.chance(0.6) ? random.pick(actor.onward) : null;
  if (onward !== null) {
    const call = {
      region: actor.region,
      ip: opened.ip,
      userAgent: opened.userAgent,
      sessionName: actor.serviceAccount.slice(0, 60),
    };
    const next = onwardAssume(random, opened.session, onward, start + 5_000, call);
    events.push(...next.events);
    const describe = { service: "eks", action: "DescribeCluster", resource: "*" };
    events.push(...callEvents(actor, opened, next.session, describe, start + 6_000, random));
  }
  // One workload in twelve tries something, now and then, that it was never given.
  if (hash(`${actor.id}|tries`) % 12 === 0 && random.chance(0.3)) {
    const tried = { service: "ssm", action: "GetParametersByPath", resource: "*" };
    events.push(...callEvents(actor, opened, opened.session, tried, start + 9_000, random, true));
  }
  return events;
}

/** One call of a session; nothing where it leaves no event. */
export function callEvents(
  actor: Pick<Actor, "region">,
  from: Pick<Opened, "ip" | "userAgent">,
  session: SignedIn,
  call: PlannedCall,
  time: number,
  random: Seeded,
  refused = false,
): HistoryEvent[] {
  const api = apiEvent(call);
  if (api === null) return [];
  const region =
    api.region ??
    (/^[a-z]{2}-[a-z]+-\d$/.test(call.resource.split(":")[3] ?? "")
      ? (call.resource.split(":")[3] ?? "")
      : actor.region);
  const owner = accountOf(call.resource);
  const foreign = /^\d{12}$/.test(owner) && owner !== session.roleAccount;
  const endpoint = api.dataType === "AWS::S3::Object" || api.dataType === "AWS::DynamoDB::Table";
  return [
    makeEvent({
      id: random.uuid(),
      requestId: random.uuid(),
      time,
      account: session.roleAccount,
      region,
      source: api.source,
      name: api.name,
      readOnly: api.readOnly,
      identity: sessionIdentity(session),
      sourceIp: endpoint
        ? `10.${hash(session.roleAccount) % 200}.${random.int(0, 255)}.${random.int(4, 250)}`
        : from.ip,
      userAgent: from.userAgent,
      // A refused request is often written without its parameters.
      parameters: refused && random.chance(0.5) ? null : api.parameters,
      response: null,
      ...(refused ? { error: denial(session, `${call.service}:${call.action}`, call.resource) } : {}),
      ...(api.resourceType === null || call.resource === "*"
        ? {}
        : {
            resources: [
              {
                ...(foreign || api.dataType === null ? { accountId: owner || session.roleAccount } : {}),
                type: api.resourceType,
                ARN: call.resource,
              },
            ],
          }),
      ...(endpoint ? { vpcEndpointId: `vpce-${new Seeded(`${session.roleAccount}${region}`).hex(17)}` } : {}),
      data: api.dataType === null ? null : { type: api.dataType, arn: call.resource },
    }),
  ];
}
