import { describe, expect, test } from "vitest";
import { type PolicyKind, parsePolicy } from "./index";

/** "element: message" of every error, as people read them. */
function messages(input: unknown, kind?: PolicyKind): string[] {
  const parsed = parsePolicy(input, kind);
  return parsed.ok ? [] : parsed.errors.map(({ element, message }) => `${element}: ${message}`);
}

const fine = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
const of = (statement: unknown, kind?: PolicyKind) => messages({ Statement: statement }, kind);

describe("errors say what is wrong, what would be right, and where", () => {
  test("the document", () => {
    expect(messages("[]")).toEqual(["the document: the document must be an object, not an array"]);
    expect(messages("null")).toEqual(["the document: the document must be an object, not null"]);
    expect(messages('"x"')).toEqual(["the document: the document must be an object, not a string"]);
    expect(messages({ Version: 2012, Statement: fine })).toEqual(["Version: Version must be a string, not a number"]);
    expect(messages({ Version: "2012", Statement: fine })).toEqual([
      'Version: Version must be "2012-10-17" or "2008-10-17", not "2012"',
    ]);
    expect(messages({ Id: {}, Statement: fine })).toEqual(["Id: Id must be a string, not an object"]);
    expect(messages({ Statements: [], Statement: fine })).toEqual([
      'Statements: "Statements" is no element of a policy',
    ]);
    expect(messages({})).toEqual(["Statement: the policy has no Statement"]);
  });

  test("statements", () => {
    expect(of([fine, 5])).toEqual(["Statement[1]: Statement[1] must be an object, not a number"]);
    expect(of({ ...fine, Sid: true })).toEqual(["Statement[0].Sid: Statement[0].Sid must be a string, not a boolean"]);
    expect(of({ ...fine, Effect: null })).toEqual([
      'Statement[0].Effect: Statement[0].Effect must be "Allow" or "Deny", not null',
    ]);
    expect(of({ ...fine, Effect: "allow" })).toEqual([
      'Statement[0].Effect: Effect must be "Allow" or "Deny", not "allow"',
    ]);
    expect(of({ ...fine, Note: "" })).toEqual(['Statement[0].Note: "Note" is no element of a statement']);
    expect(of({}, "identity")).toEqual([
      "Statement[0]: the statement has no Effect",
      "Statement[0]: the statement has no Action or NotAction",
      "Statement[0]: the statement has no Resource or NotResource",
    ]);
    expect(of({ Effect: "Allow", Action: "*" }, "resource")).toEqual([
      "Statement[0]: the statement has no Principal or NotPrincipal",
    ]);
    expect(of({ ...fine, Principal: "*" }, "scp")).toEqual([
      "Statement[0].Principal: Principal is not allowed in this kind of policy",
    ]);
    expect(of({ ...fine, NotAction: "x:y" })).toEqual([
      "Statement[0].NotAction: NotAction and Action exclude each other",
    ]);
    expect(of({ NotAction: "x:y", ...fine })).toEqual(["Statement[0].Action: Action and NotAction exclude each other"]);
  });

  test("lists, principals and conditions", () => {
    expect(of({ ...fine, Action: [] })).toEqual(["Statement[0].Action: Statement[0].Action must not be empty"]);
    expect(of({ ...fine, Resource: ["*", 1] })).toEqual([
      "Statement[0].Resource[1]: Statement[0].Resource[1] must be a string, not a number",
    ]);
    expect(of({ ...fine, Resource: {} })).toEqual([
      "Statement[0].Resource: Statement[0].Resource must be a string, not an object",
    ]);
    const principal = (Principal: unknown) => of({ ...fine, Principal });
    const at = "Statement[0].Principal";
    expect(principal("me")).toEqual([`${at}: ${at} as a string can only be "*"`]);
    expect(principal([])).toEqual([`${at}: ${at} must be "*" or an object, not an array`]);
    expect(principal({})).toEqual([`${at}: ${at} must not be empty`]);
    expect(principal({ Aws: "*" })).toEqual([`${at}.Aws: "Aws" is no kind of principal`]);
    expect(principal({ AWS: [] })).toEqual([`${at}.AWS: ${at}.AWS must not be empty`]);
    const condition = (Condition: unknown) => of({ ...fine, Condition });
    expect(condition([])).toEqual(["Statement[0].Condition: Statement[0].Condition must be an object, not an array"]);
    expect(condition({ Bool: "x" })).toEqual([
      "Statement[0].Condition.Bool: Statement[0].Condition.Bool must be an object of condition keys, not a string",
    ]);
    expect(condition({ Bool: { k: ["x", {}] } })).toEqual([
      "Statement[0].Condition.Bool.k[1]: Statement[0].Condition.Bool.k[1] must be a string, a number or a boolean, not an object",
    ]);
    expect(condition({ Bool: { k: null } })).toEqual([
      "Statement[0].Condition.Bool.k: Statement[0].Condition.Bool.k must be a string, a number or a boolean, not null",
    ]);
  });

  test("the text itself", () => {
    const textual = (text: string) => messages(text)[0];
    expect(textual("")).toBe("null: unexpected end of the text, a value was expected");
    expect(textual("{} x")).toBe('null: unexpected "x" after the end');
    expect(textual("{a:1}")).toBe('null: unexpected "a", a key in double quotes was expected');
    expect(textual('{"a" 1}')).toBe('null: unexpected "1", ":" was expected');
    expect(textual('{"a":1 2}')).toBe('null: unexpected "2", "," or "}" was expected');
    expect(textual("[1")).toBe('null: unexpected end of the text, "," or "]" was expected');
    expect(textual('{"a":1,"a":2}')).toBe('null: the key "a" stands twice in one object');
    expect(textual("[".repeat(99))).toBe("null: nested deeper than 64 levels");
    expect(textual('"abc')).toBe("null: this string has no end");
    expect(textual('"\n"')).toBe("null: a control character in a string must be escaped");
    expect(textual('"\\x"')).toBe("null: this escape is none");
    expect(messages(undefined)).toEqual(["null: a undefined is no JSON value"]);
    expect(messages({ Statement: [() => 1] })).toEqual(["null: a function is no JSON value"]);
  });

  test("a place, where there is a text", () => {
    const parsed = parsePolicy('{\n "Statement": [\n  {"Effect": "Maybe"}]}', "trust");
    expect(parsed).toMatchObject({
      ok: false,
      errors: [
        { code: "invalid-value", line: 3, column: 14, statement: 0 },
        { code: "missing-element", line: 3, column: 3 },
        { code: "missing-element", line: 3, column: 3 },
      ],
    });
    expect(parsePolicy({ Statement: { Effect: "Maybe" } })).toMatchObject({
      errors: [{ line: null, column: null }, {}],
    });
    expect(parsePolicy(undefined)).toMatchObject({ errors: [{ line: null, column: null }] });
    expect(parsePolicy('"abc')).toMatchObject({ errors: [{ line: 1, column: 1 }] });
  });
});
