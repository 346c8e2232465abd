import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ensureBuilt } from "./build-app";
import type { Output } from "./output";

let root = "";
const said: string[] = [];
const output = { message: (line: string) => void said.push(line) } as unknown as Output;
const { signal } = new AbortController();

function put(path: string, text: string, seconds: number): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  utimesSync(join(root, path), seconds, seconds);
}

/** A builder that stands in for Next's. */
function putBuilder(script: string): void {
  put("package.json", "{}", 1);
  put("node_modules/next/package.json", `{"name":"next","version":"0.0.0"}`, 1);
  put("node_modules/next/dist/bin/next.js", script, 1);
  put("node_modules/next/dist/bin/next", script, 1);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "podlens-build-"));
  said.length = 0;
  put("app/page.tsx", "", 1_000);
  put("lib/view/deep/x.ts", "", 1_000);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("a build that is newer than all sources is kept; a newer test does not count", async () => {
  put(".next/BUILD_ID", "kept", 2_000);
  put("lib/view/deep/x.test.ts", "", 3_000);
  await ensureBuilt(output, signal, root);
  expect(said).toEqual([]);
});

test("no build, or an older one: built anew", async () => {
  putBuilder(
    `const fs = require("fs"); fs.mkdirSync(".next", { recursive: true }); fs.writeFileSync(".next/BUILD_ID", process.argv[2]);`,
  );
  await ensureBuilt(output, signal, root);
  expect(readFileSync(join(root, ".next/BUILD_ID"), "utf8")).toBe("build");
  put(".next/BUILD_ID", "old", 500);
  await ensureBuilt(output, signal, root);
  expect(readFileSync(join(root, ".next/BUILD_ID"), "utf8")).toBe("build");
  expect(said).toHaveLength(2);
});

test("a build that fails says so", async () => {
  putBuilder("process.exit(3)");
  await expect(ensureBuilt(output, signal, root)).rejects.toMatchObject({
    code: "cli/build-failed",
    message: expect.stringMatching(/ended with code 3/),
  });
});
