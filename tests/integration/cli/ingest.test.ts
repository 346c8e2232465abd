/** `ingest` and the exports of what it read, as a process of its own. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { assumptionsExport } from "@/lib/contracts/export";
import { podIdentity, podSession } from "../activity/records";
import { place, start } from "./run-cli";

test("a folder is read, what is broken is said, and the rest can be exported", async () => {
  const at = place();
  mkdirSync(join(at.folder, "logs"));
  const pod = { namespace: "payments", serviceAccount: "api", pod: "api-1" };
  const record = podIdentity("2026-11-20T10:00:00Z", {
    role: "api",
    key: "ASIA1",
    session: podSession("prod", "api-1"),
    pod,
  });
  writeFileSync(join(at.folder, "logs", "good.json"), JSON.stringify({ Records: [record, record] }));
  writeFileSync(join(at.folder, "logs", "bad.json"), "{");
  const read = await start(at, ["ingest", "logs"]).ended;
  expect(read.code).toBe(3);
  expect(JSON.parse(read.stdout)).toMatchObject({
    records: 2,
    events: 1,
    duplicates: 1,
    files: { done: 1, failed: 1 },
  });
  expect(read.stderr).toContain("truncated");
  const exported = await start(at, [
    "export",
    "--view",
    "assumptions",
    "--format",
    "json",
    "--from",
    "2026-11-20",
    "--to",
    "2026-11-21",
  ]).ended;
  expect(exported.code).toBe(0);
  const { assumptions } = assumptionsExport.parse(JSON.parse(exported.stdout));
  expect(assumptions).toMatchObject([
    { eventId: record.eventID, confidence: "tags", serviceAccount: "api", outcome: "success" },
  ]);
});

test("a path that is not there, and a time that is none, are wrong usage", async () => {
  const at = place();
  const absent = await start(at, ["ingest", "nowhere"]).ended;
  expect(absent).toMatchObject({ code: 2, stdout: "" });
  expect(absent.stderr).toContain("nowhere");
  const never = await start(at, ["export", "--view", "activity", "--format", "csv", "--to", "soon"]).ended;
  expect(never).toMatchObject({ code: 2, stdout: "" });
});
