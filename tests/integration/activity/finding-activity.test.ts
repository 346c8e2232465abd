/** Records become the sums that rules of use judge: by workload and role, denials with their event, the nodes' own calls. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { FindingActivityData } from "@/lib/domain/findings/activity-facts";
import { findingActivity } from "@/lib/server/usecases/findings/activity-facts";
import {
  ACCOUNT,
  agentRequest,
  CLUSTER,
  call,
  type Fields,
  ISSUER,
  irsa,
  podIdentity,
  podSession,
  REGION,
  roleArn,
  sessionIdentity,
} from "./records";
import { openPlace, type Place, sharedPool } from "./store-place";
import { temporaryDirectory } from "./temporary";

const pool = sharedPool();
const folder = temporaryDirectory();
const api = { namespace: "payments", serviceAccount: "api", pod: "api-7c9d8f5b6-x2v4q" };
const worker = "system:serviceaccount:batch:worker";
const NOW = new Date("2026-11-21T08:00:00Z");
const session = podSession("prod", api.pod);
const refused = irsa("2026-11-20T11:00:05Z", { role: "worker", key: null, subject: worker, session: "x" });
const agentDenied = agentRequest("2026-11-20T10:30:00Z", "i-0def", true);
const onNode = call("2026-11-20T12:00:00Z", sessionIdentity("nodes", "i-0abc", "ASIANODE"), "dynamodb", "ListTables");

let place: Place;
let data: FindingActivityData;

beforeAll(async () => {
  place = await openPlace(folder.path, pool);
  expect(await findingActivity({ activity: place.store.activity.queries, days: 90 }, NOW)).toBeNull();
  const records: Fields[] = [
    podIdentity("2026-11-20T10:00:00Z", { role: "api", key: "ASIA1", session, pod: api }),
    podIdentity("2026-11-20T16:00:00Z", { role: "api", key: "ASIA9", session, pod: api }),
    // Older than the period.
    podIdentity("2026-01-01T10:00:00Z", { role: "old", key: "ASIA8", session, pod: api }),
    call("2026-11-20T10:01:00Z", sessionIdentity("api", session, "ASIA1"), "s3", "ListBuckets"),
    call("2026-11-20T10:02:00Z", sessionIdentity("api", session, "ASIA1"), "ec2", "DescribeInstances", {
      errorCode: "Client.UnauthorizedOperation",
    }),
    agentRequest("2026-11-20T12:00:00Z", "i-0abc"),
    agentDenied,
    refused,
    onNode,
  ];
  place.write("a.json", { Records: records });
  await place.run();
  const found = await findingActivity({ activity: place.store.activity.queries, days: 90 }, NOW);
  if (found === null) throw new Error("no activity");
  data = structuredClone(found);
});
afterAll(async () => {
  await place.store.close();
  await pool.close();
  folder.remove();
});

test("assumptions are summed by workload and role, with the newest denial", () => {
  expect(data.assumed).toEqual([
    {
      workload: `${CLUSTER}|payments|api`,
      roleArn: roleArn("api"),
      mechanism: "pod-identity",
      assumptions: 2,
      denied: 0,
      lastAt: "2026-11-20T16:00:00.000Z",
      lastDenial: null,
    },
    {
      workload: `${ISSUER}|batch|worker`,
      roleArn: roleArn("worker"),
      mechanism: "irsa",
      assumptions: 0,
      denied: 1,
      lastAt: null,
      lastDenial: { time: "2026-11-20T11:00:05.000Z", eventId: refused.eventID, errorCode: "AccessDenied" },
    },
  ]);
});

test("calls count without those that were denied, and keep the action", () => {
  const own = data.called.filter(({ roleArn: arn }) => arn === roleArn("api"));
  expect(own.map(({ action, calls }) => [action, calls])).toEqual([
    ["ec2:DescribeInstances", 0],
    ["s3:ListAllMyBuckets", 1],
  ]);
});

test("denials are told as far as the record tells them", () => {
  expect(
    data.denials.map(({ workload, clusterName, accountId, region, denied, last }) => [
      workload,
      clusterName,
      accountId,
      region,
      denied,
      last.eventId,
    ]),
  ).toEqual([
    [`${ISSUER}|batch|worker`, null, ACCOUNT, REGION, 1, refused.eventID],
    [null, "prod", ACCOUNT, REGION, 1, agentDenied.eventID],
  ]);
});

test("the nodes' calls have an example, and the period ends with what was read", () => {
  expect(data.nodeCalls).toContainEqual({
    roleArn: roleArn("nodes"),
    service: "dynamodb",
    action: "dynamodb:ListTables",
    calls: 1,
    example: { time: "2026-11-20T12:00:00.000Z", eventId: onNode.eventID },
  });
  expect(data.to).toBe("2026-11-20T16:00:00.000Z");
});

test("of how full session tags are, the newest of the fullest is told", () => {
  expect(data.packed).toMatchObject([{ roleArn: roleArn("api"), percent: 55, time: "2026-11-20T16:00:00.000Z" }]);
});
