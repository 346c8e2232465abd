import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { endpointName, loadFoundRates, saveFoundRates } from "./found-rates";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "podlens-rates-"));
});
afterEach(() => rm(folder, { recursive: true }));

it("remembers rates by endpoint, and adds to what it knows", async () => {
  await saveFoundRates(folder, "aws", new Map([["a", 12.3456]]));
  await saveFoundRates(folder, "aws", new Map([["b", 7]]));
  await saveFoundRates(folder, "http://127.0.0.1:1", new Map([["a", 9000]]));
  expect(await loadFoundRates(folder, "aws")).toEqual(
    new Map([
      ["a", 12.35],
      ["b", 7],
    ]),
  );
  expect((await stat(path.join(folder, "request-rates.json"))).mode & 0o077).toBe(0);
});

it("takes a damaged file for none", async () => {
  await writeFile(path.join(folder, "request-rates.json"), "{");
  expect(await loadFoundRates(folder, "aws")).toEqual(new Map());
});

it("keeps what another endpoint gives apart from AWS", () => {
  expect(endpointName({})).toBe("aws");
  expect(endpointName({ AWS_ENDPOINT_URL: "http://x", AWS_ENDPOINT_URL_EKS: "" })).toBe("AWS_ENDPOINT_URL=http://x");
});
