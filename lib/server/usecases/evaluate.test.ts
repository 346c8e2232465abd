import { describe, expect, test } from "vitest";
import { CompiledCache } from "@/lib/domain/policy/compiled-cache";
import { evaluateLine, evaluateLines } from "./evaluate";
import { splitLines, TOO_LONG } from "./split-lines";

const allowAll = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
const request = {
  principal: "arn:aws:sts::111122223333:assumed-role/app/s1",
  action: "s3:GetObject",
  resource: "arn:aws:s3:::bucket/key",
  resourceAccount: "111122223333",
};

async function* chunks<T>(...parts: T[]): AsyncGenerator<T> {
  yield* parts;
}

async function run(...parts: (string | Uint8Array)[]): Promise<unknown[]> {
  const answers: unknown[] = [];
  for await (const line of evaluateLines(chunks(...parts))) {
    expect(line.endsWith("\n")).toBe(true);
    answers.push(JSON.parse(line));
  }
  return answers;
}

function answer(question: unknown): Record<string, unknown> {
  const line = typeof question === "string" ? question : JSON.stringify(question);
  return JSON.parse(evaluateLine(line, new CompiledCache()));
}

const decision = (policies: unknown, more: Record<string, unknown> = {}) => {
  const found = answer({ id: 1, request: { ...request, ...more }, policies });
  return found.decision ?? found.error;
};
const error = (question: unknown) => answer(question).error as { code: string; message: string };

describe("questions and answers", () => {
  test("a decision with what made it", () => {
    expect(answer({ id: "q1", request, policies: { identity: [allowAll] } })).toEqual({
      id: "q1",
      decision: "Allowed",
      because: [
        {
          layer: "identity",
          level: null,
          policy: 0,
          statement: 0,
          sid: null,
          effect: "Allow",
          element: "Action[0]",
          text: "Allows s3:GetObject on arn:aws:s3:::bucket/key.",
        },
      ],
    });
  });

  test("the id is echoed as given, whatever it is", () => {
    for (const id of ['"q"', "1.0", "null", "true", '{"a":[1e3,{"__proto__":1}]}', "[]", '"\\ud800"']) {
      expect(evaluateLine(`{"id":${id},"request":${JSON.stringify(request)}}`, new CompiledCache())).toContain(
        `{"id":${id},"decision":`,
      );
    }
    expect(answer({ request })).toMatchObject({ id: null, decision: "ImplicitlyDenied" });
    expect(answer(`{"request":${JSON.stringify(request)},"note":"x","id":7}`)).toMatchObject({
      id: 7,
      decision: "ImplicitlyDenied",
    });
  });

  test("all layers", () => {
    const nothing = { ...allowAll, Statement: [] };
    expect(
      decision({
        identity: [allowAll],
        permissionsBoundary: [allowAll],
        session: allowAll,
        serviceControl: [[allowAll], [allowAll]],
      }),
    ).toBe("Allowed");
    expect(decision({ identity: [allowAll], permissionsBoundary: [nothing] })).toBe("ImplicitlyDenied");
    expect(decision({ identity: [allowAll], permissionsBoundary: nothing })).toBe("ImplicitlyDenied");
    expect(decision({ identity: [allowAll], session: nothing })).toBe("ImplicitlyDenied");
    expect(decision({ identity: allowAll, session: [nothing, allowAll] })).toBe("Allowed");
    expect(decision({ identity: [allowAll], serviceControl: [[allowAll], [nothing]] })).toBe("ImplicitlyDenied");
    const denial = {
      Version: "2012-10-17",
      Statement: { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*" },
    };
    expect(decision({ identity: [allowAll], resourceControl: [[denial]] })).toBe("ExplicitlyDenied");
    expect(decision({ identity: [allowAll], resource: denial })).toBe("ExplicitlyDenied");
    expect(decision({ identity: [allowAll], resource: JSON.stringify(denial) })).toBe("ExplicitlyDenied");
  });

  test("absent, null and empty layers do not limit", () => {
    expect(
      decision({
        identity: [allowAll],
        permissionsBoundary: null,
        session: null,
        serviceControl: null,
        resourceControl: [],
        resource: null,
      }),
    ).toBe("Allowed");
    expect(
      decision({ identity: [allowAll], permissionsBoundary: [], serviceControl: [[]], resourceControl: [[]] }),
    ).toBe("Allowed");
    expect(decision({ identity: [allowAll], serviceControl: [[allowAll], []] })).toBe("ImplicitlyDenied");
    expect(decision(null)).toBe("ImplicitlyDenied");
    expect(decision({ identity: null })).toBe("ImplicitlyDenied");
  });

  test("layers that were not read", () => {
    const found = answer({
      id: 1,
      request,
      policies: { identity: [allowAll], serviceControl: "unknown", resource: "unknown" },
    });
    expect(found).toMatchObject({ decision: "Unknown", notRead: ["resource", "serviceControl"] });
    const deny = { Version: "2012-10-17", Statement: { Effect: "Deny", Action: "*", Resource: "*" } };
    for (const layer of ["permissionsBoundary", "session", "serviceControl", "resourceControl", "resource"]) {
      expect(decision({ identity: [allowAll], [layer]: "unknown" }), layer).toBe("Unknown");
      expect(decision({ identity: [deny], [layer]: "unknown" }), layer).toBe("ExplicitlyDenied");
    }
    expect(decision({ identity: "unknown" })).toBe("Unknown");
    expect(decision({ identity: [allowAll, "unknown"] })).toBe("Unknown");
    expect(decision({ identity: [allowAll], serviceControl: [[allowAll], "unknown"] })).toBe("Unknown");
    expect(
      decision({ identity: [allowAll], resourceControl: "unknown" }, { action: "ec2:StartInstances", resource: "*" }),
    ).toBe("Allowed");
  });

  test("trust policies, services and providers", () => {
    const trust = (Principal: unknown, Action: string) => ({
      resource: { Version: "2012-10-17", Statement: { Effect: "Allow", Principal, Action } },
    });
    const role = { resource: "arn:aws:iam::111122223333:role/app" };
    const pods = { ...role, principal: "pods.eks.amazonaws.com", action: "sts:AssumeRole" };
    expect(decision(trust({ Service: "pods.eks.amazonaws.com" }, "sts:AssumeRole"), pods)).toBe("Allowed");
    const google = { ...role, principal: "accounts.google.com", action: "sts:AssumeRoleWithWebIdentity" };
    expect(decision(trust({ Federated: "accounts.google.com" }, "sts:AssumeRoleWithWebIdentity"), google)).toBe(
      "Allowed",
    );
    expect(decision(trust("*", "s3:GetObject"), { principal: { type: "Anonymous" } })).toBe("Allowed");
  });

  test("facts of the request", () => {
    const scp = { identity: [allowAll], serviceControl: [[{ ...allowAll, Statement: [] }]] };
    expect(decision(scp, { managementAccount: "111122223333" })).toBe("Allowed");
    expect(
      decision({ identity: [allowAll] }, { resource: undefined, wildcardOnly: true, action: "s3:ListAllMyBuckets" }),
    ).toBe("Allowed");
    const open = {
      resource: {
        Version: "2012-10-17",
        Statement: { Effect: "Allow", Principal: "*", Action: "s3:*", Resource: "*" },
      },
    };
    expect(decision(open, { principal: { type: "Anonymous" }, restrictPublicBuckets: true })).toBe("ImplicitlyDenied");
    const condition = { NumericEquals: { n: 10.5 }, Bool: { b: true }, "ForAnyValue:StringEquals": { l: "x" } };
    const identity = [
      { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*", Condition: condition } },
    ];
    expect(decision({ identity }, { context: { N: 10.5, b: true, L: ["w", "x"] } })).toBe("Allowed");
    expect(decision({ identity }, { context: null })).toBe("ImplicitlyDenied");
  });

  test("uncertain points are named", () => {
    const identity = [{ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "s*:Get*", Resource: "*" } }];
    expect(answer({ request, policies: { identity } })).toMatchObject({
      decision: "Allowed",
      uncertain: ["service-wildcard"],
    });
  });
});

describe("lines that are no valid question", () => {
  test.each([
    ["nonsense", "invalid-json"],
    ["[]", "invalid-json"],
    ["5", "invalid-json"],
    ['{"request":{}', "invalid-json"],
    ['{"request":{}} x', "invalid-json"],
    ['{"request":{"a":1,"a":2}}', "duplicate-key"],
    ['{"request":{},"request":{}}', "duplicate-key"],
    ["{}", "missing-field"],
    ['{"request":5}', "wrong-type"],
    ['{"request":{}}', "missing-field"],
    ['{"request":{"action":}}', "invalid-json"],
    [`{"x":${"[".repeat(100)}${"]".repeat(100)}}`, "too-deep"],
    [`{"request":${'{"a":'.repeat(100)}1${"}".repeat(100)}}`, "too-deep"],
  ])("%s", (line, code) => {
    expect(answer(line)).toMatchObject({ id: null, error: { code } });
  });

  test.each<[Record<string, unknown>, string]>([
    [{ action: "GetObject" }, "invalid-action"],
    [{ action: "s3:*" }, "invalid-action"],
    [{ action: 5 }, "wrong-type"],
    [{ resource: null }, "wrong-type"],
    [{ resource: undefined }, "missing-field"],
    [{ principal: undefined }, "missing-field"],
    [{ principal: "bob" }, "invalid-principal"],
    [{ principal: "x".repeat(5000) }, "invalid-principal"],
    [{ principal: { type: "Anybody" } }, "invalid-principal"],
    [{ principal: {} }, "invalid-principal"],
    [{ principal: ["x"] }, "wrong-type"],
    [{ resourceAccount: "1" }, "invalid-account"],
    [{ resourceAccount: 111122223333 }, "wrong-type"],
    [{ managementAccount: "x" }, "invalid-account"],
    [{ wildcardOnly: "yes" }, "wrong-type"],
    [{ context: [] }, "wrong-type"],
    [{ context: { a: null } }, "wrong-type"],
    [{ context: { a: [{}] } }, "wrong-type"],
    [{ context: { "aws:x": "1", "AWS:X": "2" } }, "duplicate-key"],
  ])("request %j", (more, code) => {
    const found = error({ id: 1, request: { ...request, ...more } });
    expect(found.code).toBe(code);
    expect(found.message).toMatch(/request/);
    expect(found.message.length).toBeLessThan(400);
  });

  test.each<[unknown, string, RegExp]>([
    [[], "wrong-type", /^policies must be an object/],
    [5, "wrong-type", /^policies must be an object/],
    [{ serviceControls: [] }, "unknown-field", /^policies\.serviceControls is no layer/],
    [
      { identity: [{}] },
      "invalid-policy",
      /^policies\.identity\[0\]: the policy has no Statement \(line 1, column 1 of the policy\)/,
    ],
    [{ identity: 5 }, "invalid-policy", /^policies\.identity: the document must be an object/],
    [{ identity: [null] }, "wrong-type", /^policies\.identity\[0\]/],
    [{ identity: [[allowAll]] }, "invalid-policy", /^policies\.identity\[0\]/],
    [{ identity: ["{"] }, "invalid-json", /^policies\.identity\[0\]/],
    [{ identity: [{ Statement: [{}, {}] }] }, "invalid-policy", /and 5 more/],
    [{ serviceControl: [allowAll] }, "wrong-type", /^policies\.serviceControl\[0\] must be a list of policies/],
    [{ serviceControl: allowAll }, "wrong-type", /^policies\.serviceControl must be a list of levels/],
    [{ serviceControl: [null] }, "wrong-type", /^policies\.serviceControl\[0\]/],
    [{ resource: allowAll }, "invalid-policy", /has no Principal/],
    [
      { identity: { Statement: { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" } } },
      "invalid-policy",
      /not allowed in this kind/,
    ],
  ])("policies %j", (policies, code, message) => {
    const found = error({ id: 1, request, policies });
    expect(found.code).toBe(code);
    expect(found.message).toMatch(message);
  });

  test("texts of policies that are broken", () => {
    const line = (policies: string) => error(`{"id":1,"request":${JSON.stringify(request)},"policies":${policies}}`);
    expect(line('{"identity":[{"a":1,}]}')).toMatchObject({ code: "invalid-json" });
    expect(line('{"identity":[},"x":1')).toMatchObject({ code: "invalid-json" });
    expect(line('{"identity":[1 2]}')).toMatchObject({
      code: "invalid-json",
      message: expect.stringMatching(/^column \d+: /),
    });
    expect(line('{"identity":[],"identity":[]}')).toMatchObject({ code: "duplicate-key" });
    expect(line('{"identity":["\\x"]}')).toMatchObject({ code: "invalid-json" });
    expect(line('{"identity" []}')).toMatchObject({ code: "invalid-json" });
    expect(line(`{"identity":[{"Statement":${"[".repeat(100)}${"]".repeat(100)}}]}`)).toMatchObject({
      code: "too-deep",
    });
  });

  test("an id that was read before the error is echoed", () => {
    expect(answer('{"id":"q9","request":{]')).toMatchObject({ id: "q9", error: { code: "invalid-json" } });
    expect(answer('{"id":[1,}')).toMatchObject({ id: null });
  });
});

describe("streams", () => {
  const line = (id: number) => JSON.stringify({ id, request, policies: { identity: [allowAll] } });

  test("lines in any pieces, blank lines, CRLF, no line break at the end, a byte order mark", async () => {
    const text = `\uFEFF${line(1)}\r\n\r\n   \n${line(2)}\nnonsense\n\n${line(3)}`;
    const expected = [{ id: 1 }, { id: 2 }, { id: null, error: { code: "invalid-json" } }, { id: 3 }];
    expect(await run(text)).toMatchObject(expected);
    expect(await run(...text)).toMatchObject(expected);
    expect(await run(new TextEncoder().encode(text))).toMatchObject(expected);
    const bytes = new TextEncoder().encode(text);
    expect(await run(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toMatchObject(expected);
    expect(await run()).toEqual([]);
    expect(await run("\n\n")).toEqual([]);
  });

  test("characters cut between chunks, and bytes that are no UTF-8", async () => {
    const question = JSON.stringify({ id: "é😀", request });
    const bytes = new TextEncoder().encode(question);
    expect(await run(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toMatchObject([{ id: "é😀" }]);
    expect(await run(Uint8Array.of(0xff, 0xfe, 10))).toMatchObject([{ id: null, error: { code: "invalid-json" } }]);
    expect(await run(Uint8Array.of(...bytes, 10, 0xe2))).toMatchObject([
      { id: "é😀" },
      { error: { code: "invalid-json" } },
    ]);
  });

  test("a line that is too long is not kept, and the run goes on", async () => {
    const answers: unknown[] = [];
    const input = chunks("x".repeat(600), "x".repeat(600), `x\n${line(2)}\n${"y".repeat(1200)}`);
    for await (const each of evaluateLines(input, { maxLine: 1000 })) answers.push(JSON.parse(each));
    expect(answers).toMatchObject([
      { id: null, error: { code: "line-too-long" } },
      { id: 2, decision: "Allowed" },
      { error: { code: "line-too-long" } },
    ]);
    const lines: unknown[] = [];
    for await (const each of splitLines(chunks("ab\nabc\nabcd"), 3)) lines.push(each);
    expect(lines).toEqual(["ab", "abc", TOO_LONG]);
  });

  test("answers come as questions come", async () => {
    const seen: string[] = [];
    async function* slow() {
      for (let id = 1; id <= 3; id++) {
        seen.push(`asked ${id}`);
        yield `${line(id)}\n`;
      }
    }
    for await (const each of evaluateLines(slow())) seen.push(`answered ${JSON.parse(each).id}`);
    expect(seen).toEqual(["asked 1", "answered 1", "asked 2", "answered 2", "asked 3", "answered 3"]);
  });
});
