/** Roles that assume roles: trust, boundaries, session policies, accounts, cycles. Worked out by hand. */
import { describe, expect, it } from "vitest";
import { accessOf, allow, roleArn, who } from "./access-estate";
import { ACCOUNT, EstateBuilder, podTrust, policy } from "./estate-builder";

const OTHER = "444455556666";
const both = ["sts:AssumeRole", "sts:TagSession"];
const trusting = (principal: unknown, more: object = {}, action: string | readonly string[] = both) => ({
  Effect: "Allow",
  Principal: principal,
  Action: action,
  ...more,
});
const when = (operator: string, key: string, value: string) => ({ Condition: { [operator]: { [key]: value } } });

interface Case {
  readonly title: string;
  readonly trust: readonly object[];
  /** Allowed, then conditional. */
  readonly can: readonly string[];
  readonly may?: readonly string[];
}

const NAMED = ["bounded", "bare", "asking"].map((name) => roleArn(name));
const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
/** bounded: a boundary without sts. bare: no policy. asking: sts:*. limited, free: asking under session policies, no tags. */
const cases: readonly Case[] = [
  { title: "roles by name", trust: [trusting({ AWS: NAMED })], can: ["asking", "bare", "free"] },
  { title: "the account", trust: [trusting({ AWS: ROOT })], can: ["asking", "free"] },
  { title: "everyone", trust: [trusting("*")], can: ["asking", "bare", "bounded", "free", "limited"] },
  {
    title: "one session",
    trust: [trusting({ AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/bounded/one` })],
    can: [],
    may: ["bounded"],
  },
  { title: "no tags of sessions", trust: [trusting({ AWS: NAMED }, {}, "sts:AssumeRole")], can: ["free"] },
  { title: "a wildcard in a name", trust: [trusting({ AWS: `arn:aws:iam::${ACCOUNT}:role/*` })], can: [] },
  { title: "who was deleted", trust: [trusting({ AWS: "AROAEXAMPLEEXAMPLE123" })], can: [] },
  {
    title: "everyone by a pattern of names",
    trust: [trusting("*", when("ArnLike", "aws:PrincipalArn", `arn:aws:iam::${ACCOUNT}:role/as*`))],
    can: ["asking", "free", "limited"],
  },
  {
    title: "all but one",
    trust: [trusting({ AWS: ACCOUNT }), { ...trusting({ AWS: roleArn("asking") }), Effect: "Deny" }],
    can: [],
  },
  {
    title: "with a device",
    trust: [trusting({ AWS: ACCOUNT }, when("Bool", "aws:MultiFactorAuthPresent", "true"))],
    can: [],
  },
  {
    title: "by the caller's tags",
    trust: [trusting({ AWS: ACCOUNT }, when("StringEquals", "aws:PrincipalTag/kubernetes-service-account", "asking"))],
    can: ["asking"],
  },
  {
    title: "by tags that go along, or could be sent",
    trust: [trusting({ AWS: ACCOUNT }, when("StringEquals", "aws:RequestTag/kubernetes-service-account", "asking"))],
    can: ["asking"],
    may: ["free"],
  },
  {
    title: "by the session's name",
    trust: [trusting({ AWS: ACCOUNT }, when("StringLike", "sts:RoleSessionName", "x*"))],
    can: [],
    may: ["asking", "free"],
  },
];

describe("a trust policy that names", () => {
  const builder = new EstateBuilder();
  const prod = builder.cluster("prod");
  builder.agent(prod);
  const edge = builder.policy(`arn:aws:iam::${ACCOUNT}:policy/edge`, policy(allow("lambda:*")));
  const bounded = builder.role("bounded", { trust: podTrust(), inline: { own: policy(allow("*")) }, boundary: edge });
  const bare = builder.role("bare", { trust: podTrust() });
  const asking = builder.role("asking", { trust: podTrust(), inline: { own: policy(allow("sts:*")) } });
  const session = (action: string) => ({ disableSessionTags: true, policy: JSON.stringify(policy(allow(action))) });
  builder
    .associate(prod, "n/bounded", bounded)
    .associate(prod, "n/bare", bare)
    .associate(prod, "n/asking", asking)
    .associate(prod, "n/limited", asking, session("ec2:*"))
    .associate(prod, "n/free", asking, session("sts:*"));
  const table = (i: number) => `arn:aws:rds:eu-west-1:${ACCOUNT}:db:d${i}`;
  cases.forEach(({ trust }, i) => {
    builder.role(`target-${i}`, {
      trust: policy(...trust),
      inline: { own: policy(allow("rds:StartDBInstance", table(i))) },
    });
  });
  const index = accessOf(builder.build());

  it.each(cases.map((each, i) => ({ ...each, i })))("$title", ({ i, can, may = [] }) => {
    const expected = [...can.map((name) => `n/${name} allowed >1`), ...may.map((name) => `n/${name} conditional >1`)];
    expect(who(index, "rds:StartDBInstance", table(i))).toEqual(expected.sort());
  });
});

describe("a chain", () => {
  const builder = new EstateBuilder();
  const prod = builder.cluster("prod");
  builder.agent(prod);
  const POD = roleArn("team/a/pod");
  const [one, two, three, four] = ["one", "two", "three", "four"].map((name) => roleArn(name)) as [
    string,
    string,
    string,
    string,
  ];
  const instance = (account = ACCOUNT) => `arn:aws:ec2:eu-west-1:${account}:instance/i-1`;
  const role = (name: string, trust: readonly string[], to: readonly string[], action: string, account = ACCOUNT) =>
    builder.role(
      name,
      {
        trust: policy(trusting({ AWS: trust })),
        inline: { own: policy(...(to.length > 0 ? [allow(both, to)] : []), allow(action)) },
      },
      account,
    );
  const itself = trusting({ AWS: POD });
  const pod = builder.role("team/a/pod", {
    trust: policy(...(podTrust() as { Statement: object[] }).Statement, itself),
    inline: {
      own: policy(
        allow(both, [
          one,
          POD,
          roleArn("gone"),
          roleArn("same"),
          roleArn("in/a/path"),
          roleArn("far", OTHER),
          roleArn("far-closed", OTHER),
          roleArn("unread", "777788889999"),
        ]),
      ),
    },
  });
  const bare = builder.role("bare", { trust: podTrust() });
  builder.associate(prod, "n/pod", pod).associate(prod, "n/bare", bare);
  role("one", [POD], [two], "ec2:MonitorInstances");
  role("two", [one], [three], "ec2:UnmonitorInstances");
  role("three", [two], [four, one], "ec2:GetConsoleOutput");
  role("four", [three], [one], "ec2:StopInstances");
  role("in/a/path", [POD], [], "ec2:RebootInstances");
  role("same", [POD], [], "ec2:GetPasswordData");
  role("same", [POD], [], "ec2:GetConsoleScreenshot", OTHER);
  role("far", [POD, bare], [], "ec2:StartInstances", OTHER);
  role("far-closed", [roleArn("nobody")], [], "ec2:TerminateInstances", OTHER);
  role("wrong-path", [roleArn("pod")], [], "ec2:ResetInstanceAttribute");
  const index = accessOf(builder.build());
  const assumes = (resource: string) => who(index, "sts:AssumeRole", resource);

  it("is followed to its end, and a cycle ends", () => {
    expect(who(index, "ec2:StopInstances", instance())).toEqual(["n/pod allowed >4"]);
  });

  it("needs both sides across accounts", () => {
    expect(who(index, "ec2:StartInstances", instance(OTHER))).toEqual(["n/pod allowed >1"]);
    expect(who(index, "ec2:TerminateInstances", instance(OTHER))).toEqual([]);
  });

  it("knows roles by their whole ARN: path and account", () => {
    expect(who(index, "ec2:RebootInstances", instance())).toEqual(["n/pod allowed >1"]);
    expect(who(index, "ec2:GetPasswordData", instance())).toEqual(["n/pod allowed >1"]);
    expect(who(index, "ec2:GetConsoleScreenshot", instance(OTHER))).toEqual([]);
    expect(who(index, "ec2:ResetInstanceAttribute", instance())).toEqual([]);
  });

  it("answers who can assume a role, itself included; nobody one that does not exist", () => {
    expect(assumes(one)).toEqual(["n/pod allowed"]);
    expect(assumes(two)).toEqual(["n/pod allowed >1"]);
    expect(assumes(POD)).toEqual(["n/pod allowed"]);
    expect(assumes(roleArn("far", OTHER))).toEqual(["n/pod allowed"]);
    expect(assumes(roleArn("far-closed", OTHER))).toEqual([]);
    expect(assumes(roleArn("gone"))).toEqual([]);
    expect(assumes(roleArn("unread", "777788889999"))).toEqual(["n/pod unknown"]);
  });

  it("answers who can assume any of several", () => {
    expect(assumes("")).toEqual(["n/pod allowed"]);
    expect(assumes(`arn:aws:iam::${ACCOUNT}:role/*`)).toEqual(["n/pod conditional"]);
    expect(assumes(`arn:aws:iam::${OTHER}:role/far-*`)).toEqual([]);
    expect(assumes("arn:aws:iam::777788889999:role/*")).toEqual(["n/pod unknown"]);
  });
});
