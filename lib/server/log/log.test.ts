import { describe, expect, it } from "vitest";
import { createLog } from "./log";

function logged(write: (log: ReturnType<typeof createLog>) => void, env: Record<string, string> = {}): string {
  let text = "";
  write(createLog({ write: (line) => (text += line), env, now: () => new Date(0) }));
  return text;
}

describe("log", () => {
  it("writes one line with its fields", () => {
    expect(logged((log) => log.info("scan ended", { snapshot: "01A", gaps: 2, note: "a b" }))).toBe(
      '1970-01-01T00:00:00.000Z info scan ended snapshot=01A gaps=2 note="a b"\n',
    );
  });

  it("blots out secrets by name and by value", () => {
    const env = {
      AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG",
      AWS_SESSION_TOKEN: "session-value-1",
      PODLENS_TOKEN: "sign-in-value-1",
    };
    const text = logged((log) => {
      log.error("failed with wJalrXUtnFEMI/K7MDENG", {
        sessionToken: "x",
        error: "session-value-1 and sign-in-value-1",
      });
    }, env);
    for (const secret of Object.values(env)) expect(text).not.toContain(secret);
    expect(text).toContain("sessionToken=***");
  });

  it("cannot be made to forge a line", () => {
    const text = logged((log) => log.warn("name a\nb\u001b[2J", { field: "x\ny" }));
    expect(text.trimEnd().split("\n")).toHaveLength(1);
    expect(text).not.toContain("\u001b");
  });
});
