import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { FaultRule } from "@/lib/server/sandbox";
import { type Ended, lines, run } from "./run-cli";
import { runHere } from "./run-here";
import { sandboxPlace } from "./sandbox-place";

/** One line on stderr that names cause and remedy, nothing else of an error. */
function expectFailure(ended: Ended, pattern: RegExp): void {
  const errors = lines(ended.stderr).filter((line) => line.startsWith("podlens: "));
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(pattern);
  expect(ended.stderr).not.toMatch(/\n\s+at |Error:|node:internal/);
  expect(ended.code).toBe(1);
}

test("no credentials, unknown ones, expired ones", async () => {
  const at = await sandboxPlace({ small: true });
  const without = { ...at, env: { ...at.env, AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" } };
  expectFailure(await run(without, ["scan"]), /no AWS credentials were found: set AWS_PROFILE, or AWS_ACCESS_KEY_ID/);
  const unknown = { ...at, env: { ...at.env, AWS_ACCESS_KEY_ID: "AKIAUNKNOWN000000000" } };
  expectFailure(
    await runHere(unknown, ["scan"]),
    /does not know the AWS credentials \(InvalidClientTokenId\): check that the keys are active/,
  );
  at.sandbox.faults.set([{ kind: "expire-credentials" }]);
  expectFailure(
    await runHere(at, ["scan"]),
    /the AWS credentials have expired \(ExpiredToken(Exception)?\): sign in again/,
  );
}, 240_000);

test.each<[FaultRule["kind"], RegExp]>([
  ["reset", /cannot be reached|no answer|answers with errors/],
  ["html", /does not answer as AWS does|answers with errors/],
  ["malformed", /does not answer as AWS does/],
  ["fail", /answers with errors/],
])(
  "an endpoint that does %s",
  async (kind, pattern) => {
    const at = await sandboxPlace({ small: true, faults: [{ kind }] });
    const ended = await runHere(at, ["scan"]);
    expectFailure(ended, pattern);
    expect(ended.stderr).toMatch(/AWS_ENDPOINT_URL|try again later/);
  },
  240_000,
);

test("an endpoint that is no AWS, and one that never answers", async () => {
  const at = await sandboxPlace({ small: true });
  const web = createServer((_, response) =>
    response.writeHead(200, { "content-type": "text/html" }).end("<html>Sign in</html>"),
  );
  await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void web.close());
  const url = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
  expectFailure(
    await runHere({ ...at, env: { ...at.env, AWS_ENDPOINT_URL: url } }, ["scan"]),
    /does not answer as AWS does .*: check AWS_ENDPOINT_URL/,
  );
  at.sandbox.faults.set([{ kind: "hang" }]);
  expectFailure(await runHere(at, ["scan"]), /gave no answer in time: check network, proxy and AWS_ENDPOINT_URL/);
}, 240_000);

test("a region that is not enabled is a gap, and the rest is read", async () => {
  const at = await sandboxPlace();
  const hub = at.sandbox.estate.reader.hubAccountId;
  const regions = [...(at.sandbox.estate.accounts.get(hub)?.regions ?? [])];
  const disabled = regions.find(([, status]) => status === "DISABLED")?.[0];
  expect(disabled).toBeDefined();
  writeFileSync(join(at.folder, "podlens.yaml"), `scope: { regions: [eu-west-1, ${disabled}] }\n`);
  const ended = await runHere(at, ["scan"]);
  const summary = JSON.parse(lines(ended.stdout).at(-1) ?? "") as { status: string; gaps: { region: string }[] };
  expect(summary.status).toBe("partial");
  expect(new Set(summary.gaps.map((gap) => gap.region))).toEqual(new Set([disabled]));
  expect(ended.code).toBe(3);
}, 240_000);
