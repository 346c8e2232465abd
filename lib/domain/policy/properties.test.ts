import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Fact, type Facts, type PolicyDocument, parsePolicy, partialFacts, printPolicy } from "./index";
import { type Knowledge, knowledge, policies, questions } from "./testing/arbitrary";
import { ask, deny, type Question, type RawPolicy, study } from "./testing/ask";
import { runs } from "./testing/runs";

const RUNS = runs(500);

function contextOf(known: Knowledge, others: "absent" | "unknown" = "absent"): Facts {
  const keys = Object.entries(known).flatMap(([key, value]) => (value === null ? [] : [[key, value] as const]));
  return partialFacts({ keys, others });
}

/** All knowledge of a complete context: what is unknown or partly known is absent, or has a value of its form. */
function completions(known: Knowledge): fc.Arbitrary<Knowledge> {
  const choices = Object.entries(known).map(([key, value]) => {
    const state = typeof value === "object" && value !== null && "state" in value ? (value as Fact) : null;
    if (state?.state === "unknown") {
      return fc
        .constantFrom(null, "vpce-1", "k", "true", "10", "z", ["a"], ["c", "a"])
        .map((each) => [key, each] as const);
    }
    if (state?.state === "pattern") {
      return fc.string({ unit: fc.constantFrom("1", "k", "-"), maxLength: 3 }).map((fill) => {
        const text = [...state.pattern].map((char) => (char === "*" ? fill : char === "?" ? "1" : char)).join("");
        return [key, text] as const;
      });
    }
    return fc.constant([key, value] as const);
  });
  return fc.tuple(...choices).map((entries) => Object.fromEntries(entries));
}

describe("for every policy", () => {
  test("parse after print is identity", () => {
    const any = fc.oneof(policies("identity"), policies("resource"));
    fc.assert(
      fc.property(any, fc.nat(4), (raw, indent) => {
        const parsed = parsePolicy(raw);
        if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
        expect(parsePolicy(printPolicy(parsed.document, indent))).toMatchObject({
          ok: true,
          document: parsed.document,
        });
      }),
      runs(200),
    );
  });

  test("parse after print is identity, whatever the texts", () => {
    const word = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("__proto__", "constructor", "\ud800", "", "2", "toString"),
    );
    const words = fc.array(word, { minLength: 1, maxLength: 3 });
    const documents: fc.Arbitrary<PolicyDocument> = fc.record({
      version: fc.constantFrom("2008-10-17" as const, "2012-10-17" as const),
      id: fc.option(word),
      statements: fc.array(
        fc.record({
          index: fc.constant(0),
          sid: fc.option(word),
          effect: fc.constantFrom("Allow" as const, "Deny" as const),
          principal: fc.option(
            fc.record({
              negated: fc.boolean(),
              entries: words.map((all) => all.map((value) => ({ kind: "AWS" as const, value }))),
            }),
          ),
          action: fc.record({ negated: fc.boolean(), patterns: words }),
          resource: fc.option(fc.record({ negated: fc.boolean(), patterns: words })),
          conditions: fc.uniqueArray(
            fc.record({ operator: word, key: word, values: fc.array(word, { maxLength: 3 }) }),
            {
              selector: ({ operator, key }) => JSON.stringify([operator, key]),
              maxLength: 3,
            },
          ),
        }),
        { maxLength: 3 },
      ),
    });
    const ordered = (document: PolicyDocument): PolicyDocument => ({
      ...document,
      statements: document.statements.map((statement, index) => ({
        ...statement,
        index,
        // Clauses of one operator are printed together.
        conditions: [...new Set(statement.conditions.map(({ operator }) => operator))].flatMap((operator) =>
          statement.conditions.filter((clause) => clause.operator === operator),
        ),
      })),
    });
    fc.assert(
      fc.property(documents, fc.nat(2), (raw, indent) => {
        const document = ordered(raw);
        const parsed = parsePolicy(printPolicy(document, indent));
        expect(parsed).toMatchObject({ ok: true });
        expect(parsed.ok && parsed.document).toEqual(document);
      }),
      runs(500),
    );
  });
});

describe("for every question", () => {
  const allowed = (question: Question) => ask(question) === "Allowed";
  const asked = fc.tuple(questions, knowledge).map(([question, known]) => ({ ...question, context: contextOf(known) }));

  test("adding a Deny never allows more", () => {
    const layers = fc.constantFrom("identity" as const, "boundary" as const, "session" as const);
    fc.assert(
      fc.property(asked, layers, policies("identity"), (question, layer, raw) => {
        const denies = [raw.Statement].flat().map((statement) => ({ ...statement, Effect: "Deny" as const }));
        const before = question[layer];
        // An empty list is no boundary at all: there the Deny would bring a limit with it.
        if (layer !== "identity" && !(before as RawPolicy[] | undefined)?.length) return;
        const more = { ...question, [layer]: [...((before ?? []) as RawPolicy[]), { ...raw, Statement: denies }] };
        expect(!allowed(more) || allowed(question)).toBe(true);
      }),
      RUNS,
    );
  });

  test("adding a boundary, a session policy or an SCP level never allows more", () => {
    fc.assert(
      fc.property(asked, fc.array(policies("identity"), { minLength: 1, maxLength: 2 }), (question, added) => {
        if (!question.boundary) expect(!allowed({ ...question, boundary: added }) || allowed(question)).toBe(true);
        if (!question.session) expect(!allowed({ ...question, session: added }) || allowed(question)).toBe(true);
        const scp = [...((question.scp ?? []) as RawPolicy[][]), added];
        expect(!allowed({ ...question, scp }) || allowed(question)).toBe(true);
      }),
      RUNS,
    );
  });

  test("an explicit denial of everything is final", () => {
    fc.assert(
      fc.property(asked, (question) => {
        const own =
          question.principal !== null &&
          question.principal !== "pods.eks.amazonaws.com" &&
          !question.principal?.endsWith(":root");
        if (own) expect(ask({ ...question, identity: [deny("*")] })).toBe("ExplicitlyDenied");
      }),
      runs(300),
    );
  });

  test("the order of statements and of policies does not matter", () => {
    const turned = (raw: RawPolicy): RawPolicy => ({ ...raw, Statement: [raw.Statement].flat().reverse() });
    fc.assert(
      fc.property(asked, (question) => {
        const reversed = {
          ...question,
          identity: [...(question.identity as RawPolicy[])].reverse().map(turned),
          ...(question.boundary ? { boundary: [...(question.boundary as RawPolicy[])].reverse().map(turned) } : {}),
          ...(question.resourcePolicy ? { resourcePolicy: turned(question.resourcePolicy as RawPolicy) } : {}),
        };
        expect(ask(reversed)).toBe(ask(question));
      }),
      RUNS,
    );
  });

  test("a decision lies within the bounds of the analysis, whatever the unknown turns out to be", () => {
    const cases = fc
      .tuple(questions, knowledge)
      .chain(([question, known]) => fc.tuple(fc.constant(question), fc.constant(known), completions(known)));
    fc.assert(
      fc.property(cases, ([question, known, complete]) => {
        const analysis = study({ ...question, context: contextOf(known) });
        const outcome = ask({ ...question, context: contextOf(complete) });
        expect(outcome).not.toBe("Unknown");
        if (analysis.must) expect(outcome).toBe("Allowed");
        if (!analysis.may) expect(outcome).not.toBe("Allowed");
        if (analysis.explicit) expect(outcome).toBe("ExplicitlyDenied");
        expect(analysis.verdict === "conditional").toBe(analysis.may && !analysis.must);
        expect(analysis.remaining === null).toBe(analysis.verdict !== "conditional");
      }),
      RUNS,
    );
  });

  test("a decision without a layer is definite only where every content of the layer gives it", () => {
    const layer = fc.constantFrom(
      "identity" as const,
      "boundary" as const,
      "session" as const,
      "scp" as const,
      "rcp" as const,
      "resourcePolicy" as const,
    );
    fc.assert(
      fc.property(asked, layer, (question, name) => {
        const unread = ask({ ...question, [name]: "unknown" });
        if (unread !== "Unknown" && question[name] !== undefined) expect(ask(question)).toBe(unread);
        const analysis = study({ ...question, [name]: "unknown" });
        if (analysis.must) expect(ask(question)).toBe("Allowed");
        if (!analysis.may) expect(ask(question)).not.toBe("Allowed");
      }),
      RUNS,
    );
  });
});
