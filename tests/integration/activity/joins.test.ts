/** Joins that take several records: whatever their order, their number, and what each of them leaves out. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AssumptionRow } from "@/lib/contracts/api";
import type { ActivityRow } from "@/lib/server/usecases/activity/ports";
import {
  ACCOUNT,
  agentRequest,
  CLUSTER,
  call,
  chained,
  eventId,
  type Fields,
  irsa,
  podIdentity,
  podSession,
  roleArn,
  roleId,
  sessionIdentity,
  TARGET,
  tagsOf,
} from "./records";
import { everything, openPlace, type Place, sharedPool } from "./store-place";
import { temporaryDirectory } from "./temporary";

const pool = sharedPool();
const temporary = temporaryDirectory();
let place: Place;
let assumptions: Map<string, AssumptionRow>;
let calls: Map<string, ActivityRow>;
afterAll(async () => {
  await place.store.close();
  await pool.close();
  temporary.remove();
});

const id = (record: Fields) => String(record.eventID);
const pod = { namespace: "payments", serviceAccount: "api", pod: "api-7c9d8f5b6-x2v4q" };
const workload = { clusterArn: CLUSTER, namespace: "payments", serviceAccount: "api" };
const uuid = (n: number) => `d1861451-6ee5-4069-ae5d-${String(n).padStart(12, "0")}`;
const session = (n: number) => podSession("prod", pod.pod, uuid(n));
const begun = (time: string, n: number, more?: Fields) =>
  podIdentity(time, { role: "api", key: `ASIAPOD${n}`, session: session(n), pod, ...(more ? { more } : {}) });
const DAY = { from: "2026-11-20T00:00:00Z", to: "2026-11-21T00:00:00Z" };
const worker = "system:serviceaccount:batch:worker";

/** A chain of fourteen roles, and one that begins nowhere. */
const first = begun("2026-11-20T10:00:00Z", 1);
const links = Array.from({ length: 14 }, (_, i) =>
  chained(`2026-11-20T10:${10 + i}:00Z`, {
    from: i === 0 ? sessionIdentity("api", session(1), "ASIAPOD1") : sessionIdentity(`l${i}`, `s${i}`, `ASIALINK${i}`),
    role: `l${i + 1}`,
    session: `s${i + 1}`,
    key: `ASIALINK${i + 1}`,
  }),
);
const ring = (from: string, to: string) =>
  chained("2026-11-20T10:40:00Z", {
    from: sessionIdentity(from, "ring", `ASIARING${from}`),
    role: to,
    session: "ring",
    key: `ASIARING${to}`,
  });
const rings = [ring("ra", "rb"), ring("rb", "ra")];

/** Two accounts record the second hop; the cluster's record says nothing of request and answer. */
const hopFirst = begun("2026-11-20T11:00:00Z", 2);
const shared = eventId();
const hop = (more: Fields) =>
  chained("2026-11-20T11:00:01Z", {
    from: { ...sessionIdentity("api", session(2), "ASIAPOD2"), invokedBy: "pods.eks.amazonaws.com" },
    role: "target",
    session: session(2),
    key: "ASIATARGET2",
    account: TARGET,
    more: { sharedEventID: shared, ...more },
  });
const hopHere = hop({ requestParameters: null, responseElements: null });
const hopThere = hop({
  recipientAccountId: TARGET,
  userIdentity: { type: "AWSAccount", principalId: `${roleId("api")}:${session(2)}`, accountId: ACCOUNT },
});
const targetCall = call(
  "2026-11-20T11:05:00Z",
  sessionIdentity("target", session(2), "ASIATARGET2", TARGET),
  "s3",
  "GetObject",
  {
    recipientAccountId: TARGET,
  },
);

/** Two of one account that say the same of themselves are two. */
const alike = [1, 2].map((n) => begun("2026-11-20T06:00:00Z", 10 + n, { sharedEventID: "one-for-both" }));

/** The second hop where EKS is not named, and only the target's account is watched. */
const quietFirst = begun("2026-11-20T11:30:00Z", 3);
const quietHop = chained("2026-11-20T11:30:01Z", {
  from: { type: "AWSAccount", principalId: `${roleId("api")}:${session(3)}`, accountId: ACCOUNT },
  role: "quiet",
  session: session(3),
  key: "ASIAQUIET",
  account: TARGET,
  more: { recipientAccountId: TARGET },
});

/** One session name for all of a workload's sessions, as AWS_ROLE_SESSION_NAME makes it. */
const named = ["12:00", "12:30"].map((time, i) =>
  irsa(`2026-11-20T${time}:00Z`, { role: "worker", key: `ASIANAMED${i}`, subject: worker, session: "worker" }),
);
const namedHop = chained("2026-11-20T12:40:00Z", {
  from: { type: "AWSAccount", principalId: `${roleId("worker")}:worker`, accountId: ACCOUNT },
  role: "elsewhere",
  session: "x",
  key: "ASIAELSE",
  account: TARGET,
  more: { recipientAccountId: TARGET },
});

/** Services call on with keys of their own. */
const forwarded = call(
  "2026-11-20T10:30:00Z",
  { ...sessionIdentity("api", session(1), "ASIAFORWARD"), invokedBy: "athena.amazonaws.com" },
  "s3",
  "GetObject",
);
/** Its session says that it was created at another time than it was begun: the key decides. */
const lateIdentity = sessionIdentity("api", session(1), "ASIAPOD1");
const late = call(
  "2026-11-20T15:00:00Z",
  {
    ...lateIdentity,
    sessionContext: {
      ...(lateIdentity.sessionContext as Fields),
      attributes: { creationDate: "2026-11-20T11:00:00Z" },
    },
  },
  "s3",
  "ListObjects",
);

/** A call on another account's bucket, which records it as well; and one that only the bucket's account records. */
const shownTwice = call("2026-11-20T10:31:00Z", sessionIdentity("api", session(1), "ASIAPOD1"), "s3", "PutObject");
const theirs = (of: Fields): Fields => ({
  ...of,
  eventID: eventId(),
  recipientAccountId: TARGET,
  userIdentity: { type: "AWSAccount", principalId: `${roleId("api")}:${session(1)}`, accountId: ACCOUNT },
});
const onlyTheirs = theirs({ ...shownTwice, eventTime: "2026-11-20T10:32:00Z", eventName: "GetObject" });

/** As documents print them. */
const printed = { ...begun("2026-11-20T14:00:00Z", 5), eventID: "7EXAMPLE-4713-3d04-b86a-cd6774EXAMPLE" };

/** Tags of EKS's names that a person set. */
const person = chained("2026-11-20T10:50:00Z", {
  from: { type: "IAMUser", arn: `arn:aws:iam::${ACCOUNT}:user/eve`, accountId: ACCOUNT, accessKeyId: "AKIAEVE" },
  role: "api",
  session: "eve",
  key: "ASIAEVE",
  more: {
    requestParameters: {
      roleArn: roleArn("api"),
      roleSessionName: "eve_1%",
      tags: Object.entries(tagsOf(pod)).map(([key, value]) => ({ key, value })),
    },
  },
});

/** Alone with its node until a late file brings another one. */
const crowded = begun("2026-11-20T13:00:00Z", 4);
const crowdedLink = chained("2026-11-20T13:10:00Z", {
  from: sessionIdentity("api", session(4), "ASIAPOD4"),
  role: "onward",
  session: "o",
  key: "ASIAONWARD",
});

/** Session tags off: associations of the time tell whose it is, and a late file may name another one. */
const associated = (time: string, associationId: string, serviceAccount: string) =>
  call(
    time,
    { type: "IAMUser", arn: `arn:aws:iam::${ACCOUNT}:user/ops`, accountId: ACCOUNT },
    "eks",
    "CreatePodIdentityAssociation",
    {
      readOnly: false,
      requestParameters: { name: "prod" },
      responseElements: {
        association: { associationId, clusterName: "prod", namespace: "ops", serviceAccount, roleArn: roleArn("solo") },
      },
    },
  );
const made = associated("2026-11-20T07:00:00Z", "a-one", "one");
const madeLater = associated("2026-11-20T08:00:00Z", "a-two", "two");
const untagged = podIdentity("2026-11-20T09:00:00Z", { role: "solo", key: "ASIASOLO", session: session(6) });
const earlier = podIdentity("2026-11-20T07:30:00Z", { role: "solo", key: "ASIASOLO0", session: session(7) });
const unrecorded = call("2026-11-20T09:30:00Z", sessionIdentity("solo", session(8), "ASIASOLO1"), "sqs", "ListQueues");

async function read(): Promise<void> {
  assumptions = new Map();
  calls = new Map();
  for await (const rows of place.store.activity.queries.exportAssumptions(everything))
    for (const row of rows) assumptions.set(row.eventId, row);
  for await (const rows of place.store.activity.queries.exportCalls(everything))
    for (const row of rows) calls.set(row.eventId, row);
}

beforeAll(async () => {
  place = await openPlace(temporary.path, pool);
  place.write("a.json", { Records: [...links].reverse() });
  place.write("b.json", {
    Records: [
      ...rings,
      hopHere,
      quietHop,
      namedHop,
      targetCall,
      forwarded,
      late,
      person,
      printed,
      shownTwice,
      theirs(shownTwice),
      onlyTheirs,
    ],
  });
  place.write("c.json", { Records: [crowded, crowdedLink, agentRequest("2026-11-20T13:00:01Z", "i-1")] });
  await place.run();
  place.write("solo.json", { Records: [...alike, made, untagged, earlier, unrecorded] });
  place.write("d.json", { Records: [first, hopFirst, hopThere, quietFirst, ...named] });
  await place.run();
  await read();
});

test("a chain of any length is followed to its end, a ring to none", () => {
  for (const link of links)
    expect(assumptions.get(id(link))).toMatchObject({ confidence: "issued-key", workload, pod: pod.pod });
  for (const link of rings) expect(assumptions.get(id(link))).toMatchObject({ confidence: "none", mechanism: null });
});

test("what one account's record leaves out is taken from the other's", () => {
  expect(assumptions.has(id(hopThere))).toBe(false);
  for (const each of alike) expect(assumptions.has(id(each))).toBe(true);
  expect(assumptions.get(id(hopHere))).toMatchObject({
    roleArn: roleArn("target", TARGET),
    accessKeyId: "ASIATARGET2",
    sessionName: session(2),
    workload,
  });
  expect(assumptions.get(id(hopFirst))?.targetRoleArn).toBe(roleArn("target", TARGET));
  expect(calls.get(id(targetCall))).toMatchObject({ workload, pod: pod.pod });
});

test("a second hop is known as one by the session's name, too", () => {
  expect(assumptions.get(id(quietHop))).toMatchObject({ confidence: "session-name", workload, pod: pod.pod });
  expect(assumptions.get(id(quietFirst))?.targetRoleArn).toBe(roleArn("quiet", TARGET));
});

test("sessions of one name are one workload's where all of them are", () => {
  expect(assumptions.get(id(namedHop))).toMatchObject({
    confidence: "session-name",
    mechanism: "irsa",
    workload: { namespace: "batch", serviceAccount: "worker" },
  });
});

test("calls that services make on are the session's, and so is what its key did at any time", () => {
  expect(calls.get(id(forwarded))).toMatchObject({ workload, invokedBy: "athena.amazonaws.com" });
  expect(calls.get(id(late))).toMatchObject({ workload, confidence: "tags" });
});

test("tags that anybody may set name neither workload nor pod", () => {
  expect(assumptions.get(id(person))).toMatchObject({ mechanism: null, confidence: "none", pod: null, podUid: null });
});

test("credentials are out though nothing was called with them, until they expire; EKS keeps those of a first hop", async () => {
  const ask = (liveAt: string | null) =>
    place.store.activity.queries.sessions({
      workload: `${CLUSTER}|payments|api`,
      role: null,
      liveAt,
      ...DAY,
      limit: 100,
    });
  const keys = async (liveAt: string | null) => (await ask(liveAt)).rows.map(({ accessKeyId }) => accessKeyId);
  const all = await keys(null);
  expect(all).toHaveLength(new Set(all).size);
  expect(all).toEqual(expect.arrayContaining(["ASIAPOD1", "ASIALINK14", "ASIATARGET2", "ASIAQUIET"]));
  expect(all).not.toContain("ASIAPOD2");
  expect(await keys("2026-11-20T11:20:00Z")).not.toContain("ASIALINK1");
  const { rows } = await ask("2026-11-20T11:20:00Z");
  const last = rows.find(({ accessKeyId }) => accessKeyId === "ASIALINK14");
  expect(last).toMatchObject({ calls: 0, expiresAt: "2026-11-20T11:23:00.000Z", workload, roleArn: roleArn("l14") });
  const story = await place.store.activity.queries.story(last?.id ?? "", { before: null, limit: 10 });
  expect(story).toMatchObject({ session: { accessKeyId: "ASIALINK14" }, calls: [], chainedTo: [] });
  expect(story?.assumedBy.map(({ eventId: each }) => each)).toEqual([first, ...links].map(id));
});

test("an id that is no UUID is told as it was written, and found by it", async () => {
  expect(assumptions.get(id(printed))).toMatchObject({ accessKeyId: "ASIAPOD5", workload });
  expect(calls.has(id(printed))).toBe(true);
  const { queries } = place.store.activity;
  expect((await queries.assumption(id(printed)))?.row.eventId).toBe(id(printed));
  const page = await queries.assumptions({ ...everything, q: "ASIAPOD5" }, { before: null, limit: 5, count: false });
  expect(page.rows.map(({ eventId: each }) => each)).toEqual([id(printed)]);
  expect((await queries.assumption(id(first).toUpperCase()))?.row.eventId).toBe(id(first));
});

test("a call that two accounts record is one of its session's calls", async () => {
  const begunBy = (await place.store.activity.queries.assumption(id(first)))?.row.sessionId ?? "";
  const story = await place.store.activity.queries.story(begunBy, { before: null, limit: 50 });
  const of = (name: string) =>
    story?.calls.filter(({ eventName }) => eventName === name).map(({ eventId: each }) => each);
  expect(of("PutObject")).toEqual([id(shownTwice)]);
  expect(of("GetObject")).toEqual([id(onlyTheirs), id(forwarded)]);
  expect(story?.byAction.find(({ eventName }) => eventName === "PutObject")?.calls).toBe(1);
});

test("what associations told is open again when one comes that was older", async () => {
  const one = { confidence: "session-name", workload: { namespace: "ops", serviceAccount: "one" } };
  for (const each of [untagged, earlier]) expect(assumptions.get(id(each))).toMatchObject(one);
  expect(calls.get(id(unrecorded))).toMatchObject(one);
  place.write("later.json", { Records: [madeLater] });
  await place.run();
  await read();
  const open = { confidence: "none", mechanism: "pod-identity", workload: { serviceAccount: null } };
  expect(assumptions.get(id(untagged))).toMatchObject(open);
  expect(calls.get(id(unrecorded))).toMatchObject(open);
  expect(assumptions.get(id(earlier))).toMatchObject(one);
  const { rows } = await place.store.activity.queries.usage({
    workloads: [`${CLUSTER}|ops|one`],
    roles: [],
    accounts: [],
    ...DAY,
    deniedOnly: false,
    limit: 10,
  });
  expect(rows).toEqual([]);
});

test("a search finds what it is written as: nothing in it stands for anything else", async () => {
  const find = async (q: string) => {
    const page = await place.store.activity.queries.assumptions(
      { ...everything, q },
      { before: null, limit: 50, count: true },
    );
    let exported = 0;
    for await (const rows of place.store.activity.queries.exportCalls({ ...everything, q })) exported += rows.length;
    return [page.matched, page.rows.length, exported > 0];
  };
  expect(await find("EVE_1%")).toEqual([1, 1, false]);
  expect(await find("role/API")).toMatchObject([expect.any(Number), expect.any(Number), true]);
  for (const nothing of ["EVE_1_", "eve.1", "e%1", "\\", "'", '"', "x' OR '1'='1"])
    expect(await find(nothing), nothing).toEqual([0, 0, false]);
});

test("a node that was the only one is open again when a late record brings a second, for the whole chain", async () => {
  for (const link of [crowded, crowdedLink]) expect(assumptions.get(id(link))).toMatchObject({ node: "i-1" });
  place.write("e.json", { Records: [agentRequest("2026-11-20T13:00:02Z", "i-2")] });
  await place.run();
  await read();
  for (const link of [crowded, crowdedLink]) expect(assumptions.get(id(link))).toMatchObject({ node: null, workload });
});
