import { describe, expect, it } from "vitest";
import {
  CHANGES,
  estimate,
  GLOBAL_CHANGES,
  lookupRegions,
  lookupWindows,
  RARE_WINDOW_MS,
  WINDOW_MS,
} from "./lookup-plan";

const HOUR = 3_600_000;
const at = (day: number, hour = 0) => new Date(Date.UTC(2026, 10, day, hour));
const account = "111122223333";
const scope = (from: Date, to: Date, roles: readonly string[] = []) => ({
  accounts: [{ accountId: account, regions: ["eu-west-1"] }],
  roles: new Map([[account, roles]]),
  from,
  to,
});

describe("windows", () => {
  it("have the same borders whenever they are cut, leave nothing out and lie in the time that was asked for", () => {
    const first = lookupWindows(scope(at(20, 3), at(21, 1)), account, "eu-west-1", "aws");
    const later = lookupWindows(scope(at(20, 5), at(22, 7)), account, "eu-west-1", "aws");
    const names = new Set(later.map((window) => JSON.stringify(window)));
    const assumes = first.filter((window) => window.selector.value === "AssumeRole");
    expect(assumes.map((window) => window.from)).toEqual([0, 6, 12, 18, 24].map((hour) => at(20, hour).toISOString()));
    expect(assumes.slice(1).every((window) => names.has(JSON.stringify(window)))).toBe(true);
    for (const window of [...first, ...later]) {
      const [from, to] = [Date.parse(window.from), Date.parse(window.to)];
      expect([WINDOW_MS, RARE_WINDOW_MS]).toContain(to - from);
      // Never wholly before the beginning: such a window would be refused at the edge of the history.
      expect(to).toBeGreaterThan(at(20, 3).getTime());
    }
  });

  it("ask for what services without regions record in one region alone, and there for nothing else", () => {
    const names = (region: string, partition: string) =>
      new Set(lookupWindows(scope(at(20), at(21)), account, region, partition).map((window) => window.selector.value));
    expect([...names("us-east-1", "aws")]).toEqual(GLOBAL_CHANGES);
    expect(names("eu-west-1", "aws").has("UpdateAssumeRolePolicy")).toBe(false);
    expect([...names("eu-west-1", "aws")]).toEqual(expect.arrayContaining([...CHANGES, "AssumeRole"]));
    expect([...names("cn-north-1", "aws-cn")]).toEqual(GLOBAL_CHANGES);
    expect(lookupRegions(scope(at(20), at(21)), account, "aws")).toEqual(["eu-west-1", "us-east-1"]);
    const home = { ...scope(at(20), at(21)), accounts: [{ accountId: account, regions: ["us-east-1"] }] };
    expect(lookupRegions(home, account, "aws")).toEqual(["us-east-1"]);
    expect(new Set(lookupWindows(home, account, "us-east-1", "aws").map(({ selector }) => selector.value))).toEqual(
      new Set([...CHANGES, ...GLOBAL_CHANGES, "AssumeRole", "AssumeRoleWithWebIdentity", "AssumeRoleForPodIdentity"]),
    );
  });

  it("of an account without clusters are about its pods' roles, and none where it has none", () => {
    const none = { ...scope(at(20), at(21)), accounts: [{ accountId: account, regions: [] }] };
    expect(lookupRegions(none, account, "aws")).toEqual([]);
    const roles = new Map([[account, [`arn:aws:iam::${account}:role/target`]]]);
    expect(lookupRegions({ ...none, roles }, account, "aws")).toEqual(["us-east-1"]);
    expect(estimate({ ...none, roles })).toMatchObject({ requests: GLOBAL_CHANGES.length, seconds: 5 });
  });

  it("go by role for a few roles over a long time, and by name for many roles or little time", () => {
    const roles = (count: number) => Array.from({ length: count }, (_, i) => `arn:aws:iam::${account}:role/r${i}`);
    const long: [Date, Date] = [new Date(at(20).getTime() - 80 * 24 * HOUR), at(20)];
    expect(estimate(scope(...long, roles(10))).by).toBe("role");
    expect(estimate(scope(...long, roles(2000))).by).toBe("event-name");
    expect(estimate(scope(at(20), at(20, 2), roles(40))).by).toBe("event-name");
    expect(estimate(scope(...long)).by).toBe("event-name");
  });
});
