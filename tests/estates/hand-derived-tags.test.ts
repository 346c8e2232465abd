/** One role, several service accounts, policies that look at session tags: who can what, worked out by hand. */
import { describe, expect, it } from "vitest";
import { accessOf, allow, bucket, deny, who, withResources } from "./access-estate";
import { ACCOUNT, EstateBuilder, irsaTrust, issuerOf, podTrust, policy } from "./estate-builder";

const NAMESPACE = "aws:PrincipalTag/kubernetes-namespace";
const NAME = "aws:PrincipalTag/kubernetes-service-account";
const INSTANCE = `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-1`;
/** Tags are off for red/off; a web identity (web/front) has none. */
const RED = ["red/api", "red/job"];
const TAGGED = ["blue/api", ...RED];
const UNTAGGED = ["red/off", "web/front"];

interface Case {
  readonly title: string;
  readonly action: string;
  readonly statements: readonly object[];
  readonly can: readonly string[];
}

let next = 0;
const ACTIONS = `StopInstances StartInstances RebootInstances TerminateInstances MonitorInstances UnmonitorInstances
  GetConsoleOutput GetPasswordData ModifyInstanceMetadataOptions ModifyInstanceAttribute GetConsoleScreenshot
  SendDiagnosticInterrupt ResetInstanceAttribute ModifyInstancePlacement ModifyInstanceCreditSpecification
  ModifyInstanceEventStartTime`.split(/\s+/);

function allowed(title: string, condition: object, can: readonly string[]): Case {
  const action = `ec2:${ACTIONS[next++]}`;
  return { title, action, statements: [allow(action, "*", { Condition: condition })], can };
}

function denied(title: string, condition: object, can: readonly string[]): Case {
  const action = `ec2:${ACTIONS[next++]}`;
  return { title, action, statements: [allow(action), deny(action, "*", { Condition: condition })], can };
}

const cases = [
  allowed("StringEquals", { StringEquals: { [NAMESPACE]: "red" } }, RED),
  allowed("keys in any case", { StringEquals: { "AWS:principaltag/Kubernetes-Namespace": "red" } }, RED),
  allowed("IfExists holds without the tag", { StringEqualsIfExists: { [NAMESPACE]: "red" } }, [...RED, ...UNTAGGED]),
  allowed("a negation holds without it", { StringNotEquals: { [NAMESPACE]: "red" } }, ["blue/api", ...UNTAGGED]),
  allowed("Null true", { Null: { [NAMESPACE]: "true" } }, UNTAGGED),
  allowed("Null false", { Null: { [NAMESPACE]: "false" } }, TAGGED),
  allowed("ForAllValues holds without it", { "ForAllValues:StringEquals": { [NAMESPACE]: "red" } }, [
    ...RED,
    ...UNTAGGED,
  ]),
  allowed("ForAnyValue does not", { "ForAnyValue:StringEquals": { [NAMESPACE]: "red" } }, RED),
  allowed("a question mark is one character", { StringLike: { [NAME]: "ap?" } }, ["blue/api", "red/api"]),
  allowed("the cluster", { ArnLike: { "aws:PrincipalTag/eks-cluster-arn": "arn:aws:eks:*:*:cluster/prod" } }, TAGGED),
  allowed("two keys are both needed", { StringEqualsIfExists: { [NAMESPACE]: "red", [NAME]: "api" } }, [
    "red/api",
    ...UNTAGGED,
  ]),
  allowed("a tag that nobody sends", { StringEquals: { "aws:PrincipalTag/team": "x" } }, []),
  denied("a denial of all others binds who has no tag", { StringNotEquals: { [NAMESPACE]: "red" } }, RED),
  denied("a denial of one", { StringEquals: { [NAMESPACE]: "red" } }, ["blue/api", ...UNTAGGED]),
  denied("IfExists on a denial", { StringNotEqualsIfExists: { [NAMESPACE]: "red" } }, RED),
  denied("of the untagged", { Null: { [NAMESPACE]: "true" } }, TAGGED),
];

const OBJECTS = "arn:aws:s3:::data-$" + "{aws:PrincipalTag/kubernetes-namespace}/*";
const BY_DEFAULT = "arn:aws:s3:::data-$" + "{aws:PrincipalTag/kubernetes-namespace, 'shared'}/*";

function estate() {
  const builder = new EstateBuilder();
  const prod = builder.cluster("prod");
  builder.agent(prod);
  const issuer = issuerOf("prod");
  const web = irsaTrust(builder.provider(issuer), {
    StringEquals: { [`${issuer}:sub`]: "system:serviceaccount:web:front", [`${issuer}:aud`]: "sts.amazonaws.com" },
  });
  const trust = policy(...[podTrust(), web].flatMap((each) => (each as { Statement: object[] }).Statement));
  const own = policy(
    ...cases.flatMap(({ statements }) => statements),
    allow("ec2:AssociateIamInstanceProfile", "*", {
      Condition: { StringEquals: { "aws:PrincipalTag/kubernetes-pod-name": "api-0" } },
    }),
    allow("s3:GetObject", OBJECTS),
    allow("s3:DeleteObject", BY_DEFAULT),
    { Effect: "Allow", Action: "s3:PutObjectAcl", NotResource: OBJECTS },
    allow("s3:GetObjectAcl"),
    deny("s3:GetObjectAcl", OBJECTS),
    allow("s3:GetObjectTagging"),
    { Effect: "Deny", Action: "s3:GetObjectTagging", NotResource: OBJECTS },
    allow("s3:PutObjectTagging", "*", {
      Condition: { StringEquals: { "s3:ExistingObjectTag/ns": "$" + "{aws:PrincipalTag/kubernetes-namespace}" } },
    }),
  );
  const role = builder.role("multi", { trust, inline: { own } });
  builder
    .associate(prod, "red/api", role)
    .associate(prod, "red/job", role)
    .associate(prod, "blue/api", role)
    .associate(prod, "red/off", role, { disableSessionTags: true });
  return accessOf(
    withResources(
      builder,
      ["data-red", "data-blue", "data-shared", "data-"].map((name) => bucket(name, null)),
    ),
  );
}

describe("tags in conditions", () => {
  const index = estate();
  it.each(cases)("$title", ({ action, can }) => {
    const expected = [...can].sort().map((name) => `${name} allowed`);
    expect(who(index, action, INSTANCE)).toEqual(expected);
    expect(who(index, action)).toEqual(expected);
  });

  it("a tag of which only the form is known is a condition", () => {
    expect(who(index, "ec2:AssociateIamInstanceProfile", INSTANCE)).toEqual(
      TAGGED.map((name) => `${name} conditional`),
    );
  });
});

describe("tags in resources", () => {
  const index = estate();
  const object = (action: string, name: string) => who(index, `s3:${action}`, `arn:aws:s3:::${name}/k`);
  const certain = (...names: readonly string[]) => [...names].sort().map((name) => `${name} allowed`);

  it("are filled, and name nothing without the tag", () => {
    expect(object("GetObject", "data-red")).toEqual(certain(...RED));
    expect(who(index, "s3:GetObject", "arn:aws:s3:::data-red/*")).toEqual(certain(...RED));
    expect(object("GetObject", "data-")).toEqual([]);
  });

  it("have a default where the tag is absent", () => {
    expect(object("DeleteObject", "data-shared")).toEqual(certain(...UNTAGGED));
    expect(object("DeleteObject", "data-red")).toEqual(certain(...RED));
  });

  it("in NotResource leave out what they name", () => {
    expect(object("PutObjectAcl", "data-red")).toEqual(certain("blue/api", ...UNTAGGED));
    expect(object("GetObjectTagging", "data-red")).toEqual(certain(...RED));
  });

  it("in a denial deny what they name", () => {
    expect(object("GetObjectAcl", "data-red")).toEqual(certain("blue/api", ...UNTAGGED));
  });

  it("in a condition are open for those alone who have the tag", () => {
    expect(object("PutObjectTagging", "data-red")).toEqual(TAGGED.map((name) => `${name} conditional`));
  });
});

describe("tags of the role", () => {
  const builder = new EstateBuilder();
  const prod = builder.cluster("prod");
  builder.agent(prod);
  const on = (key: string, value: string) => ({ Condition: { StringEquals: { [key]: value } } });
  const role = builder.role("tagged", {
    trust: podTrust(),
    tags: { "Kubernetes-Namespace": "blue", team: "T" },
    inline: {
      own: policy(
        allow("ec2:StopInstances", "*", on(NAMESPACE, "blue")),
        allow("ec2:StartInstances", "*", on("aws:PrincipalTag/TEAM", "T")),
        allow("ec2:RebootInstances", "*", on("aws:PrincipalTag/team", "t")),
      ),
    },
  });
  builder.associate(prod, "red/api", role).associate(prod, "red/off", role, { disableSessionTags: true });
  const index = accessOf(builder.build());

  it("count unless a session tag of the same key, in any case, stands before them", () => {
    expect(who(index, "ec2:StopInstances", INSTANCE)).toEqual(["red/off allowed"]);
    expect(who(index, "ec2:StartInstances", INSTANCE)).toEqual(["red/api allowed", "red/off allowed"]);
    expect(who(index, "ec2:RebootInstances", INSTANCE)).toEqual([]);
  });
});
