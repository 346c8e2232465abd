import { describe, expect, it } from "vitest";
import { type Severity, severities } from "./finding";
import type { ReachFacts, ReachLevel } from "./reach/reach";
import { severityOf } from "./reach/severity";
import { weigh } from "./weigh";

const levels: readonly ReachLevel[] = ["admin", "escalation", "data", "write", "read", "none", "unknown"];
const rank = (severity: Severity) => severities.indexOf(severity);

describe("the two scales of severity", () => {
  it("put no level of reach above another that the other scale puts above it", () => {
    // Of no pod: nothing is asked of the facts.
    const facts = {} as ReachFacts;
    const given = (level: ReachLevel) =>
      rank(severityOf(facts, { level, certainty: "allowed", text: "", bindings: [] }).severity);
    const mistake = (level: ReachLevel) =>
      rank(weigh("medium", { level, certainty: "allowed", text: "" }, "").severity);
    const against = levels.flatMap((a) =>
      levels.filter((b) => given(a) < given(b) && mistake(a) > mistake(b)).map((b) => `${a}, ${b}`),
    );
    expect(against).toEqual([]);
  });

  it("lower what was not read whole where the reach is found, not where a mistake is", () => {
    const reach = { level: "admin", certainty: "unknown", text: "do anything" } as const;
    expect(weigh("low", reach, "The door is open.")).toEqual({
      severity: "high",
      severityReason: "The door is open. Whoever has the role could do anything, as far as was read.",
    });
    expect(severityOf({} as ReachFacts, { ...reach, bindings: [] })).toEqual({
      severity: "medium",
      reason: "At worst it could do anything, as far as was read.",
    });
  });

  it("end at critical and at info", () => {
    const at = (base: Severity, level: ReachLevel) =>
      weigh(base, { level, certainty: "allowed", text: "" }, "").severity;
    expect([at("high", "admin"), at("critical", "data"), at("info", "read"), at("low", "none")]).toEqual([
      "critical",
      "critical",
      "info",
      "info",
    ]);
  });
});
