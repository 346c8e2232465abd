/** From a sealed snapshot to findings that are stored, accepted, exported, checked and told of. */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AcceptanceBody, FindingDetail, FindingsAnswer, OverviewAnswer, RoleDetail } from "@/lib/contracts/api";
import { configSchema } from "@/lib/contracts/config";
import { findingsExport, snapshotExport } from "@/lib/contracts/export";
import type { GraphView } from "@/lib/contracts/graph";
import { defaultGraphQuery } from "@/lib/contracts/graph-query";
import { type OpenedFindings, openFindings } from "@/lib/server/boot/findings";
import { csvText } from "@/lib/server/export/csv";
import { jsonText } from "@/lib/server/export/json";
import type { NoticePayload } from "@/lib/server/notify/payload";
import { openStore, type Store } from "@/lib/server/store";
import { exportSnapshot } from "@/lib/server/usecases/export";
import { planExport } from "@/lib/server/usecases/export-plan";
import { checkFindings } from "@/lib/server/usecases/findings/check";
import { everyFinding } from "@/lib/server/usecases/findings/every-finding";
import type { ExportRunner } from "@/lib/server/usecases/ports";
import { renderExport } from "@/lib/server/usecases/render-export";
import { unpackSnapshot } from "@/lib/server/usecases/snapshots";
import type { QueryInput, QueryName } from "@/lib/view/queries";
import { firstEstate, scanned, secondEstate } from "./estates";

const rule = "pod-identity-trust-unscoped";
const secret = "a-token-that-must-not-leak";
const folder = mkdtempSync(join(tmpdir(), "podlens-findings-"));
let now = new Date("2026-11-20T10:00:00.000Z");
const clock = { now: () => now };
const received: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];
const logged: string[] = [];
const log = {
  info: (text: string) => void logged.push(text),
  warn: (text: string) => void logged.push(text),
  error: (text: string, fields?: object) => void logged.push(`${text} ${JSON.stringify(fields)}`),
};
let server: Server;
let store: Store;
let findings: OpenedFindings;
let first: string;
let second: string;

const open = async () => {
  const { port } = server.address() as AddressInfo;
  const config = configSchema.parse({
    notifications: {
      webhooks: [{ url: `http://127.0.0.1:${port}/hook`, minimumSeverity: "info", tokenEnv: "PODLENS_TEST_HOOK" }],
    },
  });
  findings = await openFindings({ config, configFile: null, store, engineVersion: "1", clock, log });
};

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString("utf8") });
      response.end("ok");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  process.env.PODLENS_TEST_HOOK = secret;
  store = await openStore({ dataDir: folder, clock });
  await open();
  first = await scanned(store, firstEstate());
  await findings.afterScan();
});

afterAll(async () => {
  await findings.close();
  await store.close();
  server.close();
  Reflect.deleteProperty(process.env, "PODLENS_TEST_HOOK");
  rmSync(folder, { recursive: true, force: true });
});

async function ask<T, K extends QueryName = QueryName>(id: string, name: K, input: QueryInput<K>): Promise<T> {
  return JSON.parse(new TextDecoder().decode(await findings.analysis.ask(id, name, input))) as T;
}

const list = (id: string, more: Partial<typeof everyFinding> = {}) =>
  ask<FindingsAnswer>(id, "findings", { ...everyFinding, ...more });

const unscoped = async (id: string) => {
  const { rows } = await list(id, { rule: [rule] });
  return rows.find(({ subject }) => subject.name === "api");
};

const check = (id: string) =>
  checkFindings({ snapshots: store.snapshots, analysis: findings.analysis }, { snapshot: id, failOn: "info" });

/** In this thread: what is exported counts, not where. */
const runner: ExportRunner = {
  async *render(packed, plan) {
    const writers = { json: jsonText, csv: csvText, xlsx: () => [] };
    const { text, rowCount } = await renderExport(unpackSnapshot(packed), plan, writers);
    for (const part of text) yield Buffer.from(part as string);
    return rowCount();
  },
};

async function exported(view: string, format: string, filter = "", id = first): Promise<string> {
  const parts = { snapshots: store.snapshots, runner, clock, findings: findings.stored };
  const chunks: Uint8Array[] = [];
  for await (const chunk of exportSnapshot(parts, planExport({ view, format, filter }), id)) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

describe("after a scan", () => {
  it("findings are stored with the snapshot, and none is new where there is nothing to compare with", async () => {
    const run = await store.findings.run(first);
    expect(run).toMatchObject({ engineVersion: "1", failed: [], activity: null });
    const answer = await list(first);
    expect(answer.rows.length).toBeGreaterThan(0);
    expect(answer.rows.every(({ changed }) => changed === null)).toBe(true);
    expect(answer.evaluation).toMatchObject({ comparedWith: null, problems: [], failed: [] });
    const open = Object.values(answer.counts.open).reduce((sum, count) => sum + count, 0);
    expect(open).toBe(answer.total);
    expect(await unscoped(first)).toMatchObject({ status: "open", firstSeenAt: "2026-11-20T10:00:00.000Z" });
  });

  it("overview, role and map tell of them", async () => {
    const row = await unscoped(first);
    const overview = await ask<OverviewAnswer>(first, "overview", {});
    expect(overview.findings?.top.map(({ id }) => id)).toContain(row?.id);
    const role = await ask<RoleDetail>(first, "role", { account: "111122223333", name: "api" });
    expect(role.findings?.top.map(({ id }) => id)).toContain(row?.id);
    const view = await ask<GraphView>(first, "graph", defaultGraphQuery());
    expect(view.rows.find(({ id }) => id === "role:arn:aws:iam::111122223333:role/api")?.severity).toBe(row?.severity);
  });

  it("one finding is told whole, with its history and where its evidence stands", async () => {
    const row = await unscoped(first);
    const sightings = await findings.answers.sightings(row?.id ?? "", first);
    const detail = await ask<FindingDetail>(first, "finding", { id: row?.id ?? "", sightings });
    expect(detail.remediation.length).toBeGreaterThan(0);
    expect(detail.evidence.some(({ href }) => href === "/roles/111122223333/api?policy=trust#statement-0")).toBe(true);
    expect(detail.history).toEqual([expect.objectContaining({ what: "found", snapshotId: first })]);
    expect(await ask(first, "finding", { id: "nothing", sightings: [] })).toBeNull();
  });

  it("a first scan tells all, with the token and nothing else that is secret", async () => {
    await findings.sent();
    expect(received).toHaveLength(1);
    expect(received[0]?.headers.authorization).toBe(`Bearer ${secret}`);
    const payload = JSON.parse(received[0]?.body ?? "") as NoticePayload;
    expect(payload).toMatchObject({ format: "podlens.findings-notice/v1", snapshot: { id: first } });
    expect(payload.counts.new).toBe((await list(first)).total);
    expect([received[0]?.body, ...logged].join(" ")).not.toContain(secret);
  });
});

describe("triage", () => {
  const acceptance = (more: Partial<AcceptanceBody>): AcceptanceBody => ({
    reason: "Known, <b>harmless</b>",
    owner: "platform",
    ...more,
  });

  it("what is accepted stays visible, is exported, and stops no pipeline", async () => {
    expect((await check(first)).failing).toBeGreaterThan(0);
    const { acceptances } = await findings.answers.accept(
      acceptance({ rule: "*", cluster: "prod", expires: "2026-11-30" }),
      "somebody",
    );
    expect(acceptances).toMatchObject([{ state: "active", acceptedBy: "somebody", source: "store" }]);
    await findings.answers.accept(acceptance({ rule: "*", expires: "2026-11-25" }), "somebody else");
    const answer = await check(first);
    expect(answer).toMatchObject({ failing: 0, findings: [] });
    const row = await unscoped(first);
    expect(row).toMatchObject({ status: "accepted", acceptance: { owner: "platform" } });
    const json = findingsExport.parse(JSON.parse(await exported("findings", "json")));
    expect(json.findings.length).toBe((await list(first)).total);
    expect(json.findings.every(({ status }) => status === "accepted")).toBe(true);
    const snapshot = snapshotExport.parse(JSON.parse(await exported("snapshot", "json")));
    expect(snapshot.snapshot.findingsEvaluated).toBe(true);
    expect(snapshot.findings.map(({ id }) => id)).toContain(row?.id);
    expect((await ask<OverviewAnswer>(first, "overview", {})).findings?.top).toEqual([]);
  });

  it("what has expired is open again", async () => {
    const before = await findings.control.version();
    now = new Date("2026-12-01T00:00:00.000Z");
    expect(await findings.control.version()).not.toBe(before);
    const answer = await check(first);
    expect(answer.failing).toBeGreaterThan(0);
    expect(answer.stale.map(({ state }) => state)).toEqual(["expired", "expired"]);
    expect(await unscoped(first)).toMatchObject({ status: "open", acceptance: null });
  });

  it("one finding is accepted until it is revoked, and who did is kept", async () => {
    const row = await unscoped(first);
    const { acceptances } = await findings.answers.accept(acceptance({ finding: row?.id ?? "" }), "somebody");
    expect(await unscoped(first)).toMatchObject({ status: "accepted", acceptance: { expires: null } });
    const csv = await exported("findings", "csv", "status=accepted");
    expect(csv.split("\r\n")).toHaveLength(3);
    const id = acceptances.find(({ state }) => state === "active")?.id ?? "";
    await findings.answers.revoke(id, "another");
    const detail = await ask<FindingDetail>(first, "finding", {
      id: row?.id ?? "",
      sightings: await findings.answers.sightings(row?.id ?? "", first),
    });
    expect(detail.row.status).toBe("open");
    expect(detail.acceptances.find((each) => each.id === id)).toMatchObject({
      state: "revoked",
      revokedBy: "another",
    });
    await expect(findings.answers.revoke(id, "another")).rejects.toMatchObject({ code: "not-found" });
    await expect(findings.answers.accept(acceptance({ rule, expires: "2026-11-01" }), "x")).rejects.toMatchObject({
      code: "bad-request",
    });
  });
});

describe("the next scan", () => {
  beforeAll(async () => {
    received.length = 0;
    now = new Date("2026-12-02T10:00:00.000Z");
    second = await scanned(store, secondEstate());
    await findings.afterScan();
  });

  it("keeps since when a finding is there, and knows what is new or worse", async () => {
    expect(await unscoped(second)).toMatchObject({
      firstSeenAt: "2026-11-20T10:00:00.000Z",
      lastSeenAt: "2026-12-02T10:00:00.000Z",
      changed: "worsened",
    });
    const { rows, evaluation } = await list(second, { changed: ["new"] });
    expect(evaluation.comparedWith).toBe(first);
    expect(rows.some(({ rule: of, subject }) => of === rule && subject.name === "worker")).toBe(true);
  });

  it("tells of what is new and worse alone", async () => {
    await findings.sent();
    const payload = JSON.parse(received[0]?.body ?? "") as NoticePayload;
    expect(received).toHaveLength(1);
    const { rows } = await list(second, { changed: ["new", "worsened"] });
    expect(payload.findings.map(({ id }) => id).sort()).toEqual(rows.map(({ id }) => id).sort());
    expect(payload.counts.worsened).toBeGreaterThan(0);
    expect((await list(second)).total).toBeGreaterThan(rows.length);
  });

  it("has a trend, and a history for each finding", async () => {
    const { points } = await findings.answers.trend("latest", 90);
    expect(points.map(({ snapshotId }) => snapshotId)).toEqual([first, second]);
    const row = await unscoped(second);
    const sightings = await findings.answers.sightings(row?.id ?? "", second);
    const detail = await ask<FindingDetail>(second, "finding", { id: row?.id ?? "", sightings });
    expect(detail.history.map(({ what }) => what)).toContain("severity");
  });

  it("is evaluated anew under other labels or another version, and an older snapshot when it is asked", async () => {
    await findings.close();
    const config = configSchema.parse({ labels: { owner: ["tag:owner"] } });
    findings = await openFindings({ config, configFile: null, store, engineVersion: "2", clock, log });
    expect((await store.findings.run(first))?.engineVersion).toBe("1");
    expect((await list(first)).evaluation.engineVersion).toBe("2");
    expect((await store.findings.run(first))?.engineVersion).toBe("2");
    expect(await unscoped(first)).toMatchObject({
      firstSeenAt: "2026-11-20T10:00:00.000Z",
      lastSeenAt: "2026-12-02T10:00:00.000Z",
      changed: null,
    });
  });
});
