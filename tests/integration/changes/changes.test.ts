/** Two scans of one estate that was changed between them, and CloudTrail's records of who did it: command line and API. */
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { GET as whoCan } from "@/app/api/ask/who-can/route";
import { GET as showChange } from "@/app/api/changes/detail/route";
import { GET as exportChanges } from "@/app/api/changes/export/route";
import { GET as listChanges } from "@/app/api/changes/route";
import { GET as snapshotAt } from "@/app/api/snapshots/at/route";
import type {
  AsOfAnswer,
  ChangeDetail,
  ChangesAnswer,
  ChangesExport,
  FromSnapshot,
  WhoCanAnswer,
} from "@/lib/contracts/api";
import { type Container, createContainer } from "@/lib/server/boot/container";
import { loadRunSettings } from "@/lib/server/boot/run-settings";
import { publishContainer } from "@/lib/server/http/web-container";
import type { Sandbox } from "@/lib/server/sandbox";
import type { Association } from "@/lib/server/sandbox/estate/cluster-model";
import type { Role } from "@/lib/server/sandbox/estate/model";
import { runHere } from "../cli/run-here";
import { type Kept, keptPlace } from "./kept-place";

const ACCOUNT = "555566667777";
const REGION = "eu-west-1";
let at: Kept;
let before: string;
let after: string;
let role: Role;
let gone: Association;
let clusterName: string;
let event: Readonly<Record<"trust" | "policy" | "deletion", string>>;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

async function scan(): Promise<string> {
  const { stdout, code, stderr } = await runHere(at, ["scan"]);
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
  return (JSON.parse(stdout.trim().split("\n").at(-1)!) as { snapshot: string }).snapshot;
}

/** Widens a trust policy, adds a policy, deletes an association: as somebody with the console would. */
function change(sandbox: Sandbox): void {
  const account = sandbox.estate.accounts.get(ACCOUNT)!;
  const clusters = [...account.clusters.get(REGION)!.values()].filter(({ associations }) => associations.size > 1);
  const cluster = clusters[0]!;
  clusterName = cluster.name;
  const associations = cluster.associations as Map<string, Association>;
  const [first, second] = [...associations.entries()].filter(([, each]) =>
    account.roles.has(each.roleArn.split("/").at(-1)!),
  );
  role = account.roles.get(first![1].roleArn.split("/").at(-1)!)!;
  const changed = role as Writable<Role>;
  const trust = JSON.parse(role.trust) as { Statement: unknown[] };
  const stranger = { Effect: "Allow", Principal: { AWS: "arn:aws:iam::999999999999:root" }, Action: "sts:AssumeRole" };
  changed.trust = JSON.stringify({ ...trust, Statement: [...trust.Statement, stranger] });
  const more = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "iam:PassRole", Resource: "*" }] };
  changed.inline = [...role.inline, { name: "more", document: JSON.stringify(more) }];
  gone = second![1];
  associations.delete(second![0]);
}

function record(
  source: string,
  name: string,
  region: string,
  requestParameters: object,
  responseElements: object | null,
) {
  return {
    eventVersion: "1.09",
    eventTime: `${new Date().toISOString().slice(0, 19)}Z`,
    eventID: randomUUID(),
    eventSource: `${source}.amazonaws.com`,
    eventName: name,
    awsRegion: region,
    recipientAccountId: ACCOUNT,
    readOnly: false,
    eventType: "AwsApiCall",
    eventCategory: "Management",
    sourceIPAddress: "198.51.100.7",
    userAgent: "console.amazonaws.com",
    userIdentity: {
      type: "AssumedRole",
      accountId: ACCOUNT,
      accessKeyId: "ASIAEXAMPLE",
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/admin/alice@example.com`,
      principalId: "AROAEXAMPLE:alice@example.com",
      sessionContext: {
        sessionIssuer: { type: "Role", arn: `arn:aws:iam::${ACCOUNT}:role/admin`, principalId: "AROAEXAMPLE" },
        attributes: { creationDate: "2026-11-20T00:00:00Z" },
      },
    },
    requestParameters,
    responseElements,
  };
}

beforeAll(async () => {
  at = await keptPlace();
  before = await scan();
  change(at.sandbox);
  const { name } = role;
  const records = [
    record("iam", "UpdateAssumeRolePolicy", "us-east-1", { roleName: name, policyDocument: role.trust }, null),
    record("iam", "PutRolePolicy", "us-east-1", { roleName: name, policyName: "more", policyDocument: "{}" }, null),
    record(
      "eks",
      "DeletePodIdentityAssociation",
      REGION,
      { name: clusterName, associationId: gone.id },
      {
        association: {
          clusterName,
          namespace: gone.namespace,
          serviceAccount: gone.serviceAccount,
          associationId: gone.id,
          roleArn: gone.roleArn,
        },
      },
    ),
  ];
  event = { trust: records[0]!.eventID, policy: records[1]!.eventID, deletion: records[2]!.eventID };
  writeFileSync(join(at.folder, "trail.json"), JSON.stringify({ Records: records }));
  expect((await runHere(at, ["ingest", "trail.json"])).code).toBe(0);
  after = await scan();
}, 60_000);

afterAll(() => at.close());

test("diff tells what changed, what raises the risk first, and who made it so", async () => {
  const { code, stdout } = await runHere(at, ["diff", "previous", "latest", "--json"]);
  expect(code).toBe(0);
  const document = JSON.parse(stdout) as ChangesExport;
  expect(document).toMatchObject({ format: "podlens.changes/v1", before: { id: before }, after: { id: after } });
  const of = (id: string) => document.changes.find((each) => each.id === id);
  expect(of(`trust:${role.arn}`)).toMatchObject({
    change: "changed",
    risk: "increasing",
    reasons: [expect.stringContaining("arn:aws:iam::999999999999:root without conditions")],
    madeBy: {
      events: [{ eventId: event.trust, call: "iam:UpdateAssumeRolePolicy", sessionName: "alice@example.com" }],
    },
  });
  expect(of(`policies:inline:${role.arn}:more`)).toMatchObject({
    change: "gained",
    risk: "increasing",
    madeBy: { events: [{ eventId: event.policy }] },
  });
  const lost = document.changes.filter(({ kind, change: word }) => kind === "bindings" && word === "lost");
  expect(lost).toMatchObject([{ risk: "decreasing", madeBy: { events: [{ eventId: event.deletion }], why: null } }]);
  const permissions = document.changes.filter(({ kind }) => kind === "permissions");
  expect(
    permissions.some(({ risk, reasons }) => risk === "increasing" && reasons.join().includes("iam:PassRole")),
  ).toBe(true);
  const order = document.changes.map(({ risk }) => ["increasing", "unknown", "decreasing", "neutral"].indexOf(risk));
  expect(order).toEqual([...order].sort());
  // Two runs give the same bytes.
  expect((await runHere(at, ["diff", before, after, "--json"])).stdout).toBe(stdout);
});

test("diff in words, filtered, of a snapshot with itself, and what is no snapshot", async () => {
  const words = await runHere(at, ["diff", before, "latest", "--filter", "kind=trust&risk=increasing"]);
  expect(words.stdout).toContain("Raises the risk:");
  expect(words.stdout).toMatch(new RegExp(`~ trust +${role.name}`));
  expect(words.stdout).toContain(
    "iam:UpdateAssumeRolePolicy by arn:aws:iam::555566667777:role/admin as alice@example.com",
  );
  expect(words.stdout).not.toContain("bindings");
  const same = JSON.parse((await runHere(at, ["diff", "latest", "latest", "--json"])).stdout) as ChangesExport;
  expect(same.changes).toEqual([]);
  expect(await runHere(at, ["diff", "yesterday", "latest"])).toMatchObject({ code: 2, stdout: "" });
  expect(await runHere(at, ["diff", "latest"])).toMatchObject({ code: 2, stdout: "" });
  expect(await runHere(at, ["diff", "2020-01-01", "latest"])).toMatchObject({ code: 1, stdout: "" });
});

test("who-can --at answers from the snapshot in force, says how far it is, and what lies in between", async () => {
  const question = ["who-can", "iam:PassRole", "--json"];
  const then = await runHere(at, [...question, "--at", new Date().toISOString()]);
  expect(then.code).toBe(0);
  expect(then.stderr).toContain("Answered from the snapshot of");
  const early = await runHere(at, [...question, "--at", "2020-01-01"]);
  expect(early).toMatchObject({ code: 1, stdout: "" });
  expect(early.stderr).toContain("who had access then is not known. The first snapshot after it is of");
  expect(await runHere(at, [...question, "--at", "soon"])).toMatchObject({ code: 2 });
});

test("the API gives the same, one change in full, a file, and answers for a time", async () => {
  const container = await open();
  try {
    const page = await ask<FromSnapshot<ChangesAnswer>>(listChanges, "/api/changes?risk=increasing&limit=5");
    expect(page.data).toMatchObject({ before: { id: before }, after: { id: after }, same: false, offset: 0 });
    expect(page.data.rows.every(({ risk }) => risk === "increasing")).toBe(true);
    expect(page.data.total).toBeGreaterThan(page.data.matched);

    const id = encodeURIComponent(`trust:${role.arn}`);
    const { data } = await ask<FromSnapshot<ChangeDetail>>(showChange, `/api/changes/detail?before=${before}&id=${id}`);
    expect(data.documents).toHaveLength(1);
    expect(data.documents[0]!.before!.json).not.toContain("999999999999");
    expect(data.documents[0]!.after!.json).toContain("999999999999");
    expect(data.row.madeBy.events).toHaveLength(1);
    const absent = await showChange(request(`/api/changes/detail?before=${before}&id=trust:nobody`));
    expect(absent.status).toBe(404);

    const csv = await (await exportChanges(request(`/api/changes/export?format=csv&kind=trust`))).text();
    expect(csv.split("\r\n")[0]).toBe(
      "risk,change,kind,title,context,text,reasons,madeAt,madeWith,madeBy,session,eventId,recorded,id",
    );
    expect(csv).toContain(event.trust);

    const first = await container.store.get(before);
    const between = new Date(Date.parse(first!.finishedAt!) + 1).toISOString();
    const asOf = await ask<AsOfAnswer>(snapshotAt, `/api/snapshots/at?at=${between}`);
    expect(asOf).toMatchObject({ snapshot: { id: before }, later: { id: after }, secondsBefore: 0 });
    const answer = await ask<FromSnapshot<WhoCanAnswer>>(whoCan, `/api/ask/who-can?action=iam:PassRole&at=${between}`);
    expect(answer.snapshot.id).toBe(before);
    expect(answer.asOf?.snapshot?.id).toBe(before);
    const now = await ask<FromSnapshot<WhoCanAnswer>>(whoCan, "/api/ask/who-can?action=iam:PassRole");
    expect(now.data.total).toBeGreaterThan(answer.data.total);
    const unknown = await whoCan(request("/api/ask/who-can?action=iam:PassRole&at=2020-01-01"));
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({
      error: { code: "snapshot-not-found", field: "at", remedy: expect.stringContaining(before) },
    });
  } finally {
    publishContainer(null);
    await container.close();
  }
});

function request(path: string): Request {
  return new Request(`http://127.0.0.1${path}`, { headers: { host: "127.0.0.1" } });
}

async function ask<T>(handler: (request: Request) => Promise<Response>, path: string): Promise<T> {
  const response = await handler(request(path));
  expect({ path, status: response.status }).toEqual({ path, status: 200 });
  return (await response.json()) as T;
}

async function open(): Promise<Container> {
  const settings = await loadRunSettings(at.env, at.folder);
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const container = await createContainer({ ...settings, token: null, log: quiet });
  publishContainer(container);
  return container;
}
