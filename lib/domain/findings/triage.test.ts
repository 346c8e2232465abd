import { describe, expect, it } from "vitest";
import type { FindingSubject } from "./finding";
import {
  type Acceptance,
  type AcceptanceSelectors,
  acceptanceState,
  accepts,
  createMatcher,
  createTriage,
} from "./triage";

const cluster = "arn:aws:eks:eu-west-1:111122223333:cluster/prod-1";
const subject = (kind: FindingSubject["kind"], id: string, name = id): FindingSubject => ({
  kind,
  id,
  name,
  accountId: "111122223333",
  clusterArn: kind === "role" ? null : cluster,
  owner: null,
  environment: null,
});
const workload = (name: string) => subject("workload", `${cluster}|payments|${name}`, `payments/${name}`);
const role = subject("role", "arn:aws:iam::111122223333:role/app", "app");
const finding = (...subjects: FindingSubject[]) => ({ id: "f1", rule: "trust-too-wide", subjects });

const none: AcceptanceSelectors = { finding: null, rule: null, subject: null, account: null, cluster: null };
const acceptance = (id: string, more: Partial<Acceptance> = {}): Acceptance => ({
  ...none,
  id,
  reason: "known",
  owner: "team",
  expires: null,
  source: "store",
  place: null,
  acceptedAt: null,
  acceptedBy: null,
  revokedAt: null,
  revokedBy: null,
  ...more,
});

describe("an acceptance", () => {
  it.each([
    [{ finding: "f1" }, true],
    [{ finding: "f2" }, false],
    [{ rule: "trust-too-wide" }, true],
    [{ rule: "trust-*" }, true],
    [{ rule: "trust" }, false],
    [{ subject: "payments/api" }, true],
    [{ subject: "payments/*" }, true],
    [{ subject: "Payments/*" }, false],
    [{ subject: `${cluster}|payments|api` }, true],
    [{ subject: "payments/*", cluster: "prod-?" }, true],
    [{ subject: "payments/*", cluster: cluster }, true],
    [{ subject: "payments/*", cluster: "dev-*" }, false],
    [{ rule: "trust-too-wide", account: "111122223333" }, true],
    [{ rule: "trust-too-wide", account: "999999999999" }, false],
    [{ rule: "other", subject: "payments/*" }, false],
  ])("with %j: %s", (selectors, expected) => {
    expect(accepts({ ...none, ...selectors }, finding(workload("api")))).toBe(expected);
  });

  it("that covers some of the subjects accepts nothing; all of one kind are enough", () => {
    const one = { ...none, subject: "payments/api" };
    expect(accepts(one, finding(workload("api"), workload("worker")))).toBe(false);
    expect(accepts({ ...none, subject: "payments/*" }, finding(role, workload("api"), workload("worker")))).toBe(true);
    expect(accepts({ ...none, subject: "app" }, finding(role, workload("api")))).toBe(true);
    // A role belongs to no cluster.
    expect(accepts({ ...none, rule: "*", cluster: "*" }, finding(role))).toBe(false);
  });

  it("ends at its expiry, and when it is revoked", () => {
    const at = "2026-11-20T00:00:00.000Z";
    expect(acceptanceState(acceptance("a", { expires: at }), "2026-11-19T23:59:59.999Z")).toBe("active");
    expect(acceptanceState(acceptance("a", { expires: at }), at)).toBe("expired");
    expect(acceptanceState(acceptance("a", { expires: at, revokedAt: at }), at)).toBe("revoked");
    expect(acceptanceState(acceptance("a"), "9999-01-01T00:00:00.000Z")).toBe("active");
  });
});

describe("triage", () => {
  const now = "2026-11-20T00:00:00.000Z";
  it("takes the acceptance that lasts longest, and none that has ended", () => {
    const short = acceptance("short", { finding: "f1", expires: "2026-12-01T00:00:00.000Z" });
    const long = acceptance("long", { rule: "trust-*", expires: "2027-12-01T00:00:00.000Z" });
    const ever = acceptance("ever", { subject: "payments/*" });
    const ended = acceptance("ended", { finding: "f1", expires: "2026-11-01T00:00:00.000Z" });
    const found = finding(workload("api"));
    expect(createTriage([short, ended], now)(found)?.id).toBe("short");
    expect(createTriage([short, long], now)(found)?.id).toBe("long");
    expect(createTriage([short, long, ever], now)(found)?.id).toBe("ever");
    expect(createTriage([ended], now)(found)).toBeNull();
    expect(createTriage([acceptance("x", { finding: "f1", revokedAt: now })], now)(found)).toBeNull();
  });

  it("looks up what is named outright, and asks each pattern", () => {
    const named = acceptance("subject", { subject: "payments/api" });
    const rules = acceptance("rule", { rule: "trust-too-wide", account: "1111*" });
    const other = acceptance("other", { subject: "payments/other" });
    const matching = createMatcher([named, rules, other, acceptance("any", { subject: "*" })]);
    const ids = (of: Parameters<typeof matching>[0]) =>
      matching(of)
        .map(({ id }) => id)
        .sort();
    expect(ids(finding(workload("api")))).toEqual(["any", "rule", "subject"]);
    expect(ids(finding(workload("api"), workload("worker")))).toEqual(["any", "rule"]);
  });

  it("is not slowed down by a glob of stars", () => {
    const glob = "*a".repeat(250);
    const named = finding(workload("a".repeat(2_000)));
    expect(createTriage([acceptance("slow", { subject: `${glob}b` })], now)(named)).toBeNull();
  });
});
