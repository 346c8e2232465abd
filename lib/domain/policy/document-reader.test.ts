import { describe, expect, test } from "vitest";
import { createDocumentReader } from "./document-reader";
import { completeFacts, decide, noLayers, parseCaller } from "./index";

const text = JSON.stringify({
  Statement: { Effect: "Deny", Principal: "*", Action: "*", Resource: "arn:aws:sqs:eu-*" },
});
const reader = createDocumentReader(
  new Map([
    ["good", text],
    ["bad", "{"],
  ]),
);
const request = {
  caller: parseCaller("arn:aws:iam::111122223333:user/bob")!,
  action: "sqs:SendMessage",
  resource: "arn:aws:sqs:eu-west-1:111122223333:q",
  resourceAccount: null,
  context: completeFacts([]),
  wildcardOnly: false,
};

describe("documents by hash", () => {
  test("read once for each content and kind", () => {
    expect(reader.parsed("good")).toMatchObject({ hash: "good", text, errors: [] });
    expect(reader.parsed("good")).toBe(reader.parsed("good"));
    expect(reader.compiled("good")).toBe(reader.compiled("good", "any"));
    expect(reader.compiled("good", "rcp")).not.toBe(reader.compiled("good"));
  });

  test("what was not read, and what is no policy", () => {
    expect(reader.parsed(null)).toBeNull();
    expect(reader.parsed("other")).toBeNull();
    expect(reader.compiled(null)).toBeNull();
    expect(reader.compiled("other")).toBeNull();
    expect(reader.parsed("bad")).toMatchObject({ document: null, errors: [{ code: "invalid-json", line: 1 }] });
    expect(reader.compiled("bad")).toBeNull();
    expect(reader.compiled("bad")).toBeNull();
  });

  test("the kind decides what an incomplete ARN means", () => {
    const denied = (kind?: "rcp" | "resource") =>
      decide(request, { ...noLayers, resource: reader.compiled("good", kind) }).outcome;
    expect(denied()).toBe("ExplicitlyDenied");
    expect(denied("resource")).toBe("ExplicitlyDenied");
    expect(denied("rcp")).toBe("ImplicitlyDenied");
  });
});
