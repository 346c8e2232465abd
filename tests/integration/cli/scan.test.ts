import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { bindingsExport, exportMeta, snapshotExport } from "@/lib/contracts/export";
import { checkAnswer } from "@/lib/contracts/export-findings";
import type { ScanSummary } from "@/lib/contracts/scan-summary";
import { openStore } from "@/lib/server/store";
import { startChild } from "../store/child-process";
import { type Ended, lines, run, start } from "./run-cli";
import { runHere } from "./run-here";
import { sandboxPlace } from "./sandbox-place";

const EXPORT = ["export", "--view", "snapshot", "--format", "json"];

function summaryOf(stdout: string): ScanSummary {
  return JSON.parse(lines(stdout).at(-1) ?? "") as ScanSummary;
}

/** Shows what was said where it did not. */
function expectDone({ code, stderr }: Ended): void {
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
}

test("scan, then export: what the endpoint holds is in the file", async () => {
  const at = await sandboxPlace();
  const scan = await run(at, ["scan"]);
  const summary = summaryOf(scan.stdout);
  expect(lines(scan.stdout)).toHaveLength(1);
  expect(summary).toMatchObject({ status: "complete", gaps: [], counts: { gaps: 0 } });
  expectDone(scan);

  const check = await runHere(at, ["check"]);
  expect(check.code).toBe(4);
  expect(check.stderr).toContain(summary.snapshot);

  const verified = await runHere(at, ["verify", "--sample", "60", "--json"]);
  expect(verified.code).toBe(0);
  expect(JSON.parse(verified.stdout)).toMatchObject({
    snapshot: summary.snapshot,
    contradictions: 0,
    simulator: { state: "compared", missingPermission: null },
    recorded: { state: "nothing" },
  });

  const exported = await run(at, EXPORT);
  expect(exported.code).toBe(0);
  const snapshot = snapshotExport.parse(JSON.parse(exported.stdout));
  const counts = {
    clusters: snapshot.clusters.length,
    associations: snapshot.associations.length,
    bindings: snapshot.bindings.length,
  };
  expect(summary.counts).toMatchObject(counts);
  expect(snapshot.snapshot).toMatchObject({ id: summary.snapshot, findingsEvaluated: true, failedRules: [] });
  expect(snapshot.findings).toHaveLength(lines(check.stdout).length);
  // No key of the reader, and nothing of its session, is in what leaves the product.
  expect(exported.stdout).not.toContain(at.env.AWS_SECRET_ACCESS_KEY);

  const file = await runHere(at, [...EXPORT, "--snapshot", summary.snapshot, "--out", "snapshot.json"]);
  expect(file).toMatchObject({ code: 0, stdout: "" });
  expect(readFileSync(join(at.folder, "snapshot.json"), "utf8")).toBe(exported.stdout);
  const csv = ["export", "--view", "bindings", "--format", "csv", "--filter", "mechanism=irsa"];
  const piped = await run(at, csv);
  expect(await runHere(at, [...csv, "--out", "b.csv"])).toMatchObject({ code: 0, stdout: "", stderr: "" });
  expect(readFileSync(join(at.folder, "b.csv"), "utf8")).toBe(piped.stdout);
  const meta = exportMeta.parse(JSON.parse(readFileSync(join(at.folder, "b.csv.meta.json"), "utf8")));
  expect(meta).toMatchObject({ filter: "mechanism=irsa", rows: piped.stdout.split("\r\n").length - 2 });
  expect(exportMeta.parse(JSON.parse(piped.stderr))).toMatchObject({ sha256: meta.sha256 });
  expect(statSync(join(at.folder, "b.csv")).mode & 0o777).toBe(0o600);
  expect(await runHere(at, [...EXPORT, "--snapshot", "01ARZ3NDEKTSV4RRFFQ69G5FAV"])).toMatchObject({
    code: 1,
    stdout: "",
    stderr: 'podlens: there is no snapshot "01ARZ3NDEKTSV4RRFFQ69G5FAV"\n',
  });
}, 240_000);

test("what could not be read: exit code 3, and the missing permission by name", async () => {
  const at = await sandboxPlace({
    small: true,
    faults: [{ kind: "deny", service: "eks", operation: "ListAddons" }],
  });
  const scan = await runHere(at, ["scan"]);
  const summary = summaryOf(scan.stdout);
  expect(scan.code).toBe(3);
  expect(summary.status).toBe("partial");
  expect(new Set(summary.gaps.map((gap) => gap.missingPermission))).toEqual(new Set(["eks:ListAddons"]));
  expect(summary.counts?.gaps).toBe(summary.gaps.length);
  expect(scan.stderr).toMatch(/Done, with (one gap|\d+ gaps)/);
}, 240_000);

test("Ctrl-C cancels: the snapshot is marked, the process ends in order, the next scan succeeds", async () => {
  const at = await sandboxPlace({ small: true, faults: [{ kind: "slow", service: "eks", delayMs: 2_000 }] });
  const scan = start(at, ["scan"]);
  await scan.says(/4 clusters/);
  await pause(500);
  scan.process.kill("SIGINT");
  const ended = await scan.ended;
  expect(ended.code).toBe(1);
  expect(summaryOf(ended.stdout)).toMatchObject({ status: "cancelled", counts: null });
  expect(ended.stderr).toMatch(/Stopping; press Ctrl-C again/);
  at.sandbox.faults.set([]);
  expectDone(await runHere(at, ["scan"]));
  const store = await openStore({ dataDir: join(at.folder, ".podlens") });
  expect((await store.snapshots.list()).map((snapshot) => snapshot.status)).toEqual(["complete", "cancelled"]);
  await store.close();
}, 240_000);

test("killed in the midst of a real scan: the next command finds the store in order", async () => {
  const at = await sandboxPlace({ small: true, faults: [{ kind: "slow", service: "eks", delayMs: 50 }] });
  expectDone(await runHere(at, ["scan"]));
  const before = (await runHere(at, EXPORT)).stdout;
  const scan = start(at, ["scan"]);
  await scan.says(/4 clusters/);
  await pause(150);
  scan.process.kill("SIGKILL");
  await scan.ended;
  expect(await runHere(at, EXPORT)).toMatchObject({ code: 0, stderr: "", stdout: before });
  expectDone(await runHere(at, ["scan"]));
  const store = await openStore({ dataDir: join(at.folder, ".podlens") });
  expect((await store.snapshots.list()).map((snapshot) => snapshot.status)).toEqual(["complete", "failed", "complete"]);
  await store.close();
}, 240_000);

test("while another process owns the store, commands work through it", async () => {
  const at = await sandboxPlace({ small: true });
  const owner = startChild(new URL("./owner-child.ts", import.meta.url), [at.folder], {
    ...at.env,
    PODLENS_DATA_DIR: join(at.folder, ".podlens"),
  });
  await owner.said("listening");
  expect(statSync(join(at.folder, ".podlens", "podlens.sock")).mode & 0o777).toBe(0o600);
  const none = await runHere(at, EXPORT);
  expect(none).toMatchObject({
    code: 1,
    stdout: "",
    stderr: "podlens: there is no finished scan yet: run `podlens scan` first\n",
  });
  const scan = await run(at, ["scan"]);
  expectDone(scan);
  expect(scan.stderr).toMatch(new RegExp(`through the Podlens that runs \\(pid ${owner.process.pid}\\)`));
  expect(scan.stderr).toMatch(/clusters/);
  const through = await run(at, EXPORT);
  expect(through).toMatchObject({ code: 0, stderr: "" });
  expect(summaryOf(scan.stdout).snapshot).toBe(snapshotExport.parse(JSON.parse(through.stdout)).snapshot.id);
  const check = await runHere(at, ["check", "--json"]);
  expect(check.code).toBe(4);
  expect(checkAnswer.parse(JSON.parse(check.stdout)).snapshot.id).toBe(summaryOf(scan.stdout).snapshot);
  const filtered = await runHere(at, [
    "export",
    "--view",
    "bindings",
    "--format",
    "json",
    "--filter",
    "q=nothing-has-this-name",
  ]);
  expect(bindingsExport.parse(JSON.parse(filtered.stdout)).bindings).toEqual([]);

  at.sandbox.faults.set([{ kind: "slow", service: "eks", delayMs: 2_000 }]);
  const first = start(at, ["scan"]);
  await first.says(/4 clusters/);
  expect(await runHere(at, ["scan"])).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(/A scan of this scope is running/),
  });
  first.process.kill("SIGINT");
  expect(summaryOf((await first.ended).stdout).status).toBe("cancelled");

  owner.process.kill("SIGTERM");
  await owner.ended;
  expect((await runHere(at, EXPORT)).stdout).toBe(through.stdout);
}, 240_000);
