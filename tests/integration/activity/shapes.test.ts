/** Records of every shape through files, threads and store: whose each assumption and call is, and how sure that is. */
import { afterAll, expect, test } from "vitest";
import type { AssumptionRow } from "@/lib/contracts/api";
import { association, hashOf, temporaryFolder } from "../store/helpers";
import {
  ACCOUNT,
  agentRequest,
  CLUSTER,
  call,
  chained,
  eventId,
  type Fields,
  ISSUER,
  irsa,
  podIdentity,
  podSession,
  REGION,
  roleArn,
  roleId,
  sessionIdentity,
  TARGET,
  tagsOf,
} from "./records";
import { everything, openPlace, type Place, sharedPool } from "./store-place";

const pool = sharedPool();
afterAll(() => pool.close());

const api = { namespace: "payments", serviceAccount: "api", pod: "api-7c9d8f5b6-x2v4q" };

async function rows(place: Place): Promise<Map<string, AssumptionRow>> {
  const { rows: found } = await place.store.activity.queries.assumptions(everything, {
    before: null,
    limit: 500,
    count: false,
  });
  return new Map(found.map((row) => [row.eventId, row]));
}

const id = (record: Fields) => String(record.eventID);

test("each form is attributed by what it tells, and by the records around it", async () => {
  const place = await openPlace(temporaryFolder(), pool);
  const session = podSession("prod", api.pod);
  const tagged = podIdentity("2026-11-20T10:00:00Z", { role: "api", key: "ASIA1", session, pod: api });
  const agent = agentRequest("2026-11-20T10:00:01Z", "i-0abc");
  const denied = agentRequest("2026-11-20T10:30:00Z", "i-0def", true);
  const worker = "system:serviceaccount:batch:worker";
  const byToken = irsa("2026-11-20T11:00:00Z", {
    role: "worker",
    key: "ASIA2",
    subject: worker,
    session: "1699456147945229070",
  });
  const refused = irsa("2026-11-20T11:00:05Z", { role: "worker", key: null, subject: worker, session: "x" });
  const onward = chained("2026-11-20T10:05:00Z", {
    from: sessionIdentity("api", session, "ASIA1"),
    role: "reports",
    session: "nightly",
    key: "ASIA3",
  });
  const further = chained("2026-11-20T10:06:00Z", {
    from: sessionIdentity("reports", "nightly", "ASIA3"),
    role: "archive",
    session: "n2",
    key: "ASIA4",
  });
  const person = chained("2026-11-20T10:07:00Z", {
    from: {
      type: "IAMUser",
      arn: `arn:aws:iam::${ACCOUNT}:user/ann`,
      accountId: ACCOUNT,
      accessKeyId: "AKIA1",
      userName: "ann",
    },
    role: "api",
    session: "ann",
    key: "ASIA5",
  });
  const bare = podIdentity("2026-11-20T12:00:00Z", {
    role: "api",
    key: "ASIA6",
    session,
    more: { requestParameters: null, responseElements: null, errorCode: "AccessDenied" },
  });
  const read = call("2026-11-20T10:10:00Z", sessionIdentity("api", session, "ASIA1"), "s3", "ListObjectsV2");
  const archived = call("2026-11-20T10:11:00Z", sessionIdentity("archive", "n2", "ASIA4"), "s3", "PutObject", {
    errorCode: "AccessDenied",
  });
  // The calls come first, and the chain is read from its end: what is later explains what was before.
  place.write("a.json.gz", { Records: [read, archived, further] });
  await place.run();
  expect((await rows(place)).get(id(further))).toMatchObject({ confidence: "none", mechanism: null });
  place.write("b.json", [onward, person, bare, denied, refused]);
  place.write("c.json.gz", { Records: [tagged, agent, byToken] });
  await place.run();

  const found = await rows(place);
  expect(found.size).toBe(8);
  const workload = { id: `${CLUSTER}|payments|api`, clusterArn: CLUSTER, namespace: "payments", serviceAccount: "api" };
  expect(found.get(id(tagged))).toMatchObject({
    mechanism: "pod-identity",
    outcome: "success",
    attribution: "recorded",
    confidence: "tags",
    workload,
    pod: api.pod,
    node: "i-0abc",
    roleArn: roleArn("api"),
    roleId: roleId("api"),
    accessKeyId: "ASIA1",
    expiresAt: "2026-11-20T16:00:00.000Z",
  });
  expect(found.has(id(agent))).toBe(false);
  expect(found.get(id(denied))).toMatchObject({
    mechanism: "pod-identity",
    outcome: "denied",
    confidence: "none",
    node: "i-0def",
    roleArn: null,
    workload: { id: null, clusterArn: CLUSTER, serviceAccount: null },
  });
  const irsaWorkload = { clusterArn: null, issuer: ISSUER, namespace: "batch", serviceAccount: "worker" };
  expect(found.get(id(byToken))).toMatchObject({
    mechanism: "irsa",
    confidence: "oidc-subject",
    workload: irsaWorkload,
  });
  expect(found.get(id(refused))).toMatchObject({
    outcome: "denied",
    errorCode: "AccessDenied",
    accessKeyId: null,
    workload: irsaWorkload,
  });
  for (const link of [onward, further])
    expect(found.get(id(link))).toMatchObject({
      mechanism: "pod-identity",
      attribution: "inferred",
      confidence: "issued-key",
      workload,
      pod: api.pod,
    });
  expect(found.get(id(person))).toMatchObject({ mechanism: null, attribution: "none", workload: { id: null } });
  expect(found.get(id(bare))).toMatchObject({
    mechanism: "pod-identity",
    outcome: "denied",
    roleArn: roleArn("api"),
    confidence: "none",
  });

  const used = await place.store.activity.queries.usage({
    workloads: [workload.id],
    roles: [],
    accounts: [],
    from: "2026-11-20T00:00:00Z",
    to: "2026-11-21T00:00:00Z",
    deniedOnly: false,
    limit: 100,
  });
  expect(used.rows.map(({ action, roleArn: role, calls, denied: no }) => [action, role, calls, no])).toEqual([
    ["s3:ListBucket", roleArn("api"), 1, 0],
    ["s3:PutObject", roleArn("archive"), 1, 1],
    ["sts:AssumeRole", roleArn("api"), 1, 0],
    ["sts:AssumeRole", roleArn("reports"), 1, 0],
  ]);

  const story = await place.store.activity.queries.story(found.get(id(further))?.sessionId ?? "", {
    before: null,
    limit: 10,
  });
  expect(story?.assumedBy.map(({ eventId: each }) => each)).toEqual([id(tagged), id(onward), id(further)]);
  expect(story?.calls).toMatchObject([{ action: "s3:PutObject", denied: true }]);
  await place.store.close();
});

test("a target role in another account is one assumption, though both accounts record it", async () => {
  const place = await openPlace(temporaryFolder(), pool);
  const session = podSession("prod", api.pod);
  const shared = eventId();
  const first = podIdentity("2026-11-20T10:00:00Z", { role: "api", key: "ASIA1", session, pod: api });
  const hop = (more: Fields) =>
    chained("2026-11-20T10:00:01Z", {
      from: { ...sessionIdentity("api", session, "ASIA1"), invokedBy: "pods.eks.amazonaws.com" },
      role: "target",
      session,
      key: "ASIA2",
      account: TARGET,
      more: {
        sharedEventID: shared,
        requestParameters: {
          roleArn: roleArn("target", TARGET),
          roleSessionName: session,
          incomingTransitiveTags: tagsOf(api),
        },
        ...more,
      },
    });
  const here = hop({});
  const there = hop({
    recipientAccountId: TARGET,
    userIdentity: {
      type: "AWSAccount",
      principalId: `${roleId("api")}:${session}`,
      accountId: ACCOUNT,
      invokedBy: "pods.eks.amazonaws.com",
    },
  });
  place.write("there.json", { Records: [there] });
  place.write("here.json", { Records: [here, first] });
  await place.run();
  const found = await rows(place);
  expect([...found.keys()].sort()).toEqual([id(first), id(here)].sort());
  expect(found.get(id(first))).toMatchObject({ targetRoleArn: roleArn("target", TARGET) });
  expect(found.get(id(here))).toMatchObject({ confidence: "tags", workload: { serviceAccount: "api" } });
  const detail = await place.store.activity.queries.assumption(id(here));
  expect(detail?.twinEventIds).toEqual([id(there)]);
  expect(detail?.chain.map(({ eventId: each }) => each)).toEqual([id(first)]);
  await place.store.close();
});

test("two nodes in the same moment leave the node open", async () => {
  const place = await openPlace(temporaryFolder(), pool);
  const session = podSession("prod", api.pod);
  const assumed = podIdentity("2026-11-20T10:00:00Z", { role: "api", key: "ASIA1", session, pod: api });
  place.write("a.json", {
    Records: [assumed, agentRequest("2026-11-20T10:00:01Z", "i-1"), agentRequest("2026-11-20T10:00:02Z", "i-2")],
  });
  await place.run();
  expect((await rows(place)).get(id(assumed))).toMatchObject({ node: null });
  await place.store.close();
});

test("session tags off: the association of the time, not today's; and none where two could be meant", async () => {
  const place = await openPlace(temporaryFolder(), pool);
  const scan = async (finished: string, facts: { serviceAccount: string; role: string }[]) => {
    const writer = await place.store.snapshots.begin({ scope: "s", engineVersion: "1" });
    await writer.savePart(
      {
        kind: "associations",
        accountId: ACCOUNT,
        region: REGION,
        clusterArn: CLUSTER,
        readAt: finished,
        facts: facts.map(({ serviceAccount, role }, index) => ({
          ...association("prod", index),
          clusterArn: CLUSTER,
          namespace: "payments",
          serviceAccount,
          roleArn: roleArn(role),
          disableSessionTags: true,
          createdAt: "2026-01-01T00:00:00.000Z",
          modifiedAt: "2026-01-01T00:00:00.000Z",
        })),
      },
      new Map([[hashOf("{}"), "{}"]]),
    );
    const counts = { accounts: 1, clusters: 1, associations: 1, bindings: 1, roles: 1, policies: 1, gaps: 0 };
    await writer.seal("complete", counts);
  };
  // Sealed now; the records are of later, and of the time before any scan.
  await scan("2026-11-22T00:00:00Z", [
    { serviceAccount: "one", role: "single" },
    { serviceAccount: "two", role: "double" },
    { serviceAccount: "three", role: "double" },
  ]);
  const later = `${new Date(Date.now() + 86_400_000).toISOString().slice(0, 19)}Z`;
  const single = podIdentity(later, { role: "single", key: "ASIA1", session: podSession("prod", "one-abc") });
  const double = podIdentity(later, { role: "double", key: "ASIA2", session: podSession("prod", "two-abc") });
  const elsewhere = podIdentity(later, { role: "single", key: "ASIA3", session: podSession("staging", "one-abc") });
  const before = podIdentity("2026-02-01T00:00:00Z", {
    role: "single",
    key: "ASIA4",
    session: podSession("prod", "one-xyz"),
  });
  const unborn = podIdentity("2025-02-01T00:00:00Z", {
    role: "single",
    key: "ASIA5",
    session: podSession("prod", "one-xyz"),
  });
  place.write("a.json", { Records: [single, double, elsewhere, before, unborn] });
  await place.run();
  const found = await rows(place);
  expect(found.get(id(single))).toMatchObject({
    confidence: "session-name",
    attribution: "inferred",
    workload: { serviceAccount: "one" },
  });
  expect(found.get(id(double))).toMatchObject({ confidence: "none", workload: { serviceAccount: null } });
  expect(found.get(id(elsewhere))).toMatchObject({ confidence: "role-only", workload: { serviceAccount: "one" } });
  expect(found.get(id(before))).toMatchObject({ confidence: "session-name" });
  expect(found.get(id(unborn))).toMatchObject({ confidence: "none" });
  await place.store.close();
});
