/** Policies of buckets and keys against roles, boundaries and session policies: who can what, worked out by hand. */
import { describe, expect, it } from "vitest";
import { accessOf, allow, bucket, deny, key, roleArn, who, withResources } from "./access-estate";
import { ACCOUNT, EstateBuilder, podTrust, policy } from "./estate-builder";

const OTHER = "444455556666";
const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
const BLOCKED = {
  publicAccessBlock: {
    blockPublicAcls: true,
    ignorePublicAcls: true,
    blockPublicPolicy: true,
    restrictPublicBuckets: true,
  },
};
const NAMES = ["s3", "none", "bounded", "bare", "limited", "denied"] as const;

function estate(...buckets: readonly ReturnType<typeof bucket>[]) {
  const builder = new EstateBuilder();
  const prod = builder.cluster("prod");
  const away = builder.cluster("away", { accountId: OTHER });
  builder.agent(prod).agent(away);
  const edge = builder.policy(`arn:aws:iam::${ACCOUNT}:policy/edge`, policy(allow("ec2:*")));
  const role = (name: string, statement: object, more: object = {}, association: object = {}) =>
    builder.associate(
      prod,
      `n/${name}`,
      builder.role(name, { trust: podTrust(), inline: { own: policy(statement) }, ...more }),
      association,
    );
  role("s3", allow("s3:*"));
  role("none", allow("ec2:*"));
  role("bounded", allow("s3:*"), { boundary: edge });
  role("bare", allow("ec2:*"), { boundary: edge });
  role("limited", allow("s3:*"), {}, { disableSessionTags: true, policy: JSON.stringify(policy(allow("ec2:*"))) });
  role("denied", deny("s3:*"));
  const far = (name: string, statement: object) =>
    builder.associate(
      away,
      `n/${name}`,
      builder.role(name, { trust: podTrust(), inline: { own: policy(statement) } }, OTHER),
    );
  far("away", allow("s3:*"));
  far("away-none", allow("ec2:*"));
  return accessOf(withResources(builder, buckets));
}

function open(name: string, principal: unknown, more: object = {}) {
  return {
    Effect: "Allow",
    Principal: principal,
    Action: "s3:*",
    Resource: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`],
    ...more,
  };
}
const close = (more: object) => ({ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*", ...more });

interface Case {
  readonly title: string;
  readonly name: string;
  readonly statement: object;
  readonly state?: object;
  /** Allowed, then conditional. */
  readonly can: readonly string[];
  readonly may?: readonly string[];
  /** s3:GetObject on k unless said otherwise. */
  readonly action?: string;
  readonly object?: string;
}

const cases: readonly Case[] = [
  {
    title: "a grant to roles is limited by boundary and session policy, and by denials",
    name: "roles",
    statement: open("roles", {
      AWS: [...NAMES.map((name) => roleArn(name)), roleArn("away", OTHER), roleArn("away-none", OTHER)],
    }),
    can: ["s3", "none", "away"],
  },
  {
    title: "a grant to sessions is limited by denials alone, and waits for the session's name",
    name: "sessions",
    statement: open("sessions", { AWS: NAMES.map((name) => `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/x`) }),
    can: ["s3"],
    may: ["none", "bounded", "bare", "limited"],
  },
  {
    title: "a grant to the account delegates",
    name: "account",
    statement: open("account", { AWS: ROOT }),
    can: ["s3"],
  },
  {
    title: "a grant to another account lets its grants count",
    name: "other",
    statement: open("other", { AWS: OTHER }),
    can: ["s3", "away"],
  },
  {
    title: "a grant to everyone reaches past boundary and session policy; Block Public Access keeps outsiders out",
    name: "public",
    statement: open("public", "*"),
    state: BLOCKED,
    can: ["s3", "none", "bounded", "bare", "limited"],
  },
  {
    title: "everyone under a condition on the account",
    name: "by-account",
    statement: open("by-account", "*", { Condition: { StringEquals: { "aws:PrincipalAccount": OTHER } } }),
    can: ["s3", "away"],
  },
  {
    title: "everyone under a condition on the role",
    name: "by-role",
    statement: open("by-role", { AWS: "*" }, { Condition: { ArnEquals: { "aws:PrincipalArn": roleArn("none") } } }),
    can: ["s3", "none"],
  },
  {
    title: "a denial of all but some roles",
    name: "but",
    statement: close({
      Condition: { StringNotLike: { "aws:PrincipalArn": [roleArn("s3"), "arn:aws:iam::*:role/x"] } },
    }),
    can: ["s3"],
  },
  {
    title: "a denial by unique id",
    name: "by-id",
    statement: close({ Condition: { StringNotLike: { "aws:userId": ["AROAEXAMPLE:*"] } } }),
    can: [],
  },
  {
    title: "NotPrincipal spares who is listed, but for roles with a boundary",
    name: "not-principal",
    statement: {
      Effect: "Deny",
      NotPrincipal: { AWS: [roleArn("s3"), roleArn("bounded"), ROOT] },
      Action: "s3:*",
      Resource: "*",
    },
    can: ["s3"],
  },
  {
    title: "a denial of all actions but one",
    name: "not-action",
    statement: { Effect: "Deny", Principal: "*", NotAction: "s3:GetObject", Resource: "*" },
    action: "s3:PutObject",
    can: [],
  },
  {
    title: "a denial of all resources but some",
    name: "not-resource",
    statement: { Effect: "Deny", Principal: "*", Action: "s3:*", NotResource: "arn:aws:s3:::not-resource/public/*" },
    object: "public/k",
    can: ["s3"],
  },
  {
    title: "a denial of what comes without TLS is a condition",
    name: "tls",
    statement: close({ Condition: { Bool: { "aws:SecureTransport": "false" } } }),
    can: [],
    may: ["s3"],
  },
  {
    title: "a denial by session tags",
    name: "by-tag",
    statement: close({ Condition: { StringNotEquals: { "aws:PrincipalTag/kubernetes-service-account": "s3" } } }),
    can: ["s3"],
  },
  {
    title: "a grant by session tags",
    name: "to-tag",
    statement: open(
      "to-tag",
      { AWS: roleArn("none") },
      { Condition: { StringEquals: { "aws:PrincipalTag/kubernetes-namespace": "n" } } },
    ),
    can: ["s3", "none"],
  },
  {
    title: "a denial of one role binds its sessions",
    name: "one-role",
    statement: { Effect: "Deny", Principal: { AWS: roleArn("s3") }, Action: "*", Resource: "*" },
    can: [],
  },
];

describe("a bucket's policy", () => {
  const index = estate(...cases.map(({ name, statement, state }) => bucket(name, policy(statement), ACCOUNT, state)));
  it.each(cases)("$title", ({ name, action = "s3:GetObject", object = "k", can, may = [] }) => {
    const expected = [...can.map((each) => `n/${each} allowed`), ...may.map((each) => `n/${each} conditional`)].sort();
    expect(who(index, action, `arn:aws:s3:::${name}/${object}`)).toEqual(expected);
    // The same for all of its objects, where none is treated in a way of its own.
    const all = object === "k" ? "*" : "public/*";
    expect(who(index, action, `arn:aws:s3:::${name}/${all}`)).toEqual(expected);
  });
});

describe("a bucket's policy on a pattern", () => {
  const whole = (name: string, ...roles: readonly string[]) => open(name, { AWS: roles.map((each) => roleArn(each)) });
  const builder = new EstateBuilder();
  const prod = builder.cluster("prod");
  builder.agent(prod);
  const role = (name: string, ...statements: readonly object[]) => {
    const inline = { own: policy(...statements) };
    builder.associate(prod, `n/${name}`, builder.role(name, { trust: podTrust(), inline }));
  };
  role("part", allow("s3:GetObject", "arn:aws:s3:::data/a/*"));
  role("denied-part", deny("s3:GetObject", "arn:aws:s3:::data/secret/*"));
  role("denied", deny("s3:Get*", "arn:aws:s3:::data/*"));
  const index = accessOf(
    withResources(builder, [bucket("data", policy(whole("data", "part", "denied-part", "denied")))]),
  );

  it("gives as a whole what the role has in part, and is held against the role's denials", () => {
    expect(who(index, "s3:GetObject", "arn:aws:s3:::data/*")).toEqual(["n/denied-part conditional", "n/part allowed"]);
    expect(who(index, "s3:GetObject", "arn:aws:s3:::data/b/*")).toEqual(["n/denied-part allowed", "n/part allowed"]);
    expect(who(index, "s3:GetObject", "arn:aws:s3:::data/secret/*")).toEqual(["n/part allowed"]);
  });
});

describe("a key's policy", () => {
  const builder = new EstateBuilder();
  const prod = builder.cluster("prod");
  const away = builder.cluster("away", { accountId: OTHER });
  builder.agent(prod).agent(away);
  const role = (name: string, statement: object, account = ACCOUNT) =>
    builder.associate(
      account === ACCOUNT ? prod : away,
      `n/${name}`,
      builder.role(name, { trust: podTrust(), inline: { own: policy(statement) } }, account),
    );
  const through = { StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } };
  role("kms", allow("kms:*"));
  role("none", allow("ec2:*"));
  role("through", allow("kms:Decrypt", "*", { Condition: through }));
  role("far", allow("kms:*"), OTHER);
  const to = (principal: unknown, more: object = {}, action = "kms:*") => ({
    Effect: "Allow",
    Principal: principal,
    Action: action,
    Resource: "*",
    ...more,
  });
  const everyone = to(
    { AWS: "*" },
    { Condition: { StringEquals: { "kms:CallerAccount": ACCOUNT, ...through.StringEquals } } },
    "kms:Decrypt",
  );
  const index = accessOf(
    withResources(builder, [
      key("account", policy(to({ AWS: ROOT }))),
      key("role", policy(to({ AWS: roleArn("none") }))),
      key("both", policy(to({ AWS: [ROOT, `arn:aws:iam::${OTHER}:root`] }))),
      key("through", policy(to({ AWS: ROOT }, { Condition: through }))),
      key("aws", policy(everyone)),
      key("describe", policy(to({ AWS: ROOT }, {}, "kms:Describe*"))),
    ]),
  );
  const decrypt = (id: string) => who(index, "kms:Decrypt", `arn:aws:kms:eu-west-1:${ACCOUNT}:key/${id}`);

  it("lets identity policies count where it names the account, for what it delegates", () => {
    expect(decrypt("account")).toEqual(["n/kms allowed", "n/through conditional"]);
    expect(decrypt("both")).toEqual(["n/far allowed", "n/kms allowed", "n/through conditional"]);
    expect(decrypt("through")).toEqual(["n/kms conditional", "n/through conditional"]);
    expect(decrypt("describe")).toEqual([]);
  });

  it("that names roles needs nothing of theirs, and lets no others in", () => {
    expect(decrypt("role")).toEqual(["n/none allowed"]);
  });

  it("of an AWS managed key is open to its own account", () => {
    expect(decrypt("aws")).toEqual(["n/kms conditional", "n/none conditional", "n/through conditional"]);
  });
});
