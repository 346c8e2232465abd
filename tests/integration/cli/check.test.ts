/** `podlens check` and the mute file, on a store that scans have filled. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkAnswer } from "@/lib/contracts/export-findings";
import { openStore } from "@/lib/server/store";
import { scanned, secondEstate } from "../findings/estates";
import { lines, place } from "./run-cli";
import { runHere } from "./run-here";

test("what is open fails a pipeline until it is accepted in the mute file", async () => {
  const at = place();
  const mute = (...entries: readonly string[]) => writeFileSync(join(at.folder, "mute.yaml"), entries.join("\n"));
  const none = await runHere(at, ["check"]);
  expect(none).toMatchObject({ code: 1, stdout: "" });
  expect(none.stderr).toContain("there is no finished scan yet");
  expect((await runHere(at, ["check", "--fail-on", "awful"])).code).toBe(2);
  const store = await openStore({ dataDir: join(at.folder, ".podlens") });
  const snapshot = await scanned(store, secondEstate());
  await store.close();

  const open = await runHere(at, ["check"]);
  expect(open.code).toBe(4);
  expect(open.stdout).toContain("pod-identity-trust-unscoped");
  expect(open.stderr).toContain(`Snapshot ${snapshot}`);
  writeFileSync(join(at.folder, "podlens.yaml"), "findings: { muteFile: mute.yaml }\n");
  mute("- { rule: '*', reason: known }");
  const broken = await runHere(at, ["check"]);
  expect(broken).toMatchObject({ code: 2, stdout: "" });
  expect(broken.stderr).toMatch(/mute\.yaml, line 1: \[0\]\.owner: is missing/);
  mute(
    "- { rule: '*', reason: known, owner: platform, expires: 2999-12-31 }",
    "- { rule: no-such-rule, reason: known, owner: platform }",
  );
  const accepted = await runHere(at, ["check", "--json", "--fail-on", "info"]);
  const answer = checkAnswer.parse(JSON.parse(accepted.stdout));
  expect(accepted.code).toBe(0);
  expect(answer).toMatchObject({ failing: 0, findings: [], stale: [{ state: "active" }] });
  expect(Object.values(answer.accepted).reduce((sum, count) => sum + count, 0)).toBe(lines(open.stdout).length);
  expect(accepted.stderr).toMatch(/mute\.yaml, line 2 matches nothing any more/);
  const exported = await runHere(at, ["export", "--view", "findings", "--format", "ocsf", "--out", "findings.json"]);
  expect(exported).toMatchObject({ code: 0, stdout: "", stderr: "" });
}, 120_000);
