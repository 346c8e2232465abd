/** Trust policies and associations of the time: from snapshots and recorded changes, through files and store, to what stands out. */
import { afterAll, expect, test } from "vitest";
import { findUnexpected, type KnownBinding } from "@/lib/domain/activity/unexpected";
import { answerAssumption, answerRecord } from "@/lib/server/usecases/activity/answers";
import { association, hashOf, temporaryFolder } from "../store/helpers";
import {
  ACCOUNT,
  agentRequest,
  CLUSTER,
  call,
  type Fields,
  ISSUER,
  irsa,
  PROVIDER,
  podIdentity,
  podSession,
  REGION,
  roleArn,
  roleId,
} from "./records";
import { everything, openPlace, type Place, sharedPool } from "./store-place";

const pool = sharedPool();
afterAll(() => pool.close());

const trustOf = (serviceAccount: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Principal: { Federated: PROVIDER },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: { StringEquals: { [`${ISSUER}:sub`]: `system:serviceaccount:shop:${serviceAccount}` } },
    },
  });
const pods = JSON.stringify({
  Statement: { Effect: "Allow", Principal: { Service: "pods.eks.amazonaws.com" }, Action: "sts:AssumeRole" },
});
const role = (name: string, trust: string) => ({
  arn: roleArn(name),
  roleId: roleId(name),
  name,
  path: "/",
  accountId: ACCOUNT,
  createdAt: "2026-01-01T00:00:00.000Z",
  trustPolicy: hashOf(trust),
  inlinePolicies: [],
  attachedPolicies: [],
  permissionsBoundaryArn: null,
  tags: {},
  instanceProfileArns: [],
});

async function scan(place: Place, readAt: string, trust: string, associated: boolean): Promise<void> {
  const writer = await place.store.snapshots.begin({ scope: "s", engineVersion: "1" });
  const scope = { accountId: ACCOUNT, region: null, clusterArn: null };
  await writer.savePart(
    { kind: "roles", ...scope, readAt, facts: [role("app", trust), role("pods", pods)] },
    new Map([trust, pods].map((text) => [hashOf(text), text])),
  );
  const facts = associated
    ? [
        {
          ...association("prod", 0),
          clusterArn: CLUSTER,
          namespace: "shop",
          serviceAccount: "cart",
          roleArn: roleArn("pods"),
          createdAt: "2026-01-01T00:00:00.000Z",
          modifiedAt: "2026-01-01T00:00:00.000Z",
        },
      ]
    : [];
  await writer.savePart(
    { kind: "associations", accountId: ACCOUNT, region: REGION, clusterArn: CLUSTER, readAt, facts },
    new Map([[hashOf("{}"), "{}"]]),
  );
  await writer.seal("complete", {
    accounts: 1,
    clusters: 1,
    associations: 1,
    bindings: 1,
    roles: 2,
    policies: 0,
    gaps: 0,
  });
}

const eve = {
  type: "IAMUser",
  arn: `arn:aws:iam::${ACCOUNT}:user/eve`,
  accountId: ACCOUNT,
  accessKeyId: "AKIA1",
  userName: "eve",
};
const id = (record: Fields) => String(record.eventID);
const subject = (serviceAccount: string) => `system:serviceaccount:shop:${serviceAccount}`;
const assumed = (time: string, serviceAccount: string, n: number) =>
  irsa(time, { role: "app", key: `ASIA${n}`, subject: subject(serviceAccount), session: `s${n}` });

test("what only a trust explains that no longer stands is told with who ended it; what today's alone explains is not explained", async () => {
  const place = await openPlace(temporaryFolder(), pool);
  await scan(place, "2026-11-01T00:00:00.000Z", trustOf("old"), true);
  await scan(place, "2026-11-15T00:00:00.000Z", trustOf("new"), false);
  const change = call("2026-11-10T12:00:00Z", eve, "iam", "UpdateAssumeRolePolicy", {
    readOnly: false,
    requestParameters: { roleName: "app", policyDocument: trustOf("new") },
  });
  const before = assumed("2026-11-05T00:00:00Z", "old", 1);
  const after = assumed("2026-11-12T00:00:00Z", "old", 2);
  const early = assumed("2026-11-05T01:00:00Z", "new", 3);
  const fine = assumed("2026-11-12T01:00:00Z", "new", 4);
  const unreached = assumed("2026-10-20T00:00:00Z", "old", 5);
  const cart = { namespace: "shop", serviceAccount: "cart", pod: "cart-1" };
  // Snapshots are sealed as the test runs; an assumption before that is of the first one's time.
  const gone = podIdentity("2026-11-06T00:00:00Z", {
    role: "pods",
    key: "ASIA6",
    session: podSession("prod", "cart-1"),
    pod: cart,
  });
  place.write("a.json", { Records: [change, before, after, early, fine, unreached, gone] });
  await place.run();
  const queries = place.store.activity.queries;

  const facts = await queries.unexpected({ from: "2026-11-02T00:00:00.000Z", to: "2026-11-20T00:00:00.000Z" });
  const binding: KnownBinding = {
    clusterArn: null,
    issuer: ISSUER,
    namespace: "shop",
    serviceAccount: "new",
    pattern: false,
    roleArns: [roleArn("app")],
    mechanism: "irsa",
  };
  const found = findUnexpected(facts, { bindings: [binding], isEgress: () => true, knownChain: () => false });
  const of = (kind: string, name: string) =>
    found.filter((each) => each.kind === kind && each.who?.serviceAccount === name);
  expect(of("former-binding", "old")).toMatchObject([{ eventIds: [id(before)], events: 1, limits: [] }]);
  expect(of("former-binding", "old")[0]?.explanation).toContain(
    `in force until 2026-11-10 12:00 UTC, changed by ${eve.arn} (event ${id(change)})`,
  );
  expect(of("unexplained-assumption", "old")).toMatchObject([{ eventIds: [id(after)], limits: [] }]);
  expect(of("unexplained-assumption", "new")).toMatchObject([{ eventIds: [id(early)], events: 1 }]);
  expect(of("unexplained-assumption", "new")[0]?.explanation).toContain("today's does, since 2026-11-10 12:00 UTC");

  const standing = async (record: Fields) => (await answerAssumption(queries, id(record), Date.now()))?.trust;
  expect(await standing(before)).toMatchObject({
    standing: "former",
    document: trustOf("old"),
    until: { eventId: id(change), actor: eve.arn },
  });
  expect(await standing(after)).toMatchObject({ standing: "never", since: { eventId: id(change) } });
  expect(await standing(early)).toMatchObject({ standing: "later" });
  expect(await standing(fine)).toMatchObject({ standing: "stands", document: trustOf("new") });
  expect(await standing(unreached)).toMatchObject({ standing: "unknown", document: null });
  expect(await standing(gone)).toMatchObject({ standing: "stands" });

  // Changes and calls are found again as assumptions are; what never came is not.
  const file = `${place.folder}/a.json`;
  expect((await answerAssumption(queries, id(before), Date.now()))?.record.file).toBe(file);
  expect(await answerRecord(queries, id(change), Date.now())).toMatchObject({ kind: "files", file });
  expect(await answerRecord(queries, "00000000-0000-4000-8000-ffffffffffff", 0)).toBeNull();
  expect(await answerRecord(queries, "no id", 0)).toBeNull();
  for await (const rows of queries.exportAssumptions(everything))
    for (const { origin } of rows) expect(origin).toEqual({ source: `files:${place.folder}`, key: "a.json" });
  for await (const rows of queries.exportCalls(everything))
    for (const { origin } of rows) expect(origin?.key).toBe("a.json");
  await place.store.close();
});

test("a denial of Pod Identity is offered with the associations of its cluster, those that were broken and on its node first", async () => {
  const place = await openPlace(temporaryFolder(), pool);
  const writer = await place.store.snapshots.begin({ scope: "s", engineVersion: "1" });
  const readAt = "2026-11-01T00:00:00.000Z";
  const here = { accountId: ACCOUNT, region: REGION, clusterArn: CLUSTER, readAt };
  const broken = trustOf("nobody");
  await writer.savePart(
    {
      kind: "roles",
      accountId: ACCOUNT,
      region: null,
      clusterArn: null,
      readAt,
      facts: [role("pods", pods), role("broken", broken)],
    },
    new Map([pods, broken].map((text) => [hashOf(text), text])),
  );
  const names = [
    ["fine", "pods"],
    ["away", "broken"],
    ["there", "broken"],
    ["lost", "gone"],
  ] as const;
  await writer.savePart(
    {
      kind: "associations",
      ...here,
      facts: names.map(([serviceAccount, of], index) => ({
        ...association("prod", index),
        clusterArn: CLUSTER,
        namespace: "shop",
        serviceAccount,
        roleArn: roleArn(of),
        disableSessionTags: true,
        createdAt: "2026-01-01T00:00:00.000Z",
        modifiedAt: "2026-01-01T00:00:00.000Z",
      })),
    },
    new Map([[hashOf("{}"), "{}"]]),
  );
  const node = {
    clusterArn: CLUSTER,
    name: "ip-1",
    providerId: null,
    instanceId: "i-0def",
    compute: "ec2",
    os: null,
    nodegroup: null,
  } as const;
  await writer.savePart(
    { kind: "nodes", ...here, facts: [node, { ...node, name: "ip-2", instanceId: "i-0abc" }] },
    new Map(),
  );
  const pod = (serviceAccount: string, nodeName: string) => ({
    clusterArn: CLUSTER,
    namespace: "shop",
    name: `${serviceAccount}-1`,
    uid: null,
    serviceAccount,
    nodeName,
    phase: "Running",
    createdAt: null,
    hostNetwork: false,
    webhookLabel: true,
    tokenAudiences: [],
    kube2iamRole: null,
    containers: [],
    os: null,
  });
  await writer.savePart(
    { kind: "pods", ...here, facts: [pod("fine", "ip-1"), pod("there", "ip-1"), pod("away", "ip-2")] },
    new Map(),
  );
  await writer.seal("complete", {
    accounts: 1,
    clusters: 1,
    associations: 4,
    bindings: 4,
    roles: 2,
    policies: 0,
    gaps: 0,
  });
  const denied = agentRequest("2026-11-02T00:00:00Z", "i-0def", true);
  const nowhere = agentRequest("2026-11-02T01:00:00Z", "i-0new", true);
  place.write("a.json", { Records: [denied, nowhere] });
  await place.run();
  const candidates = async (record: Fields) =>
    (await answerAssumption(place.store.activity.queries, id(record), Date.now()))?.candidates.map((each) => [
      each.serviceAccount,
      each.verdict,
      each.onNode,
    ]);
  expect(await candidates(denied)).toEqual([
    ["there", "denied", "yes"],
    ["away", "denied", "no"],
    ["lost", "denied", "no"],
    ["fine", "allowed", "yes"],
  ]);
  // A node that no scan saw says nothing of who was there.
  expect(await candidates(nowhere)).toEqual([
    ["away", "denied", "unknown"],
    ["lost", "denied", "unknown"],
    ["there", "denied", "unknown"],
    ["fine", "allowed", "unknown"],
  ]);
  await place.store.close();
});
