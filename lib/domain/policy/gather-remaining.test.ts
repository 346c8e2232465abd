import { describe, expect, test } from "vitest";
import { type Expression, partialFacts } from "./index";
import { ACCOUNT, allow, deny, everything, granting, OTHER, type Question, ROLE, SESSION, study } from "./testing/ask";

/** Short for an expression: conditions as "layer/level/policy", layers as "layer allow". */
function short(expression: Expression | null): string {
  if (expression === null) return "";
  switch (expression.kind) {
    case "condition":
      return [expression.source.layer, expression.source.level ?? "-", expression.source.policy].join("/");
    case "layer":
      return `${expression.layer} ${expression.effect}`;
    case "not":
      return `not ${short(expression.of)}`;
    case "all":
    case "any":
      return `${expression.kind}(${expression.of.map(short).join(", ")})`;
    default:
      return expression.kind;
  }
}

const when = { Condition: { StringEquals: { k: "v" } } };
const some = allow("s3:*", "*", when.Condition);
const other = allow("s3:*", "*", { StringEquals: { l: "v" } });
const remains = (question: Question) =>
  short(study({ context: partialFacts({ others: "unknown" }), ...question }).remaining);

describe("what remains", () => {
  test("of layers that were not read: that they allow, and that they do not deny", () => {
    for (const layer of ["boundary", "session", "scp"] as const) {
      const name = { boundary: "permissionsBoundary", session: "session", scp: "serviceControl" }[layer];
      expect(remains({ identity: everything, [layer]: "unknown" })).toBe(`all(${name} allow, not ${name} deny)`);
    }
    expect(remains({ identity: everything, scp: [[everything], "unknown"] })).toBe(
      "all(serviceControl allow, not serviceControl deny)",
    );
    expect(remains({ identity: "unknown" })).toBe("all(identity allow, not identity deny)");
    expect(remains({ identity: everything, rcp: "unknown" })).toBe("not resourceControl deny");
    expect(remains({ identity: everything, resourcePolicy: "unknown" })).toBe("not resource deny");
    expect(remains({ resourcePolicy: "unknown" })).toBe("all(resource allow, not resource deny)");
    const away = { identity: everything, resourceAccount: OTHER };
    expect(remains({ ...away, resourcePolicy: "unknown" })).toBe("all(resource allow, not resource deny)");
  });

  test("of statements: the conditions that are open, with the place where they stand", () => {
    expect(remains({ identity: [allow("ec2:*"), some] })).toBe("identity/-/1");
    expect(remains({ identity: everything, boundary: some })).toBe("permissionsBoundary/-/0");
    expect(remains({ identity: everything, session: some })).toBe("session/-/0");
    expect(remains({ identity: [everything, deny("s3:*", "*", when.Condition)] })).toBe("not identity/-/1");
    // A statement that cannot apply leaves nothing open.
    expect(remains({ identity: [some, allow("s3:*", "arn:aws:s3:::other/*", when.Condition)] })).toBe("identity/-/0");
    expect(remains({ identity: [some, deny("s3:*", "arn:aws:s3:::other/*", when.Condition)] })).toBe("identity/-/0");
  });

  test("of levels: each for itself, and an empty one limits nothing", () => {
    expect(remains({ identity: everything, scp: [[some], [everything]] })).toBe("serviceControl/0/0");
    expect(remains({ identity: everything, scp: [[everything], [allow("ec2:*"), some]] })).toBe("serviceControl/1/1");
    expect(remains({ identity: everything, scp: [[], [some]] })).toBe("serviceControl/1/0");
    expect(remains({ identity: everything, scp: [[some], [other]] })).toBe(
      "all(serviceControl/0/0, serviceControl/1/0)",
    );
    // The same condition twice is said once.
    expect(remains({ identity: everything, scp: [[some], [some]] })).toBe("serviceControl/1/0");
  });

  test("of grants, in whatever way they name the caller", () => {
    const grant = (AWS: string) => granting({ AWS }, "s3:*", when);
    expect(remains({ resourcePolicy: grant(SESSION) })).toBe("resource/-/0");
    expect(remains({ resourcePolicy: grant(ROLE) })).toBe("resource/-/0");
    expect(remains({ boundary: some, resourcePolicy: granting({ AWS: ROLE }) })).toBe("permissionsBoundary/-/0");
    expect(remains({ boundary: some, resourcePolicy: granting({ AWS: SESSION }) })).toBe("");
    const away = { identity: everything, resourceAccount: OTHER };
    for (const named of [SESSION, ROLE, ACCOUNT])
      expect(remains({ ...away, resourcePolicy: grant(named) })).toBe("resource/-/0");
    expect(
      remains({
        identity: everything,
        action: "kms:Decrypt",
        resource: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1`,
        resourcePolicy: granting({ AWS: ACCOUNT }, "kms:*", when),
      }),
    ).toBe("resource/-/0");
    const elsewhere = granting({ AWS: `arn:aws:iam::${ACCOUNT}:role/other` }, "s3:*", when);
    expect(remains({ identity: some, resourcePolicy: elsewhere })).toBe("identity/-/0");
  });
});
