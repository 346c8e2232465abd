/** IAM's service-last-accessed reports: read for the roles of pods where activity is wanted, an optional capability else. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, sandboxConfiguration, startSandbox } from "@/lib/server/sandbox";
import { type ScanOutcome, scan } from "./harness";

const ACCOUNT = "333333333333";
let sandbox: Sandbox;
let outcome: ScanOutcome;

function part(of: Sandbox, lastAccessed: boolean) {
  const config = sandboxConfiguration(of.estate);
  const accounts = config.scope.accounts.filter(({ id }) => id === ACCOUNT);
  return {
    ...config,
    activity: { lastAccessed },
    scope: { ...config.scope, accounts, includeCaller: false, regions: ["eu-west-1"] },
  };
}

beforeAll(async () => {
  sandbox = await startSandbox();
  outcome = await scan(sandbox, { config: part(sandbox, true) });
});
afterAll(() => sandbox.close());

const reports = () => outcome.store.facts("service-last-accessed").flat();
const asked = (of: Sandbox, operation: string) => of.calls.records.filter((call) => call.operation === operation);

describe("service last accessed", () => {
  it("is read for roles that trust pods or that clusters refer to, and for no other", () => {
    const read = new Set(reports().map(({ roleArn }) => roleArn));
    const roles = [...(sandbox.estate.accounts.get(ACCOUNT)?.roles.values() ?? [])];
    for (const role of roles) {
      if (/pods\.eks\.|:oidc-provider\//.test(role.trust)) expect(read).toContain(role.arn);
    }
    expect(read.size).toBeGreaterThan(5);
    expect(read.size).toBeLessThan(roles.length);
    expect(asked(sandbox, "GenerateServiceLastAccessedDetails")).toHaveLength(read.size);
  });

  it("tells when a service was used, and which were not", () => {
    const roles = sandbox.estate.accounts.get(ACCOUNT)?.roles;
    let used = 0;
    for (const { roleArn, services } of reports()) {
      const role = roles?.get(roleArn.slice(roleArn.lastIndexOf("/") + 1));
      for (const { service, lastAt } of services) {
        const use = role?.serviceUse.find(({ namespace }) => namespace === service);
        expect(lastAt).toBe(use ? new Date(use.at * 1000).toISOString() : null);
        if (use) used += 1;
      }
    }
    expect(used).toBeGreaterThan(0);
    expect(reports().some(({ services }) => services.some(({ lastAt }) => lastAt === null))).toBe(true);
  });

  it("waits for reports that are not finished, and leaves no gap", () => {
    // The sandbox says IN_PROGRESS once.
    expect(asked(sandbox, "GetServiceLastAccessedDetails").length).toBeGreaterThanOrEqual(2 * reports().length);
    expect(outcome.store.gaps.filter((gap) => gap.operation.includes("LastAccessed"))).toEqual([]);
  });

  it("not granted: one optional gap, a few calls, and a scan that is complete", async () => {
    sandbox.calls.reset();
    sandbox.faults.set([
      { kind: "deny", service: "iam", operation: "GenerateServiceLastAccessedDetails", resource: "*" },
    ]);
    try {
      const denied = await scan(sandbox, { config: part(sandbox, true) });
      const gaps = denied.store.gaps.filter((gap) => gap.operation.includes("LastAccessed"));
      expect(gaps).toHaveLength(1);
      expect(gaps[0]).toMatchObject({
        optional: true,
        missingPermission: "iam:GenerateServiceLastAccessedDetails",
        consequence: expect.stringContaining("recorded events alone"),
      });
      expect(denied.summary.status).toBe(outcome.summary.status);
      expect(asked(sandbox, "GenerateServiceLastAccessedDetails").length).toBeLessThan(15);
    } finally {
      sandbox.faults.set([]);
    }
  });

  it("not wanted: nothing is asked", async () => {
    sandbox.calls.reset();
    const off = await scan(sandbox, { config: part(sandbox, false) });
    expect(off.store.facts("service-last-accessed")).toEqual([]);
    expect(asked(sandbox, "GenerateServiceLastAccessedDetails")).toEqual([]);
  });
});
