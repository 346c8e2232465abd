import { expect, test } from "vitest";
import type { AssumedRow, KnownBinding, UnexpectedContext, UnexpectedFacts, Who } from "./facts";
import { DAY, HOUR } from "./facts";
import { findUnexpected } from "./index";

const CLUSTER = "arn:aws:eks:eu-west-1:111122223333:cluster/prod";
const ROLE = "arn:aws:iam::111122223333:role/app/payments-api";
const NODE = "arn:aws:iam::111122223333:role/nodes";
const NOW = Date.parse("2026-11-20T00:00:00Z");

const api: Who = {
  id: `${CLUSTER}|payments|api`,
  clusterArn: CLUSTER,
  clusterName: "prod",
  issuer: null,
  namespace: "payments",
  serviceAccount: "api",
};
const binding: KnownBinding = {
  clusterArn: CLUSTER,
  issuer: null,
  namespace: "payments",
  serviceAccount: "api",
  pattern: false,
  roleArns: [ROLE],
  mechanism: "pod-identity",
};
const nodes: KnownBinding = {
  ...binding,
  namespace: null,
  serviceAccount: null,
  roleArns: [NODE],
  mechanism: "node-role",
};
const context: UnexpectedContext = {
  bindings: [binding, nodes],
  isEgress: (ip) => ip.startsWith("198.51.100."),
  knownChain: () => false,
};
const nothing: UnexpectedFacts = {
  from: NOW - 7 * DAY,
  to: NOW,
  watchedFrom: NOW - 90 * DAY,
  assumed: [],
  trusts: [],
  assumedApart: [],
  addresses: [],
  changes: [],
  uses: [],
  nodeUses: [],
  denials: [],
  breadth: [],
};
const assumed: AssumedRow = {
  who: api,
  roleArn: ROLE,
  mechanism: "pod-identity",
  accountId: "111122223333",
  region: "eu-west-1",
  caller: null,
  callerRoleArn: null,
  before: NOW - 8 * DAY,
  first: NOW - 6 * DAY,
  last: NOW - HOUR,
  count: 12,
  eventIds: ["e1"],
  sessionId: "s1",
  associatedThen: false,
  secondHop: false,
};
const find = (facts: Partial<UnexpectedFacts>, changed: Partial<UnexpectedContext> = {}) =>
  findUnexpected({ ...nothing, ...facts }, { ...context, ...changed });

test("what a binding explains is no news", () => {
  expect(find({ assumed: [assumed] })).toEqual([]);
});

test("a workload without a binding to the role is, and so is a person who takes a pod's role", () => {
  const [stranger] = find({
    assumed: [{ ...assumed, who: { ...api, id: `${CLUSTER}|x|y`, namespace: "x", serviceAccount: "y" } }],
  });
  expect(stranger).toMatchObject({ kind: "unexplained-assumption", events: 12 });
  expect(stranger?.title).toBe("x/y in prod assumed payments-api");
  const person = { ...assumed, who: null, mechanism: null, caller: "arn:aws:iam::111122223333:user/eve" };
  expect(find({ assumed: [person] })[0]?.title).toBe("arn:aws:iam::111122223333:user/eve assumed payments-api");
});

test("a chain that trust policies mean is none, and neither is a role that no pod uses", () => {
  const chain = { ...assumed, who: null, mechanism: null, callerRoleArn: "arn:aws:iam::111122223333:role/first" };
  expect(find({ assumed: [chain] }, { knownChain: (from, to) => from.endsWith("first") && to === ROLE })).toEqual([]);
  expect(find({ assumed: [{ ...chain, roleArn: "arn:aws:iam::111122223333:role/ci" }] })).toEqual([]);
});

test("a pattern explains the service accounts that it matches", () => {
  const other = { ...assumed, who: { ...api, id: `${CLUSTER}|payments|worker`, serviceAccount: "worker" } };
  expect(find({ assumed: [other] }, { bindings: [{ ...binding, pattern: true, serviceAccount: "w*" }] })).toEqual([]);
  expect(find({ assumed: [other] }, { bindings: [{ ...binding, pattern: true, serviceAccount: "x*" }] })).toHaveLength(
    1,
  );
});

test("a trust policy or an association that no longer stands explains what it let in, and is named", () => {
  const first = "arn:aws:iam::111122223333:role/first";
  const lets = (...principals: string[]) => ({
    kind: "document" as const,
    text: JSON.stringify({ Statement: { Effect: "Allow", Principal: { AWS: principals }, Action: "sts:AssumeRole" } }),
  });
  const mark = (at: number, state: ReturnType<typeof lets>) => ({
    at,
    state,
    snapshotId: null,
    change: { eventId: `c${at}`, kind: "trust-changed" as const, actor: "arn:aws:iam::111122223333:user/ann" },
  });
  const chain = { ...assumed, who: null, mechanism: null, caller: first, callerRoleArn: first };
  const trusts = [{ roleArn: ROLE, marks: [mark(NOW - 80 * DAY, lets(first)), mark(NOW - 2 * DAY, lets("*"))] }];
  const narrowed = [{ roleArn: ROLE, marks: [mark(NOW - 80 * DAY, lets(first)), mark(NOW - 2 * DAY, lets(ROLE))] }];
  const widened = [{ roleArn: ROLE, marks: [mark(NOW - 80 * DAY, lets(ROLE)), mark(NOW - 2 * DAY, lets(first))] }];
  const of = (given: typeof trusts, known: boolean) =>
    find({ assumed: [chain], assumedApart: [chain], trusts: given }, { knownChain: () => known });
  expect(of(trusts, true)).toEqual([]);
  expect(of(narrowed, false)).toMatchObject([{ kind: "former-binding", limits: [] }]);
  expect(of(narrowed, false)[0]?.explanation).toContain("changed by arn:aws:iam::111122223333:user/ann");
  expect(of(widened, true)).toMatchObject([{ kind: "unexplained-assumption", limits: [] }]);
  const other = { ...assumed, who: { ...api, id: `${CLUSTER}|x|y`, namespace: "x", serviceAccount: "y" } };
  expect(find({ assumed: [{ ...other, associatedThen: true }] })).toMatchObject([{ kind: "former-binding" }]);
  // Not what the first hop is judged by: the association's own role went on to it.
  const never = [{ roleArn: ROLE, marks: [mark(NOW - 80 * DAY, lets("*")), mark(NOW - 2 * DAY, lets(first))] }];
  expect(find({ assumed: [assumed], assumedApart: [{ ...assumed, secondHop: true }], trusts: never })).toEqual([]);
});

const address = {
  who: api,
  roleArn: ROLE,
  ip: "203.0.113.7",
  roleFirst: NOW - 60 * DAY,
  first: NOW - DAY,
  last: NOW - HOUR,
  calls: 5,
  accountId: "111122223333",
  sessionId: null,
  eventIds: ["e2"],
};

test("an address counts as new only where the role has been watched, and it is no egress", () => {
  expect(find({ addresses: [address] })[0]).toMatchObject({ kind: "new-address", at: NOW - DAY });
  expect(find({ addresses: [{ ...address, ip: "198.51.100.4" }] })).toEqual([]);
  expect(find({ addresses: [{ ...address, roleFirst: NOW - 2 * DAY }] })).toEqual([]);
  expect(find({ addresses: [{ ...address, first: NOW - 30 * DAY }] })).toEqual([]);
});

test("a first use after a long rest, but not that of a new association", () => {
  const rested = { ...assumed, before: NOW - 50 * DAY, first: NOW - DAY };
  expect(find({ assumed: [rested] })[0]).toMatchObject({ kind: "first-use" });
  expect(find({ assumed: [rested] })[0]?.title).toContain("after 49 days");
  expect(find({ assumed: [{ ...rested, before: null }] })[0]?.title).toContain("for the first time");
  // Watched for three days only: nothing can be said.
  expect(find({ assumed: [{ ...rested, before: null }], watchedFrom: NOW - 3 * DAY })).toEqual([]);
  const created = change("association-created", NOW - 2 * DAY);
  expect(find({ assumed: [rested], changes: [created] }).map((entry) => entry.kind)).toEqual(["binding-changed"]);
});

test("use after a deletion, and that it can last six hours only", () => {
  const deleted = change("association-deleted", NOW - 12 * HOUR);
  const use = {
    who: api,
    roleArn: ROLE,
    hour: NOW - 9 * HOUR,
    last: NOW - 8 * HOUR,
    assumptions: 0,
    calls: 40,
    sessionId: "s9",
    eventIds: ["e4"],
  };
  const [found] = find({ changes: [deleted], uses: [use] }).filter((entry) => entry.kind === "deleted-association");
  expect(found).toMatchObject({ events: 41, sessionId: "s9" });
  expect(found?.explanation).toContain("live up to six hours");
  const [late] = find({ changes: [deleted], uses: [{ ...use, last: NOW - HOUR }] }).filter(
    (entry) => entry.kind === "deleted-association",
  );
  expect(late?.explanation).toContain("longer than credentials live");
  const earlier = { ...use, last: NOW - 20 * HOUR };
  expect(find({ changes: [deleted], uses: [earlier] }).filter((entry) => entry.kind === "deleted-association")).toEqual(
    [],
  );
  const again = change("association-created", NOW - 11 * HOUR);
  expect(
    find({ changes: [deleted, again], uses: [use] }).filter((entry) => entry.kind === "deleted-association"),
  ).toEqual([]);
});

test("a node's role that reads a bucket does a pod's work; pulling an image is its own", () => {
  const row = {
    roleArn: NODE,
    accountId: "111122223333",
    region: "eu-west-1",
    actions: ["s3:GetObject"],
    calls: 9,
    first: NOW - DAY,
    last: NOW - HOUR,
    eventIds: [],
  };
  expect(find({ nodeUses: [{ ...row, service: "ecr" }] })).toEqual([]);
  expect(find({ nodeUses: [{ ...row, service: "s3" }] })[0]).toMatchObject({ kind: "node-role-work", roleArn: NODE });
  expect(find({ nodeUses: [{ ...row, service: "s3", roleArn: ROLE }] })).toEqual([]);
});

test("hours of denials that follow each other are one burst", () => {
  const row = {
    who: api,
    roleArn: ROLE,
    accountId: "111122223333",
    region: null,
    what: "calls" as const,
    hour: NOW - 5 * HOUR,
    count: 30,
    actions: ["s3:GetObject"],
    sessionId: null,
    eventIds: ["e"],
  };
  const found = find({
    denials: [
      row,
      { ...row, hour: NOW - 4 * HOUR },
      { ...row, hour: NOW - HOUR },
      { ...row, hour: NOW - 9 * HOUR, count: 3 },
    ],
  });
  expect(found.map((entry) => entry.events)).toEqual([30, 60]);
});

test("a changed trust policy of a pod's role is told with its author; of another role it is not", () => {
  const trust = {
    ...change("trust-changed", NOW - HOUR),
    subject: "payments-api",
    namespace: null,
    serviceAccount: null,
    roleArn: null,
    clusterName: null,
  };
  expect(find({ changes: [trust] })[0]).toMatchObject({ kind: "binding-changed", roleArn: ROLE });
  expect(find({ changes: [trust] })[0]?.title).toBe("mallory changed the trust policy of payments-api");
  expect(find({ changes: [{ ...trust, subject: "ci" }] })).toEqual([]);
});

test("more actions than ever, after a week of habit", () => {
  const day = (back: number, actions: number) => ({
    who: api,
    roleArn: ROLE,
    accountId: "111122223333",
    day: NOW - back * DAY,
    actions,
    fresh: ["iam:ListRoles"],
  });
  const calm = [15, 14, 13, 12, 11, 10, 9].map((back) => day(back, 4));
  expect(find({ breadth: [...calm, day(2, 9)] })[0]).toMatchObject({ kind: "new-actions", events: 9 });
  expect(find({ breadth: [...calm, day(2, 5)] })).toEqual([]);
  expect(find({ breadth: [...calm.slice(3), day(2, 9)] })).toEqual([]);
});

function change(kind: string, at: number) {
  return {
    kind,
    at,
    eventId: `c-${at}`,
    accountId: "111122223333",
    region: "eu-west-1",
    actor: "arn:aws:sts::111122223333:assumed-role/admin/mallory",
    subject: "a-1",
    clusterName: "prod",
    namespace: "payments",
    serviceAccount: "api",
    roleArn: ROLE,
    targetRoleArn: null,
  };
}
