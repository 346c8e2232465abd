import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Ended, lines, place, run } from "./run-cli";
import { runHere } from "./run-here";

function expectOneLine(ended: Ended, code: number, pattern: RegExp): void {
  expect(ended.stdout).toBe("");
  expect(lines(ended.stderr)).toHaveLength(1);
  expect(ended.stderr).toMatch(pattern);
  expect(ended.stderr).not.toMatch(/\n\s+at /);
  expect(ended.code).toBe(code);
}

test("wrong usage: one line with a hint, exit code 2, nothing written", async () => {
  const at = place();
  expectOneLine(await runHere(at, []), 2, /^podlens: no command; there are demo, start, scan, .*export/);
  expectOneLine(await run(at, ["exprot"]), 2, /unknown command "exprot"; did you mean export\?/);
  expectOneLine(await runHere(at, ["scan", "--froce"]), 2, /^podlens: scan: unknown option --froce/);
  expectOneLine(
    await runHere(at, ["export", "--view", "findings", "--format", "pdf"]),
    2,
    /cannot export view "findings" as "pdf"/,
  );
  expectOneLine(
    await runHere(at, ["export", "--view", "bindings", "--format", "csv", "--filter", "acount=1"]),
    2,
    /unknown parameter "acount"/,
  );
  expectOneLine(await runHere(at, ["verify", "--sample", "many"]), 2, /--sample is a number from 1 to/);
  expectOneLine(await runHere(at, ["start", "--port", "http"]), 2, /--port http: must be a number/);
  expect(readdirSync(at.folder)).toEqual([]);
}, 240_000);

test("help and version are results", async () => {
  const at = place();
  const help = await runHere(at, ["help"]);
  expect(help).toMatchObject({ code: 0, stderr: "" });
  expect(help.stdout).toMatch(/^Usage: podlens COMMAND/);
  expect(await runHere(at, ["scan", "--help"])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Usage: podlens scan/),
  });
  expect(await run(at, ["--version"])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
}, 240_000);

test("wrong configuration: the message names key and file, exit code 2", async () => {
  const at = place();
  const file = join(at.folder, "podlens.yaml");
  const commands = [["scan"], ["export", "--view", "snapshot", "--format", "json"], ["start", "--port", "0"]];
  writeFileSync(file, "scope:\n  regoins: all\n");
  for (const command of commands)
    expectOneLine(await runHere(at, command), 2, new RegExp(`${file}, line 2: scope\\.regoins: unknown key`));
  writeFileSync(file, "scope:\n  regions: 7\n");
  expectOneLine(
    await runHere(at, ["scan"]),
    2,
    new RegExp(`${file}, line 2: scope\\.regions: must be "all" or a list`),
  );
  writeFileSync(file, "scope: [\n");
  expectOneLine(await runHere(at, ["scan"]), 2, new RegExp(`${file}, line \\d+: no valid YAML`));
}, 240_000);

test("a configuration that cannot be read: exit code 2", async () => {
  const at = place();
  const folder = join(at.folder, "folder.yaml");
  mkdirSync(folder);
  expectOneLine(
    await runHere({ ...at, env: { PODLENS_CONFIG: folder } }, ["scan"]),
    2,
    /folder\.yaml: cannot be read: it is a folder/,
  );
  expectOneLine(
    await runHere({ ...at, env: { PODLENS_CONFIG: "none.yaml" } }, ["scan"]),
    2,
    /none\.yaml: cannot be read: there is no such file/,
  );
  if (process.getuid?.() !== 0) {
    const secret = join(at.folder, "secret.yaml");
    writeFileSync(secret, "");
    chmodSync(secret, 0);
    expectOneLine(
      await runHere({ ...at, env: { PODLENS_CONFIG: secret } }, ["scan"]),
      2,
      /secret\.yaml: cannot be read: permission denied/,
    );
  }
  expectOneLine(
    await runHere({ ...at, env: { PODLENS_TOKEN: "short" } }, ["scan"]),
    2,
    /PODLENS_TOKEN: must be at least/,
  );
}, 240_000);

test("nothing to export, and a data folder that cannot be used: exit code 1", async () => {
  const at = place();
  const command = ["export", "--view", "snapshot", "--format", "json"];
  expectOneLine(await run(at, command), 1, /nothing was scanned into .* yet: run `podlens scan` first/);
  writeFileSync(join(at.folder, ".podlens"), "no folder");
  expectOneLine(await runHere(at, ["scan"]), 1, /the data folder .* cannot be used/);
}, 240_000);

test("evaluate answers line by line, and a reader that goes away is no error", async () => {
  const at = place();
  const question = {
    id: "q1",
    request: {
      principal: "arn:aws:iam::111122223333:role/app",
      action: "s3:GetObject",
      resource: "arn:aws:s3:::bucket/key",
      resourceAccount: "111122223333",
      context: {},
    },
    policies: {
      identity: [{ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "s3:Get*", Resource: "*" } }],
    },
  };
  const ended = await run(at, ["evaluate"], `${JSON.stringify(question)}\nnonsense\n`);
  const [first, second] = lines(ended.stdout).map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(first).toMatchObject({ id: "q1", decision: "Allowed" });
  expect(second).toMatchObject({ id: null, error: { code: "invalid-json" } });
  expect(ended).toMatchObject({ code: 0, stderr: "" });
}, 240_000);
