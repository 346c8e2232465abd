/** Two scans of one estate that was changed between them, and CloudTrail's records of who did it: command line and API. */
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
import { serveOwner } from "@/lib/server/boot/owner";
import { loadRunSettings } from "@/lib/server/boot/run-settings";
import { publishContainer } from "@/lib/server/http/web-container";
import type { Ended } from "../cli/run-cli";
import { runHere } from "../cli/run-here";
import { type Changed, changeEstate } from "./changed-estate";
import { type Kept, keptPlace } from "./kept-place";

let at: Kept;
let before: string;
let after: string;
let role: Changed["role"];
let events: Changed["events"];
let alone: Ended;
let container: Container;
let owner: { close(): Promise<void> };

async function scan(): Promise<string> {
  const { stdout, code, stderr } = await runHere(at, ["scan"]);
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
  return (JSON.parse(stdout.trim().split("\n").at(-1)!) as { snapshot: string }).snapshot;
}

beforeAll(async () => {
  at = await keptPlace();
  before = await scan();
  const changed = changeEstate(at.sandbox);
  ({ role, events } = changed);
  writeFileSync(join(at.folder, "trail.json"), JSON.stringify({ Records: changed.records }));
  expect((await runHere(at, ["ingest", "trail.json"])).code).toBe(0);
  after = await scan();
  // By itself, before there is a process that owns the store.
  alone = await runHere(at, ["diff", "previous", "latest", "--json"]);
  const settings = await loadRunSettings(at.env, at.folder);
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  container = await createContainer({ ...settings, token: null, log: quiet });
  publishContainer(container);
  owner = await serveOwner(container);
}, 120_000);

afterAll(async () => {
  publishContainer(null);
  await owner.close();
  await container.close();
  await at.close();
});

test("diff tells what changed, what raises the risk first, and who made it so", async () => {
  expect(alone.code).toBe(0);
  const document = JSON.parse(alone.stdout) as ChangesExport;
  expect(document).toMatchObject({ format: "podlens.changes/v1", before: { id: before }, after: { id: after } });
  const of = (id: string) => document.changes.find((each) => each.id === id);
  expect(of(`trust:${role.arn}`)).toMatchObject({
    change: "changed",
    risk: "increasing",
    reasons: [expect.stringContaining("arn:aws:iam::999999999999:root without conditions")],
    madeBy: {
      events: [{ eventId: events.trust, call: "iam:UpdateAssumeRolePolicy", sessionName: "alice@example.com" }],
    },
  });
  expect(of(`policies:inline:${role.arn}:more`)).toMatchObject({
    change: "gained",
    risk: "increasing",
    madeBy: { events: [{ eventId: events.policy }] },
  });
  const lost = document.changes.filter(({ kind, change: word }) => kind === "bindings" && word === "lost");
  expect(lost).toMatchObject([{ risk: "decreasing", madeBy: { events: [{ eventId: events.deletion }], why: null } }]);
  const permissions = document.changes.filter(({ kind }) => kind === "permissions");
  expect(
    permissions.some(({ risk, reasons }) => risk === "increasing" && reasons.join().includes("iam:PassRole")),
  ).toBe(true);
  const order = document.changes.map(({ risk }) => ["increasing", "unknown", "decreasing", "neutral"].indexOf(risk));
  expect(order).toEqual([...order].sort());
  // Through the owner, the same bytes.
  expect((await runHere(at, ["diff", before, after, "--json"])).stdout).toBe(alone.stdout);
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
  expect(csv).toContain(events.trust);

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
});

function request(path: string): Request {
  return new Request(`http://127.0.0.1${path}`, { headers: { host: "127.0.0.1" } });
}

async function ask<T>(handler: (request: Request) => Promise<Response>, path: string): Promise<T> {
  const response = await handler(request(path));
  expect({ path, status: response.status }).toEqual({ path, status: 200 });
  return (await response.json()) as T;
}
