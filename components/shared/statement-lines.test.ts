import { describe, expect, it } from "vitest";
import { statementLines } from "./statement-lines";

const pretty = (value: unknown) => JSON.stringify(value, null, 2);

describe("statementLines", () => {
  const statements = [
    { Sid: "A", Effect: "Allow", Action: "s3:*", Resource: ["a", "b"] },
    { Sid: '"}],{', Effect: "Deny", Action: "*", Condition: { StringEquals: { "aws:x": ["{", "}"] } } },
  ];

  it("finds each statement of a list, whatever stands in its strings", () => {
    const json = pretty({ Version: "2012-10-17", Id: "Statement", Statement: statements });
    const lines = json.split("\n");
    for (const [index, statement] of statements.entries()) {
      const found = statementLines(json, index);
      const text = lines.slice((found?.from ?? 0) - 1, found?.to).join("\n");
      expect(JSON.parse(text.trim().replace(/,$/, ""))).toEqual(statement);
    }
    expect(statementLines(json, 2)).toBeNull();
  });

  it("takes a single statement as number 0", () => {
    const json = pretty({ Statement: statements[0], Version: "2012-10-17" });
    expect(statementLines(json, 0)).toEqual({ from: 2, to: 10 });
    expect(statementLines(json, 1)).toBeNull();
  });

  it.each(["", "{", '{"Statement', '{"Statement": [', "null", '"\\'])("finds nothing in %j", (text) => {
    expect(statementLines(text, 0)).toBeNull();
  });
});
