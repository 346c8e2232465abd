/** What is out of the ordinary in the history, each on a day of its own, counted back from the estate's present. */
import type { Estate } from "../estate/model";
import type { Actor, ActorNode } from "./actors";
import type { PlannedCall } from "./apis";
import { onwardAssume, podIdentityAssume, signedIn } from "./assume-records";
import type { HistoryEvent } from "./event";
import { operatorCall } from "./operators";
import { hash, Seeded } from "./seeded";
import { callEvents, DAY_MS, egressAddress, nodeSession, openSession, placeOf } from "./sessions";

/** An address that no workload of the estate has. */
export const FOREIGN_ADDRESS = "203.0.113.66";
export const FOREIGN_CLUSTER = "arn:aws:eks:eu-north-1:999900001111:cluster/unknown-cluster";

export interface Anomaly {
  readonly name: string;
  readonly daysAgo: number;
  /** The workload or role that it is about; what a test or a reader looks for. */
  readonly subject: string;
  readonly events: readonly HistoryEvent[];
}

export interface Scene {
  readonly estate: Estate;
  readonly actors: readonly Actor[];
  /** Start of the present day, milliseconds. */
  readonly today: number;
}

/** The workload that sleeps for most of the history and is used again at the end of it. */
export function sleeper(actors: readonly Actor[]): Actor | null {
  return chosen(actors, "sleeper");
}

export const SLEEPER_WAKES_DAYS_AGO = 3;

export function findAnomalies(scene: Scene): readonly Anomaly[] {
  return [
    unexplainedPerson(scene),
    unexplainedCluster(scene),
    foreignAddress(scene),
    deletedAssociation(scene),
    nodeDoesPodsWork(scene),
    burstOfDenials(scene),
    manyActions(scene),
    trustChanged(scene),
  ].filter((one) => one !== null);
}

/** The role of a workload, assumed by a person through the console's role. */
function unexplainedPerson(scene: Scene): Anomaly | null {
  const actor = chosen(scene.actors, "unexplained");
  if (actor === null) return null;
  const time = at(scene, 2, 14.4);
  const random = new Seeded(`unexplained|${actor.id}`);
  const person = {
    arn: `arn:aws:iam::${actor.account.id}:role/ci-legacy-runner`,
    id: `AROA${random.keyId().slice(3)}`,
  };
  const from = signedIn(random, person, "jenkins-4711", time - 600_000);
  const ip = egressAddress(actor.account.id, random);
  const userAgent = "aws-cli/2.27.33 md/awscrt#0.26.1 ua/2.1 os/linux#5.15.0 md/arch#x86_64";
  const next = onwardAssume(random, from, actor.role, time, {
    region: actor.region,
    ip,
    userAgent,
    sessionName: "debug",
  });
  const calls = actor.calls.flatMap((call, i) =>
    callEvents(actor, { ip, userAgent }, next.session, call, time + (i + 1) * 4_000, random),
  );
  return { name: "assumed-by-no-binding", daysAgo: 2, subject: actor.role.arn, events: [...next.events, ...calls] };
}

/** EKS assumes it for a pod of a cluster that nobody knows. */
function unexplainedCluster(scene: Scene): Anomaly | null {
  const actor = chosen(scene.actors, "unknown-cluster");
  const pod = actor?.pods[0];
  if (actor === null || pod === undefined) return null;
  const random = new Seeded(`unknown-cluster|${actor.id}`);
  const place = { ...placeOf(actor, pod), clusterArn: FOREIGN_CLUSTER, clusterName: "unknown-cluster" };
  const { events } = podIdentityAssume(random, place, actor.role, at(scene, 8, 3.1), true);
  return { name: "assumed-from-unknown-cluster", daysAgo: 8, subject: actor.role.arn, events };
}

/** A pod's credentials used from elsewhere. */
function foreignAddress(scene: Scene): Anomaly | null {
  const actor = chosen(scene.actors, "foreign-address");
  const pod = actor?.pods[0];
  if (actor === null || pod === undefined) return null;
  const random = new Seeded(`foreign-address|${actor.id}`);
  const time = at(scene, 1, 21.2);
  const opened = openSession(actor, pod, time, random);
  if (opened.session === null) return null;
  const from = {
    ip: FOREIGN_ADDRESS,
    userAgent: "aws-cli/2.27.33 md/awscrt#0.26.1 ua/2.1 os/macos#24.5.0 md/arch#arm64",
  };
  const calls: PlannedCall[] = [
    { service: "sts", action: "GetCallerIdentity", resource: "*" },
    { service: "s3", action: "ListAllMyBuckets", resource: "*" },
    ...actor.calls,
  ];
  const session = opened.session;
  const used = calls.flatMap((call, i) =>
    callEvents(actor, from, session, call, time + 2_400_000 + i * 7_000, random, i === 1),
  );
  // Data calls of the table go through an endpoint; from outside they do not.
  const moved = used.map((event) => withAddress(event, FOREIGN_ADDRESS));
  return { name: "foreign-address", daysAgo: 1, subject: actor.role.arn, events: [...opened.events, ...moved] };
}

/** Made and deleted within the history; its last credentials were used for hours after that. */
function deletedAssociation(scene: Scene): Anomaly | null {
  const basis = chosen(scene.actors, "deleted-association");
  const pod = basis?.pods[0];
  if (basis === null || pod === undefined) return null;
  const actor: Actor = { ...basis, serviceAccount: "legacy-exporter", id: `${basis.id}|legacy-exporter`, target: null };
  const random = new Seeded(`deleted|${actor.id}`);
  const id = `a-${random.hex(17)}`;
  const association = `arn:aws:eks:${actor.region}:${actor.account.id}:podidentityassociation/${actor.cluster.name}/${id}`;
  const named = { ...pod, name: `legacy-exporter-${random.hex(8)}-${random.hex(5)}`, uid: random.uuid() };
  const details = {
    namespace: actor.namespace,
    serviceAccount: "legacy-exporter",
    roleArn: actor.role.arn,
    associationId: id,
    associationArn: association,
    clusterName: actor.cluster.name,
  };
  const deletedAt = at(scene, 5, 10.5);
  const events: HistoryEvent[] = [
    operatorCall(actor, "CreatePodIdentityAssociation", at(scene, 40, 9.2), {
      parameters: {
        name: actor.cluster.name,
        namespace: actor.namespace,
        serviceAccount: "legacy-exporter",
        roleArn: actor.role.arn,
      },
      response: { association: details },
    }),
    operatorCall(actor, "DeletePodIdentityAssociation", deletedAt, {
      parameters: { name: actor.cluster.name, associationId: id },
      response: { association: details },
    }),
  ];
  for (const daysAgo of [39, 31, 24, 17, 11, 6]) {
    const opened = openSession(actor, named, at(scene, daysAgo, 8), random);
    events.push(...opened.events);
    if (opened.session === null) continue;
    for (let i = 0; i < 3; i++) {
      const call = random.pick(actor.calls);
      events.push(...callEvents(actor, opened, opened.session, call, at(scene, daysAgo, 8.5 + i), random));
    }
  }
  const last = openSession(actor, named, deletedAt - 3_600_000, random);
  events.push(...last.events);
  const session = last.session;
  if (session !== null) {
    for (const hours of [0.6, 1.9, 3.2, 4.4]) {
      events.push(...callEvents(actor, last, session, random.pick(actor.calls), deletedAt + hours * 3_600_000, random));
    }
  }
  return {
    name: "deleted-association-in-use",
    daysAgo: 5,
    subject: `${actor.cluster.arn}|${actor.namespace}|legacy-exporter`,
    events,
  };
}

/** A pod that reaches the instance's metadata service works with the node's role. */
function nodeDoesPodsWork(scene: Scene): Anomaly | null {
  const actor = chosen(scene.actors, "node-role");
  const node: ActorNode | undefined = actor?.pods[0]?.node;
  if (actor === null || node === undefined) return null;
  const time = at(scene, 4, 11.7);
  const random = new Seeded(`node-role|${node.instanceId}`);
  const { signedIn: session, ip } = nodeSession(node, actor.account.id, actor.region, time);
  const from = { ip, userAgent: "aws-sdk-java/2.31.70 md/io#sync ua/2.1 os/Linux#6.1.134 lang/java#21.0.7" };
  const secret = `arn:aws:secretsmanager:${actor.region}:${actor.account.id}:secret:prod/orders-a1b2c3`;
  const calls: PlannedCall[] = [
    { service: "secretsmanager", action: "GetSecretValue", resource: secret },
    {
      service: "dynamodb",
      action: "GetItem",
      resource: `arn:aws:dynamodb:${actor.region}:${actor.account.id}:table/orders`,
    },
    { service: "s3", action: "GetObject", resource: "arn:aws:s3:::shop-prod-orders/2026/part-0001.json" },
    { service: "secretsmanager", action: "GetSecretValue", resource: secret },
  ];
  const events = calls.flatMap((call, i) => callEvents(actor, from, session, call, time + i * 30_000, random, i === 3));
  return { name: "node-role-does-pods-work", daysAgo: 4, subject: node.roleArn, events };
}

function burstOfDenials(scene: Scene): Anomaly | null {
  const actor = chosen(scene.actors, "denials");
  const opened = begin(scene, actor, 6, 2.3);
  if (actor === null || opened === null) return null;
  const events = [...opened.events];
  for (let i = 0; i < 45; i++) {
    const resource = `arn:aws:secretsmanager:${actor.region}:${actor.account.id}:secret:prod/service-${i}`;
    const call = { service: "secretsmanager", action: "GetSecretValue", resource };
    events.push(
      ...callEvents(actor, opened, opened.session, call, opened.start + 60_000 + i * 4_000, opened.random, true),
    );
  }
  return { name: "burst-of-denials", daysAgo: 6, subject: actor.id, events };
}

/** Somebody looks around. */
function manyActions(scene: Scene): Anomaly | null {
  const actor = chosen(scene.actors, "many-actions");
  const opened = begin(scene, actor, 3, 4.6);
  if (actor === null || opened === null) return null;
  const looks = `sts:GetCallerIdentity iam:ListRoles iam:ListUsers iam:GetAccountSummary s3:ListAllMyBuckets ec2:DescribeInstances
    ec2:DescribeSecurityGroups ec2:DescribeVpcs rds:DescribeDBInstances lambda:ListFunctions secretsmanager:ListSecrets
    kms:ListKeys eks:ListClusters sns:ListTopics sqs:ListQueues ecr:DescribeRepositories`;
  const events = looks.split(/\s+/).flatMap((text, i) => {
    const [service = "", action = ""] = text.split(":");
    const call = { service, action, resource: "*" };
    return callEvents(
      actor,
      opened,
      opened.session,
      call,
      opened.start + 30_000 + i * 2_000,
      opened.random,
      i % 3 === 1,
    );
  });
  return { name: "more-actions-than-ever", daysAgo: 3, subject: actor.id, events: [...opened.events, ...events] };
}

function trustChanged(scene: Scene): Anomaly | null {
  const actor = chosen(scene.actors, "trust-changed");
  if (actor === null) return null;
  const event = operatorCall(actor, "UpdateAssumeRolePolicy", at(scene, 7, 16.1), {
    parameters: { roleName: actor.role.name, policyDocument: actor.role.trust },
    response: null,
  });
  return { name: "trust-changed", daysAgo: 7, subject: actor.role.arn, events: [event] };
}

function begin(scene: Scene, actor: Actor | null, daysAgo: number, hour: number) {
  const pod = actor?.pods[0];
  if (actor === null || pod === undefined) return null;
  const random = new Seeded(`${daysAgo}|${actor.id}`);
  const start = at(scene, daysAgo, hour);
  const { events, session, ip, userAgent } = openSession(actor, pod, start, random);
  return session === null ? null : { events, session, ip, userAgent, start, random };
}

function at(scene: Scene, daysAgo: number, hour: number): number {
  return scene.today - daysAgo * DAY_MS + Math.floor(hour * 3600) * 1000;
}

const NAMES = [
  "sleeper",
  "unexplained",
  "unknown-cluster",
  "foreign-address",
  "deleted-association",
  "node-role",
  "denials",
  "many-actions",
  "trust-changed",
];

/** A workload of its own for each anomaly: all through the history in use, by Pod Identity, without a target role. */
function chosen(actors: readonly Actor[], name: string): Actor | null {
  const fit = actors
    .filter((one) => one.mechanism === "pod-identity" && !one.refused && one.until === null && one.target === null)
    .filter((one) => one.calls.length > 1 && one.association?.disableSessionTags !== true)
    // Not one of the add-ons that are the same in every cluster.
    .filter((one) => !one.role.name.startsWith("platform-") && one.cluster.name === (actors[0]?.cluster.name ?? ""))
    .sort((a, b) => hash(a.id) - hash(b.id));
  return fit[NAMES.indexOf(name)] ?? fit[0] ?? null;
}

function withAddress(event: HistoryEvent, sourceIPAddress: string): HistoryEvent {
  const { vpcEndpointId: _none, ...record } = event.record;
  return { ...event, record: { ...record, sourceIPAddress } };
}
