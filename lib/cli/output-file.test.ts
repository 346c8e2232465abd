import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fileTarget } from "./output-file";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "podlens-test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("the file is there whole, for its owner only, and not before it is complete", async () => {
  writeFileSync(join(folder, "out.csv"), "older");
  const target = await fileTarget("out.csv", folder);
  await target.write(Buffer.from("new"));
  expect(readFileSync(join(folder, "out.csv"), "utf8")).toBe("older");
  await target.commit();
  expect(readFileSync(join(folder, "out.csv"), "utf8")).toBe("new");
  expect(statSync(join(folder, "out.csv")).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(["out.csv"]);
});

test("what is given up leaves nothing behind", async () => {
  const target = await fileTarget("out.csv", folder);
  await target.write(Buffer.from("half"));
  await target.discard();
  expect(readdirSync(folder)).toEqual([]);
});

test("a place that cannot be written is wrong usage", async () => {
  mkdirSync(join(folder, "sub"));
  await expect(fileTarget("sub", folder)).rejects.toMatchObject({
    code: "cli/usage",
    message: "--out sub: is no file",
  });
  await expect(fileTarget("none/out", folder)).rejects.toMatchObject({
    message: "--out none/out: cannot be written (ENOENT)",
  });
});
