import { describe, expect, it } from "vitest";
import { allow, deny } from "@/tests/estates/access-estate";
import { ACCOUNT, EstateBuilder, podTrust, policy } from "@/tests/estates/estate-builder";
import { type AccountGiven, account, type RoleGiven } from "../../escalation/testing/account";
import type { Rule } from "../../rule";
import { findings, inShort } from "../../testing/facts";
import { administratorInEffect } from "./administrator-in-effect";
import { crossAccountReach } from "./cross-account-reach";
import { dataAccessWithoutLimits } from "./data-access-without-limits";
import { kubernetesBecomesRole } from "./kubernetes-becomes-role";
import { passRoleWide } from "./pass-role-wide";
import { privilegeEscalation } from "./privilege-escalation";
import { secretsAndKeys } from "./secrets-and-keys";

const role = (name: string, of = ACCOUNT) => `arn:aws:iam::${of}:role/${name}`;
const when = (key: string, value: string, operator = "StringEquals") => ({
  Condition: { [operator]: { [key]: value } },
});
const said = (rule: Rule, given: AccountGiven) =>
  inShort(findings(account(given), rule)).map((text) => text.replace(`${rule.id} `, ""));

type Case = readonly [name: string, given: AccountGiven, found: readonly string[]];

const ADMIN: readonly Case[] = [
  ["everything", { pod: [allow("*")] }, ["critical allowed: pod +1"]],
  [
    "everything by a policy of any name",
    { pod: { can: [], attached: ["reader"] }, policies: { reader: [allow("*")] } },
    ["critical allowed: pod +1"],
  ],
  [
    "two halves of everything",
    { pod: { can: [allow("iam:*")], also: { rest: [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }] } } },
    ["critical allowed: pod +1"],
  ],
  [
    "AWS's name, and a boundary that leaves little",
    {
      pod: { can: [], attached: ["arn:aws:iam::aws:policy/AdministratorAccess"], boundary: "limit" },
      policies: { "arn:aws:iam::aws:policy/AdministratorAccess": [allow("*")], limit: [allow("s3:*")] },
    },
    [],
  ],
  ["everything on one name only", { pod: [allow("*", "arn:aws:s3:::shop/*")] }, []],
  [
    "everything but identities",
    { pod: [{ Effect: "Allow", NotAction: ["iam:*", "organizations:*"], Resource: "*" }] },
    [],
  ],
  ["everything, and denied again", { pod: [allow("*"), deny("*")] }, []],
  ["everything, of which an SCP leaves reading", { pod: [allow("*")], scp: [allow(["*:Get*", "*:List*"])] }, []],
  [
    "everything, of which SCPs take a few actions",
    { pod: [allow("*")], scp: [allow("*"), deny(["organizations:LeaveOrganization", "cloudtrail:StopLogging"])] },
    ["critical allowed: pod +1"],
  ],
  [
    "everything for a session that is limited",
    { pod: [allow("*")], session: [allow("s3:GetObject", "arn:aws:s3:::shop/*")] },
    [],
  ],
  [
    "everything under a condition that can hold",
    { pod: [allow("*", "*", when("aws:SourceVpce", "vpce-1"))] },
    ["high conditional: pod +1"],
  ],
];

const DATA: readonly Case[] = [
  ["objects of every bucket", { pod: [allow("s3:Get*")] }, ["high allowed: pod +1"]],
  ["every table", { pod: [allow("dynamodb:*", `arn:aws:dynamodb:*:${ACCOUNT}:table/*`)] }, ["high allowed: pod +1"]],
  ["one bucket", { pod: [allow("s3:*", ["arn:aws:s3:::shop", "arn:aws:s3:::shop/*"])] }, []],
  ["objects with a tag", { pod: [allow("s3:GetObject", "*", when("s3:ExistingObjectTag/team", "shop"))] }, []],
  ["names of buckets only", { pod: [allow("s3:ListAllMyBuckets")] }, []],
  [
    "denied but for its own",
    { pod: [allow("s3:GetObject"), { Effect: "Deny", Action: "s3:*", NotResource: "arn:aws:s3:::shop/*" }] },
    ["medium conditional: pod +1"],
  ],
  [
    "the boundary leaves one bucket",
    {
      pod: { can: [allow("s3:GetObject")], boundary: "limit" },
      policies: { limit: [allow("s3:GetObject", "arn:aws:s3:::shop/*")] },
    },
    ["medium conditional: pod +1"],
  ],
  [
    "the boundary has no S3",
    { pod: { can: [allow("s3:GetObject")], boundary: "limit" }, policies: { limit: [allow("sqs:*")] } },
    [],
  ],
];

const SECRETS: readonly Case[] = [
  ["every secret", { pod: [allow("secretsmanager:GetSecretValue")] }, ["high allowed: pod +1"]],
  [
    "every parameter",
    { pod: [allow("ssm:GetParameter*", `arn:aws:ssm:*:${ACCOUNT}:parameter/*`)] },
    ["high allowed: pod +1"],
  ],
  [
    "its own secrets",
    { pod: [allow("secretsmanager:GetSecretValue", `arn:aws:secretsmanager:*:${ACCOUNT}:secret:shop/*`)] },
    [],
  ],
  ["every key, as far as keys allow it", { pod: [allow("kms:Decrypt")] }, ["low conditional: pod +1"]],
  [
    "keys for one service",
    { pod: [allow("kms:Decrypt", "*", when("kms:ViaService", "s3.eu-west-1.amazonaws.com"))] },
    [],
  ],
];

const PASS: readonly Case[] = [
  ["every role", { pod: [allow("iam:PassRole")] }, ["medium allowed: pod +1"]],
  [
    "every role to one service",
    { pod: [allow("iam:PassRole", "*", when("iam:PassedToService", "lambda.amazonaws.com"))] },
    ["low allowed: pod +1"],
  ],
  ["roles by name", { pod: [allow("iam:PassRole", role("shop-*"))] }, []],
  ["denied to pass any", { pod: [allow("iam:*"), deny("iam:PassRole")] }, []],
];

describe.each([
  [administratorInEffect, ADMIN],
  [dataAccessWithoutLimits, DATA],
  [secretsAndKeys, SECRETS],
  [passRoleWide, PASS],
])("$id", (rule, cases) => {
  it.each(cases)("%s", (_name, given, expected) => {
    expect(said(rule, given)).toEqual(expected);
  });
});

describe("remedies", () => {
  const wide = [
    ...DATA.map((each) => [dataAccessWithoutLimits, ...each] as const),
    ...SECRETS.map((each) => [secretsAndKeys, ...each] as const),
    ...PASS.map((each) => [passRoleWide, ...each] as const),
  ].filter(([, , , expected]) => expected.length > 0);

  it.each(wide)("%o ends it", (rule, _name, given) => {
    const [finding] = findings(account(given), rule);
    const text = finding?.remediation.find(({ format }) => format === "policy")?.text ?? "";
    const own = Array.isArray(given.pod) ? { can: given.pod as readonly object[] } : (given.pod as RoleGiven);
    const mended = { ...given, pod: { ...own, also: { mended: JSON.parse(text).Statement } } };
    expect(findings(account(mended), rule)).toEqual([]);
  });

  it("names the policies that make an administrator", () => {
    const everything = { pod: { can: [allow("*")], attached: ["ops"] }, policies: { ops: [allow("*")] } };
    const [finding] = findings(account(everything), administratorInEffect);
    const text = finding?.remediation.find(({ format }) => format === "aws-cli")?.text;
    expect(text).toContain("delete-role-policy --role-name pod --policy-name own");
    expect(text).toContain(`detach-role-policy --role-name pod --policy-arn arn:aws:iam::${ACCOUNT}:policy/ops`);
  });
});

describe("cross-account-reach", () => {
  const OTHER = "444455556666";
  const both = ["sts:AssumeRole", "sts:TagSession"];
  const from = (trusted: string, can: readonly object[]) => {
    const given: AccountGiven = { pod: [allow(both, role("there", OTHER))] };
    return account({
      ...given,
      more: (builder) =>
        builder.role(
          "there",
          {
            trust: policy({ Effect: "Allow", Principal: { AWS: trusted }, Action: both }),
            inline: { own: policy(...can) },
          },
          OTHER,
        ),
    });
  };

  it("is as bad as what can be done there", () => {
    const [finding] = findings(from(role("pod"), [allow("*")]), crossAccountReach);
    expect(finding).toMatchObject({ severity: "critical", certainty: "allowed", cause: `${role("pod")}|${OTHER}` });
    expect(finding?.evidence[0]).toMatchObject({
      kind: "statement",
      roleArn: role("there", OTHER),
      statement: { policy: "trust" },
    });
    expect(findings(from(role("pod"), [allow("s3:ListBucket")]), crossAccountReach)[0]).toMatchObject({
      severity: "low",
    });
  });

  it("needs both sides", () => {
    expect(findings(from(role("somebody"), [allow("*")]), crossAccountReach)).toEqual([]);
  });

  it("says of a role that was not read that it is not known", () => {
    const [finding] = findings(account({ pod: [allow(both, role("there", OTHER))] }), crossAccountReach);
    expect(finding).toMatchObject({ severity: "low", certainty: "unknown" });
    expect(finding?.evidence).toContainEqual({
      kind: "gap",
      text: `Roles of account ${OTHER} were not read`,
      missingPermission: null,
    });
  });
});

describe("kubernetes-becomes-role", () => {
  const grant = (more: object) => ({
    namespace: null,
    subject: { kind: "ServiceAccount", name: "api", namespace: "shop" },
    via: "create-pods",
    names: [],
    role: "ClusterRole runner",
    binding: "runner",
    ...more,
  });
  const estate = (more: object, can: readonly object[] = [allow("*")]) =>
    account({
      pod: [allow("sqs:SendMessage")],
      roles: { strong: { can } },
      more: (builder, cluster) => {
        builder.associate(cluster, "ops/admin", role("strong"));
        builder.part("rbac-grants", cluster, [grant(more)]);
      },
    });

  it("finds service accounts that can start pods where a stronger one is", () => {
    const [finding] = findings(estate({}), kubernetesBecomesRole);
    expect(finding).toMatchObject({ severity: "critical", certainty: "allowed" });
    expect(finding?.subjects.map(({ name }) => name)).toEqual(["shop/api", "ops/admin"]);
    expect(finding?.steps).toHaveLength(2);
  });

  const more = [allow("*")];
  const harmless: readonly (readonly [name: string, grant: object, can: readonly object[]])[] = [
    ["in another namespace", { namespace: "shop" }, more],
    ["where nobody has more", {}, [allow("sqs:SendMessage")]],
    ["by a token of one name only", { via: "create-token", names: ["other"] }, more],
    ["by a role of Kubernetes itself", { binding: "system:controller:replicaset-controller" }, more],
    ["by reading secrets, where tokens are no longer", { via: "read-secrets" }, more],
    ["by a user, which is no pod", { subject: { kind: "User", name: "ada", namespace: null } }, more],
  ];
  it.each(harmless)("not %s", (_name, granted, can) => {
    expect(findings(estate(granted, can), kubernetesBecomesRole)).toEqual([]);
  });
});

describe("privilege-escalation as a finding", () => {
  it("shows its steps with the statements that allow them", () => {
    const [finding] = findings(
      account({
        pod: [allow("iam:PassRole", role("deploy")), allow(["lambda:CreateFunction", "lambda:InvokeFunction"])],
        roles: { deploy: { services: ["lambda.amazonaws.com"], can: [allow("*")] } },
      }),
      privilegeEscalation,
    );
    expect(finding).toMatchObject({
      severity: "critical",
      certainty: "allowed",
      certaintyReason: null,
      cause: `${role("pod")}|pass-role`,
      title: `Pods with role pod can become administrators of account ${ACCOUNT}`,
    });
    expect(finding?.subjects.map(({ kind, name }) => `${kind} ${name}`)).toEqual(["role pod", "workload shop/api"]);
    expect(finding?.steps.map(({ text }) => text)).toEqual([
      "A pod of shop/api has role pod.",
      "Pass role deploy to a Lambda function that it makes or changes.",
    ]);
    const statements = finding?.steps[1]?.evidence.map((each) =>
      each.kind === "statement" ? [each.text, each.roleArn, each.statement] : each,
    );
    expect(statements).toEqual([
      [`iam:PassRole on ${role("deploy")}`, role("pod"), { policy: "own", sid: null, index: 0 }],
      [
        "lambda:CreateFunction on arn:aws:lambda:eu-west-1:111122223333:function:some",
        role("pod"),
        { policy: "own", sid: null, index: 1 },
      ],
      [
        "lambda:InvokeFunction on arn:aws:lambda:eu-west-1:111122223333:function:some",
        role("pod"),
        { policy: "own", sid: null, index: 1 },
      ],
      ["role deploy trusts lambda.amazonaws.com", role("deploy"), { policy: "trust", sid: null, index: 0 }],
    ]);
  });

  it("is one finding for all workloads of the role, and for those that assume it", () => {
    const given: AccountGiven = {
      pod: [allow("iam:PutRolePolicy", role("pod"))],
      roles: {
        front: { can: [allow(["sts:AssumeRole", "sts:TagSession"], role("middle"))] },
        middle: {
          trust: policy({
            Effect: "Allow",
            Principal: { AWS: role("front") },
            Action: ["sts:AssumeRole", "sts:TagSession"],
          }),
          can: [allow("iam:PutRolePolicy", role("middle"))],
        },
      },
      more: (builder, cluster) => {
        builder.associate(cluster, "shop/worker", role("pod"));
        builder.associate(cluster, "web/front", role("front"));
      },
    };
    const found = findings(account(given), privilegeEscalation);
    const subjects = found.map(
      ({ cause, subjects: all }) => `${cause.split("/")[1]}: ${all.map(({ name }) => name).join(", ")}`,
    );
    expect(subjects.sort()).toEqual([
      "front|assume: front, web/front",
      "middle|identity: middle, web/front",
      "pod|identity: pod, shop/api, shop/worker",
    ]);
  });

  it("says on what it rests where it is not certain, and the remedy ends it", () => {
    const given: AccountGiven = {
      pod: [allow(["lambda:UpdateFunctionCode", "iam:CreateAccessKey"])],
      roles: { runner: { services: ["lambda.amazonaws.com"], can: [allow("*")] } },
    };
    const found = findings(account(given), privilegeEscalation);
    const compute = found.find(({ cause }) => cause.endsWith("compute"));
    expect(compute?.certaintyReason).toBe(
      "Only if a Lambda function runs with role runner, and if something calls the function.",
    );
    const documents = found.map(({ remediation }) =>
      JSON.parse(remediation.find(({ format }) => format === "policy")!.text),
    );
    const also = Object.fromEntries(documents.map((document, i) => [`deny-${i}`, document.Statement]));
    expect(
      findings(account({ ...given, pod: { can: given.pod as readonly object[], also } }), privilegeEscalation),
    ).toEqual([]);
  });

  it("is the same whatever the order of roles", () => {
    const build = (names: readonly string[]) => {
      const builder = new EstateBuilder();
      const cluster = builder.cluster("prod");
      builder.agent(cluster);
      for (const name of names)
        builder.role(name, {
          trust:
            name === "pod"
              ? podTrust()
              : policy({ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }),
          inline: { own: policy(...(name === "pod" ? [allow(["iam:PassRole", "lambda:*"])] : [allow("*")])) },
        });
      builder.associate(cluster, "shop/api", role("pod"));
      return findings(builder, privilegeEscalation);
    };
    expect(build(["pod", "a", "b", "c"])).toEqual(build(["c", "b", "a", "pod"]));
  });
});
