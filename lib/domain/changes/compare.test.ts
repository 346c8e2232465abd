import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { AccessIndex } from "@/lib/domain/access/access-index";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import { type ActionTable, loadActionTable } from "@/lib/domain/policy/table";
import { ACCOUNT, EstateBuilder, podTrust, policy } from "@/tests/estates/estate-builder";
import { type Change, oppositeRisk, oppositeWord } from "./change";
import { compareSnapshots } from "./compare";
import { sidesOf } from "./side";

const allow = (Action: unknown, Resource: unknown = "*", more = {}) => ({ Effect: "Allow", Action, Resource, ...more });
const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;

let table: ActionTable;
beforeAll(async () => {
  table = await loadActionTable();
});

type Build = (builder: EstateBuilder) => void;

function opened(build: Build) {
  const builder = new EstateBuilder();
  build(builder);
  const model = buildAccessModel(builder.build());
  return { model, access: new AccessIndex(model, table) };
}

function changes(before: Build, after: Build): readonly Change[] {
  return compareSnapshots(sidesOf(opened(before), opened(after)), null);
}

const of = (found: readonly Change[], kind: Change["thing"]["kind"]) =>
  found.filter(({ thing }) => thing.kind === kind);

interface AppOptions {
  readonly inline?: Readonly<Record<string, unknown>>;
  readonly attached?: readonly string[];
  readonly boundary?: string;
  readonly trust?: unknown;
  readonly tags?: Readonly<Record<string, string>>;
}

const DATA = `arn:aws:iam::${ACCOUNT}:policy/data`;
const LIMIT = `arn:aws:iam::${ACCOUNT}:policy/limit`;

const app =
  (options: AppOptions, more: Build = () => undefined): Build =>
  (builder) => {
    const prod = builder.cluster("prod");
    builder.agent(prod);
    builder.policy(LIMIT, policy(allow("s3:*")));
    const { trust = podTrust(), ...rest } = options;
    builder.associate(prod, "shop/api", builder.role("api", { trust, ...rest }));
    more(builder);
  };

const read = { a: policy(allow("s3:GetObject", "arn:aws:s3:::orders/*")) };

describe("two snapshots of one estate", () => {
  it("do not differ, and what differs does so the other way round when they are swapped", () => {
    const pieces: readonly Build[] = [
      app({ inline: read }),
      app({ inline: { a: policy(allow("s3:*")) } }),
      app({ inline: { a: policy(allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::orders/*")), b: read.a } }),
      app({ inline: read, boundary: LIMIT }),
      app({ inline: { a: policy(allow("s3:*"), { Effect: "Deny", Action: "s3:DeleteObject", Resource: "*" }) } }),
      app({ inline: read, trust: podTrust({ StringEquals: { "aws:SourceAccount": ACCOUNT } }) }),
      app({ inline: read, tags: { team: "a" } }),
      app({ inline: read }, (builder) => {
        const test = builder.cluster("test");
        builder.agent(test).associate(test, "ns/more", builder.role("more", { trust: podTrust(), inline: read }));
      }),
    ];
    fc.assert(
      fc.property(fc.nat(pieces.length - 1), fc.nat(pieces.length - 1), (i, j) => {
        const there = changes(pieces[i]!, pieces[j]!);
        if (i === j) expect(there).toEqual([]);
        const back = new Map(changes(pieces[j]!, pieces[i]!).map((change) => [change.id, change]));
        expect(new Set(there.map(({ id }) => id))).toEqual(new Set(back.keys()));
        for (const { id, word, risk } of there) {
          expect([id, back.get(id)!.word]).toEqual([id, oppositeWord[word]]);
          // A change in both directions at once raises the risk whichever way it is looked at.
          if (risk === "increasing" && back.get(id)!.risk === "increasing") continue;
          expect([id, back.get(id)!.risk]).toEqual([id, oppositeRisk[risk]]);
        }
      }),
      { numRuns: 20 },
    );
  });

  it("tell a new workload, what it gets, and what it can do, risk first", () => {
    const found = changes(
      app({ inline: read }),
      app({ inline: read }, (builder) => {
        const other = builder.cluster("other");
        const passing = { p: policy(allow("iam:PassRole")) };
        builder
          .agent(other)
          .associate(other, "jobs/runner", builder.role("runner", { trust: podTrust(), inline: passing }));
      }),
    );
    expect(found.map(({ thing, word, risk }) => [thing.kind, word, risk])).toEqual([
      ["permissions", "gained", "increasing"],
      ["bindings", "gained", "increasing"],
      ["roles", "gained", "increasing"],
      ["workloads", "gained", "increasing"],
    ]);
    expect(found[0]?.text).toBe("+ iam 1");
    expect(found[0]?.reasons).toEqual(["Can now do iam:PassRole (write)."]);
  });
});

describe("what a role may do", () => {
  const cases: readonly [string, AppOptions, AppOptions, string, RegExp][] = [
    [
      "more actions",
      { inline: read },
      { inline: { a: policy(allow(["s3:GetObject", "s3:DeleteObject"], "arn:aws:s3:::orders/*")) } },
      "increasing",
      /s3:DeleteObject/,
    ],
    [
      "fewer actions",
      { inline: { a: policy(allow(["s3:GetObject", "s3:PutObject"])) } },
      { inline: { a: policy(allow("s3:GetObject")) } },
      "decreasing",
      /no longer do s3:PutObject/,
    ],
    [
      "the same on more resources",
      { inline: read },
      { inline: { a: policy(allow("s3:GetObject")) } },
      "increasing",
      /further resources/,
    ],
    [
      "the same on fewer resources",
      { inline: { a: policy(allow("s3:GetObject")) } },
      { inline: read },
      "decreasing",
      /No longer on/,
    ],
    [
      "a condition that fell away",
      {
        inline: {
          a: policy(allow("sqs:SendMessage", "*", { Condition: { Bool: { "aws:SecureTransport": "true" } } })),
        },
      },
      { inline: { a: policy(allow("sqs:SendMessage")) } },
      "increasing",
      /Certain now|without the condition/,
    ],
    [
      "a boundary that is gone",
      { inline: { a: policy(allow(["s3:GetObject", "iam:PassRole"])) }, boundary: LIMIT },
      { inline: { a: policy(allow(["s3:GetObject", "iam:PassRole"])) } },
      "increasing",
      /iam:PassRole/,
    ],
    [
      "a denial that is gone",
      { inline: { a: policy(allow("s3:*"), { Effect: "Deny", Action: "s3:DeleteObject", Resource: "*" }) } },
      { inline: { a: policy(allow("s3:*")) } },
      "increasing",
      /s3:DeleteObject/,
    ],
  ];

  it.each(cases)("%s", (_, before, after, risk, reason) => {
    const [found, more] = of(changes(app(before), app(after)), "permissions");
    expect(more).toBeUndefined();
    expect(found?.risk).toBe(risk);
    expect(found?.reasons.join(" ")).toMatch(reason);
  });

  it("is not changed by the same statements in another order or under another name", () => {
    const found = changes(
      app({ inline: { a: policy(allow(["s3:GetObject", "s3:PutObject"]), { ...allow("sqs:*"), Sid: "x" }) } }),
      app({ inline: { a: policy({ ...allow("sqs:*"), Sid: "y" }, allow(["s3:PutObject", "s3:GetObject"])) } }),
    );
    expect(of(found, "permissions")).toEqual([]);
    expect(of(found, "policies")).toMatchObject([{ word: "changed", risk: "neutral" }]);
  });

  it("follows roles that are assumed", () => {
    const target = (inline: unknown): Build =>
      app({ inline: { a: policy(allow(["sts:AssumeRole", "sts:TagSession"], role("vault"))) } }, (builder) => {
        builder.role("vault", {
          trust: policy({
            Effect: "Allow",
            Principal: { AWS: role("api") },
            Action: ["sts:AssumeRole", "sts:TagSession"],
          }),
          inline: { a: inline },
        });
      });
    const found = of(
      changes(target(policy(allow("s3:GetObject"))), target(policy(allow(["s3:GetObject", "kms:CreateKey"])))),
      "permissions",
    );
    expect(found).toMatchObject([{ word: "changed", risk: "increasing", text: "+ kms 1" }]);
  });
});

describe("documents", () => {
  const policies = (before: AppOptions, after: AppOptions) =>
    of(changes(app(before), app(after)), "policies").map(({ thing, word, risk, reasons }) => ({
      place: thing.kind === "policies" ? thing.place : "",
      word,
      risk,
      reasons: reasons.join(" "),
    }));

  it("come and go with a role", () => {
    expect(policies({ inline: {} }, { inline: { a: policy(allow("iam:CreateRole")) } })).toMatchObject([
      { place: "inline", word: "gained", risk: "increasing", reasons: expect.stringContaining("iam:CreateRole") },
    ]);
    expect(policies({ boundary: LIMIT }, {})).toMatchObject([{ place: "boundary", word: "lost", risk: "increasing" }]);
    expect(policies({}, { boundary: LIMIT })).toMatchObject([
      { place: "boundary", word: "gained", risk: "decreasing" },
    ]);
    expect(policies({ attached: [LIMIT] }, {})).toMatchObject([
      { place: "attached", word: "lost", risk: "decreasing" },
    ]);
    const deny = policy({ Effect: "Deny", Action: "iam:*", Resource: "*" });
    expect(policies({ inline: { d: deny } }, {})).toMatchObject([{ word: "lost", risk: "increasing" }]);
  });

  it("of a managed policy are one change for all roles that have it", () => {
    const with_ = (document: unknown): Build =>
      app({ attached: [DATA] }, (builder) => void builder.policy(DATA, document));
    const found = changes(with_(policy(allow("s3:GetObject"))), with_(policy(allow("s3:*"))));
    expect(of(found, "policies")).toMatchObject([
      { thing: { place: "document", policy: DATA }, word: "changed", risk: "increasing" },
    ]);
    expect(of(found, "permissions")).toHaveLength(1);
  });

  const trust = (...statements: unknown[]) => policy(...statements);
  const pods = {
    Effect: "Allow",
    Principal: { Service: "pods.eks.amazonaws.com" },
    Action: ["sts:AssumeRole", "sts:TagSession"],
  };
  const scoped = { ...pods, Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT } } };
  const scopedTo = (values: unknown) => ({ ...pods, Condition: { StringEquals: { "aws:SourceAccount": values } } });
  const person = { Effect: "Allow", Principal: { AWS: "arn:aws:iam::999999999999:root" }, Action: "sts:AssumeRole" };
  const cases: readonly [string, unknown, unknown, string, RegExp][] = [
    [
      "lets in somebody else",
      trust(pods),
      trust(pods, person),
      "increasing",
      /also lets in arn:aws:iam::999999999999:root without conditions/,
    ],
    ["lets somebody in no more", trust(pods, person), trust(pods), "decreasing", /no longer lets in/],
    [
      "is no longer scoped",
      trust(scoped),
      trust(pods),
      "increasing",
      /no longer under any condition \(it was: aws:SourceAccount\)/,
    ],
    ["is scoped", trust(pods), trust(scoped), "decreasing", /further condition, on aws:SourceAccount/],
    [
      "takes in more values",
      trust(scopedTo(ACCOUNT)),
      trust(scopedTo([ACCOUNT, "999999999999"])),
      "increasing",
      /more values/,
    ],
    ["takes in other values", trust(scopedTo(ACCOUNT)), trust(scopedTo("999999999999")), "unknown", /cannot be told/],
    [
      "loses a denial",
      trust(pods, { ...person, Effect: "Deny", Sid: "NoOthers" }),
      trust(pods),
      "increasing",
      /denial is gone: “NoOthers”/,
    ],
  ];
  it.each(cases)("a trust policy %s", (_, before, after, risk, reason) => {
    const [found] = of(changes(app({ trust: before }), app({ trust: after })), "trust");
    expect(found?.risk).toBe(risk);
    expect(found?.reasons.join(" ")).toMatch(reason);
  });
});

describe("what was not read", () => {
  it("is never called lost: a cluster whose associations were denied, a role of an account that was not read", () => {
    const before = app({ inline: read });
    const unread: Build = (builder) => {
      const prod = builder.cluster("prod");
      builder.agent(prod).role("api", { trust: podTrust(), inline: read });
      builder.gap({
        service: "eks",
        operation: "ListPodIdentityAssociations",
        region: "eu-west-1",
        clusterArn: prod.arn,
        missingPermission: "eks:ListPodIdentityAssociations",
      });
    };
    const found = changes(before, unread);
    expect(found.map(({ thing, word }) => [thing.kind, word])).toEqual([
      ["permissions", "became-unknown"],
      ["bindings", "became-unknown"],
      ["workloads", "became-unknown"],
    ]);
    expect(found[0]?.reasons[0]).toContain("eks:ListPodIdentityAssociations is missing");
    expect(new Set(changes(unread, before).map(({ word }) => word))).toEqual(new Set(["became-known"]));
  });

  it("of a role's policies becomes unknown, not gone", () => {
    const found = changes(app({ inline: read }), (builder) => {
      const prod = builder.cluster("prod");
      builder.agent(prod).policy(LIMIT, policy(allow("s3:*")));
      builder.associate(prod, "shop/api", role("api"));
      builder.withoutRolesOf(ACCOUNT);
      builder.gap({ service: "iam", operation: "GetAccountAuthorizationDetails", error: "Throttling" });
    });
    expect(found.map(({ word }) => word)).not.toContain("lost");
    expect(of(found, "roles")).toMatchObject([{ word: "became-unknown", risk: "unknown" }]);
    expect(of(found, "permissions")).toMatchObject([{ word: "became-unknown" }]);
  });

  it("on both sides alike hides no gain", () => {
    const inOrganization =
      (inline: unknown): Build =>
      (builder) => {
        app({ inline: { a: inline } })(builder);
        builder.gap({ service: "organizations", operation: "ListPolicies" });
      };
    const [found] = of(
      changes(
        inOrganization(policy(allow("s3:GetObject"))),
        inOrganization(policy(allow(["s3:GetObject", "iam:PassRole"]))),
      ),
      "permissions",
    );
    expect(found).toMatchObject({ word: "changed", risk: "increasing" });
  });
});
