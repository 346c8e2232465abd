import { describe, expect, test } from "vitest";
import type { PolicyErrorCode } from "./index";
import { type PolicyKind, parsePolicy, printPolicy } from "./index";

function errorsOf(input: unknown, kind?: PolicyKind) {
  const parsed = parsePolicy(input, kind);
  return parsed.ok ? [] : parsed.errors;
}

function documentOf(input: unknown, kind?: PolicyKind) {
  const parsed = parsePolicy(input, kind);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.document;
}

const statement = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };

describe("what AWS accepts is accepted", () => {
  test("scalars and lists, numbers and booleans as condition values, one statement or several", () => {
    const document = documentOf(`{
      "Version": "2012-10-17", "Id": "x",
      "Statement": [
        { "Sid": "A", "Effect": "Allow", "Principal": { "AWS": ["1", "2"], "Service": "s" }, "Action": ["a:b", "a:c"],
          "NotResource": "r", "Condition": { "NumericLessThan": { "k": 10.0 }, "Bool": { "b": true, "c": ["x", false, 1e3] } } },
        { "Effect": "Deny", "NotPrincipal": "*", "NotAction": "a:d" } ] }`);
    expect(document).toEqual({
      version: "2012-10-17",
      id: "x",
      statements: [
        {
          index: 0,
          sid: "A",
          effect: "Allow",
          principal: {
            negated: false,
            entries: [
              { kind: "AWS", value: "1" },
              { kind: "AWS", value: "2" },
              { kind: "Service", value: "s" },
            ],
          },
          action: { negated: false, patterns: ["a:b", "a:c"] },
          resource: { negated: true, patterns: ["r"] },
          conditions: [
            { operator: "NumericLessThan", key: "k", values: ["10.0"] },
            { operator: "Bool", key: "b", values: ["true"] },
            { operator: "Bool", key: "c", values: ["x", "false", "1e3"] },
          ],
        },
        {
          index: 1,
          sid: null,
          effect: "Deny",
          principal: { negated: true, entries: [{ kind: "*", value: "*" }] },
          action: { negated: true, patterns: ["a:d"] },
          resource: null,
          conditions: [],
        },
      ],
    });
  });

  test("without a version it is 2008-10-17; no statements are no error", () => {
    expect(documentOf({ Statement: [] })).toEqual({ version: "2008-10-17", id: null, statements: [] });
    expect(documentOf({ Statement: statement }).statements).toHaveLength(1);
    expect(documentOf({ Statement: { ...statement, Condition: {} } }).statements[0]?.conditions).toEqual([]);
    expect(
      documentOf({ Statement: { ...statement, Condition: { StringEquals: { k: [] } } } }).statements[0]?.conditions[0]
        ?.values,
    ).toEqual([]);
  });

  test("the lines of statements", () => {
    const parsed = parsePolicy(
      '{\n"Statement": [\n{"Effect":"Allow","Action":"*","Resource":"*"},\n\n{"Effect":"Allow","Action":"*","Resource":"*"}]}',
    );
    expect(parsed).toMatchObject({ ok: true, lines: [3, 5] });
    expect(parsePolicy({ Statement: statement })).toMatchObject({ lines: null });
  });
});

describe("errors say what and where", () => {
  const inStatement = (more: Record<string, unknown>, without: string[] = []) => {
    const entries = Object.entries({ ...statement, ...more }).filter(([key]) => !without.includes(key));
    return { Statement: [statement, Object.fromEntries(entries)] };
  };

  test.each<[string, unknown, PolicyKind, PolicyErrorCode, string | null, number | null]>([
    ["no object", 5, "any", "wrong-type", "the document", null],
    ["null", null, "any", "wrong-type", "the document", null],
    ["no statement", {}, "any", "missing-element", "Statement", null],
    ["unknown element", { Statement: [], Statements: [] }, "any", "unknown-element", "Statements", null],
    ["version", { Version: "2012-10-18", Statement: [] }, "any", "invalid-value", "Version", null],
    ["version as number", { Version: 2012, Statement: [] }, "any", "wrong-type", "Version", null],
    ["id as number", { Id: 1, Statement: [] }, "any", "wrong-type", "Id", null],
    ["statement as text", { Statement: ["x"] }, "any", "wrong-type", "Statement[0]", 0],
    [
      "unknown element of a statement",
      inStatement({ Actions: "x" }),
      "any",
      "unknown-element",
      "Statement[1].Actions",
      1,
    ],
    ["sid as number", inStatement({ Sid: 1 }), "any", "wrong-type", "Statement[1].Sid", 1],
    ["effect", inStatement({ Effect: "allow" }), "any", "invalid-value", "Statement[1].Effect", 1],
    ["effect as boolean", inStatement({ Effect: true }), "any", "wrong-type", "Statement[1].Effect", 1],
    ["no effect", inStatement({}, ["Effect"]), "any", "missing-element", "Statement[1]", 1],
    ["no action", inStatement({}, ["Action"]), "any", "missing-element", "Statement[1]", 1],
    ["no resource", inStatement({}, ["Resource"]), "identity", "missing-element", "Statement[1]", 1],
    ["no principal", { Statement: [statement] }, "resource", "missing-element", "Statement[0]", 0],
    ["no principal in a trust policy", { Statement: [statement] }, "trust", "missing-element", "Statement[0]", 0],
    [
      "principal in an identity policy",
      inStatement({ Principal: "*" }),
      "identity",
      "not-allowed-here",
      "Statement[1].Principal",
      1,
    ],
    [
      "principal in an SCP",
      inStatement({ NotPrincipal: "*" }),
      "scp",
      "not-allowed-here",
      "Statement[1].NotPrincipal",
      1,
    ],
    ["both actions", inStatement({ NotAction: "x" }), "any", "conflicting-elements", "Statement[1].NotAction", 1],
    ["both resources", inStatement({ NotResource: "x" }), "any", "conflicting-elements", "Statement[1].NotResource", 1],
    [
      "both principals",
      inStatement({ NotPrincipal: "*", Principal: "*" }),
      "any",
      "conflicting-elements",
      "Statement[1].Principal",
      1,
    ],
    ["empty action", inStatement({ Action: [] }), "any", "empty-list", "Statement[1].Action", 1],
    ["number among actions", inStatement({ Action: ["a:b", 5] }), "any", "wrong-type", "Statement[1].Action[1]", 1],
    ["object as resource", inStatement({ Resource: {} }), "any", "wrong-type", "Statement[1].Resource", 1],
    ["principal as text", inStatement({ Principal: "arn" }), "any", "invalid-value", "Statement[1].Principal", 1],
    ["principal as list", inStatement({ Principal: ["*"] }), "any", "wrong-type", "Statement[1].Principal", 1],
    ["empty principal", inStatement({ Principal: {} }), "any", "empty-list", "Statement[1].Principal", 1],
    [
      "kind of principal",
      inStatement({ Principal: { Aws: "x" } }),
      "any",
      "unknown-element",
      "Statement[1].Principal.Aws",
      1,
    ],
    ["condition as list", inStatement({ Condition: [] }), "any", "wrong-type", "Statement[1].Condition", 1],
    [
      "operator without keys",
      inStatement({ Condition: { Bool: "x" } }),
      "any",
      "wrong-type",
      "Statement[1].Condition.Bool",
      1,
    ],
    [
      "null as value",
      inStatement({ Condition: { Bool: { k: null } } }),
      "any",
      "wrong-type",
      "Statement[1].Condition.Bool.k",
      1,
    ],
    [
      "object among values",
      inStatement({ Condition: { Bool: { k: ["a", {}] } } }),
      "any",
      "wrong-type",
      "Statement[1].Condition.Bool.k[1]",
      1,
    ],
  ])("%s", (_, input, kind, code, element, at) => {
    const errors = errorsOf(input, kind);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ code, element, statement: at, line: null, column: null });
    expect(errorsOf(JSON.stringify(input, null, 1), kind)[0]).toMatchObject({ code, element, statement: at });
  });

  test("line and column", () => {
    expect(errorsOf('{\n  "Statement": [\n    { "Effect": "Alow", "Action": "a:b" } ] }')).toEqual([
      {
        code: "invalid-value",
        message: 'Effect must be "Allow" or "Deny", not "Alow"',
        line: 3,
        column: 17,
        statement: 0,
        element: "Statement[0].Effect",
      },
    ]);
    expect(errorsOf('{"Statement": [\n{"Effect": "Allow" "Action": 1}]}')).toMatchObject([
      { code: "invalid-json", line: 2, column: 20 },
    ]);
  });

  test("several errors at once, but not without end", () => {
    expect(errorsOf({ Statement: [{ Effect: "x" }, {}] }).map(({ code }) => code)).toEqual([
      "invalid-value",
      "missing-element",
      "missing-element",
      "missing-element",
    ]);
    expect(errorsOf({ Statement: Array.from({ length: 1000 }, () => ({})) })).toHaveLength(50);
  });
});

describe("printing", () => {
  test("is compact without an indent, and keeps strange keys", () => {
    const text =
      '{"Version":"2012-10-17","Statement":[{"Sid":"é\\ud800","Effect":"Deny","Principal":"*","NotAction":["a:b","a:c"],"Resource":"*","Condition":{"__proto__":{"2":"x","1":["y","z"]}}}]}';
    const document = documentOf(text);
    expect(printPolicy(document, 0)).toBe(text);
    expect(parsePolicy(printPolicy(document))).toMatchObject({ ok: true, document });
  });

  test("principals by kind", () => {
    const text =
      '{"Version":"2008-10-17","Id":"i","Statement":[{"Effect":"Allow","NotPrincipal":{"AWS":["1","2"],"Service":"s"},"Action":"a:b","NotResource":"r"}]}';
    expect(printPolicy(documentOf(text), 0)).toBe(text);
    expect(printPolicy(documentOf({ Statement: [] }), 0)).toBe('{"Version":"2008-10-17","Statement":[]}');
  });
});
