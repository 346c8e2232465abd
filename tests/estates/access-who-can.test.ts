/** Who can do it, in estates of which the answers were worked out by hand. */
import { describe, expect, it } from "vitest";
import { accessOf, allow, bucket, deny, key, roleArn, who, withResources } from "./access-estate";
import { ACCOUNT, EstateBuilder, irsaTrust, issuerOf, podTrust, policy } from "./estate-builder";

const OTHER = "444455556666";
const ORDERS = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders";
const RUNS = "arn:aws:ec2:eu-west-1:111122223333:instance/i-1";
const trusting = (...principals: readonly string[]) =>
  policy({ Effect: "Allow", Principal: { AWS: principals }, Action: ["sts:AssumeRole", "sts:TagSession"] });

function estate() {
  const builder = new EstateBuilder();
  const prod = builder.cluster("prod");
  builder.agent(prod);
  return { builder, prod };
}

describe("one role with policies that look at tags", () => {
  const { builder, prod } = estate();
  const role = builder.role("tenants", {
    trust: podTrust(),
    inline: {
      own: policy(
        allow("ec2:StopInstances", "arn:aws:ec2:*:*:instance/*", {
          Condition: { StringEquals: { "aws:PrincipalTag/kubernetes-namespace": "red" } },
        }),
        allow("sns:Publish", "arn:aws:sns:eu-west-1:111122223333:${aws:PrincipalTag/kubernetes-namespace}-*"),
        allow("ec2:RebootInstances", "*", {
          Condition: {
            StringEquals: { "aws:PrincipalTag/kubernetes-namespace": "${aws:PrincipalTag/kubernetes-service-account}" },
          },
        }),
      ),
    },
  });
  builder.associate(prod, "red/api", role).associate(prod, "blue/api", role).associate(prod, "green/green", role);
  builder.associate(prod, "red/untagged", role, { disableSessionTags: true });
  const index = accessOf(builder.build());

  it("gives each service account what its own tags give", () => {
    expect(who(index, "ec2:StopInstances", RUNS)).toEqual(["red/api allowed"]);
    expect(who(index, "ec2:RebootInstances", RUNS)).toEqual(["green/green allowed"]);
  });

  it("fills variables of resources from the tags, and none where tags are off", () => {
    const topic = (name: string) => `arn:aws:sns:eu-west-1:111122223333:${name}`;
    expect(who(index, "sns:Publish", topic("blue-news"))).toEqual(["blue/api conditional"]);
    expect(who(index, "sns:Publish", topic("*"))).toHaveLength(3);
    expect(who(index, "sns:Publish", topic("blue-*"))).toEqual(["blue/api conditional"]);
    expect(who(index, "sns:Publish")).toHaveLength(3);
  });

  it("keeps one profile for each set of tags that matters", () => {
    expect(index.directCount).toBe(4);
  });
});

describe("limits", () => {
  const { builder, prod } = estate();
  const boundary = builder.policy(`arn:aws:iam::${ACCOUNT}:policy/edge`, policy(allow("ec2:*")));
  const everything = { both: policy(allow(["ec2:*", "autoscaling:*"])) };
  const bounded = builder.role("bounded", { trust: podTrust(), inline: everything, boundary });
  const free = builder.role("free", { trust: podTrust(), inline: everything });
  const session = JSON.stringify(policy(allow("autoscaling:Describe*")));
  builder.associate(prod, "a/bounded", bounded).associate(prod, "a/free", free);
  builder.associate(prod, "a/session", free, { policy: session, disableSessionTags: true });
  const index = accessOf(builder.build());

  it("a boundary removes a service", () => {
    expect(who(index, "autoscaling:DeleteAutoScalingGroup", "*")).toEqual(["a/free allowed"]);
    expect(who(index, "ec2:StopInstances", RUNS)).toEqual(["a/bounded allowed", "a/free allowed"]);
  });

  it("a session policy limits its own workload only", () => {
    expect(who(index, "autoscaling:DescribePolicies", "*")).toEqual(["a/free allowed", "a/session allowed"]);
  });
});

describe("control policies", () => {
  const root = "r-root";
  const unit = "ou-root-apps";
  const full = { id: "p-FullAWSAccess", arn: null, name: "FullAWSAccess", awsManaged: true };
  const organization = {
    id: "o-example",
    managementAccountId: "999999999999",
    featureSet: "ALL",
    roots: [{ id: root, policyTypes: ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"] }],
    units: [{ id: unit, name: "apps", parentId: root }],
    accounts: [
      { id: ACCOUNT, name: "prod", parentId: unit, state: "ACTIVE", path: null },
      { id: OTHER, name: "other", parentId: root, state: "ACTIVE", path: null },
      { id: "999999999999", name: "payer", parentId: root, state: "ACTIVE", path: null },
    ],
  };
  const { builder, prod } = estate();
  const inline = { all: policy(allow(["ec2:*", "sqs:*"])) };
  builder.associate(prod, "a/app", builder.role("app", { trust: podTrust(), inline }));
  builder.associate(prod, "a/admin", builder.role("admin", { trust: podTrust(), inline }));
  const away = builder.cluster("away", { accountId: OTHER });
  builder.agent(away).associate(away, "a/away", builder.role("away", { trust: podTrust(), inline }, OTHER));
  builder.organization(organization, [
    { ...full, type: "SCP", targets: [root, unit, ACCOUNT, OTHER], content: policy(allow("*")) },
    {
      ...full,
      id: "p-full-rcp",
      type: "RCP",
      targets: [root, unit, ACCOUNT, OTHER],
      content: policy({ ...allow("*"), Principal: "*" }),
    },
    {
      id: "p-stop",
      arn: null,
      name: "stop",
      awsManaged: false,
      type: "SCP",
      targets: [unit],
      content: policy(
        deny("ec2:StopInstances", "*", { Condition: { ArnNotLike: { "aws:PrincipalArn": roleArn("admin") } } }),
        deny("ec2:*", "*", { Condition: { StringNotEquals: { "aws:RequestedRegion": "eu-west-1" } } }),
      ),
    },
    {
      id: "p-queues",
      arn: null,
      name: "queues",
      awsManaged: false,
      type: "RCP",
      targets: [OTHER],
      content: policy({ ...deny("sqs:*"), Principal: "*" }),
    },
  ]);
  const index = accessOf(builder.build());

  it("an SCP of a unit binds its accounts, but for whom it spares", () => {
    expect(who(index, "ec2:StopInstances", RUNS)).toEqual(["a/admin allowed"]);
    expect(who(index, "ec2:StopInstances", RUNS.replace(ACCOUNT, OTHER))).toEqual(["a/away allowed"]);
  });

  it("a lock on regions counts where the resource tells its region", () => {
    expect(who(index, "ec2:RebootInstances", RUNS)).toEqual(["a/admin allowed", "a/app allowed"]);
    expect(who(index, "ec2:RebootInstances", RUNS.replace("eu-west-1", "us-east-1"))).toEqual([]);
    expect(who(index, "ec2:RebootInstances")).toEqual(["a/admin conditional", "a/app conditional", "a/away allowed"]);
  });

  it("an RCP binds the resources of its account", () => {
    const queue = (account: string) => `arn:aws:sqs:eu-west-1:${account}:q`;
    expect(who(index, "sqs:SendMessage", queue(ACCOUNT))).toEqual([
      "a/admin conditional",
      "a/app conditional",
      "a/away unknown",
    ]);
    expect(who(index, "sqs:SendMessage", queue(OTHER))).toEqual([]);
  });
});

describe("grants by exception, and explicit denials", () => {
  const { builder, prod } = estate();
  const role = (name: string, ...statements: readonly object[]) => {
    builder.associate(
      prod,
      `a/${name}`,
      builder.role(name, { trust: podTrust(), inline: { own: policy(...statements) } }),
    );
  };
  role("not-iam", { Effect: "Allow", NotAction: "iam:*", Resource: "*" });
  role("not-ec2", { Effect: "Allow", NotAction: "ec2:*", Resource: "*" });
  role("not-table", { Effect: "Allow", Action: "ec2:*", NotResource: RUNS });
  role("denied", allow("ec2:*"), deny("ec2:Stop*"));
  role(
    "maybe-denied",
    allow("ec2:*"),
    deny("ec2:Stop*", "*", { Condition: { StringNotEquals: { "aws:SourceVpce": "vpce-1" } } }),
  );
  const index = accessOf(builder.build());

  it("count as what they leave over", () => {
    expect(who(index, "ec2:StopInstances", RUNS)).toEqual(["a/maybe-denied conditional", "a/not-iam allowed"]);
    expect(who(index, "ec2:RebootInstances", RUNS)).toEqual([
      "a/denied allowed",
      "a/maybe-denied allowed",
      "a/not-iam allowed",
    ]);
    expect(who(index, "iam:CreateUser", `arn:aws:iam::${ACCOUNT}:user/x`)).toEqual(["a/not-ec2 allowed"]);
    expect(who(index, "ec2:StopInstances", "arn:aws:ec2:eu-west-1:111122223333:instance/i-2")).toContain(
      "a/not-table allowed",
    );
  });
});

describe("the resource's side", () => {
  const { builder, prod } = estate();
  const read = {
    own: policy(allow("s3:GetObject", "arn:aws:s3:::*/*"), allow("kms:Decrypt"), allow("dynamodb:GetItem")),
  };
  builder.associate(prod, "a/reader", builder.role("reader", { trust: podTrust(), inline: read }));
  builder.associate(prod, "a/nobody", builder.role("nobody", { trust: podTrust() }));
  const away = builder.cluster("away", { accountId: OTHER });
  builder.agent(away).associate(away, "a/away", builder.role("away", { trust: podTrust(), inline: read }, OTHER));
  const to = (principal: unknown, more = {}) => ({
    Effect: "Allow",
    Principal: principal,
    Action: "s3:GetObject",
    Resource: "*",
    ...more,
  });
  const objects = (name: string) => `arn:aws:s3:::${name}/*`;
  const decrypt = (principal: unknown) =>
    policy({ Effect: "Allow", Principal: principal, Action: "kms:*", Resource: "*" });
  const index = accessOf(
    withResources(builder, [
      bucket("plain", null),
      bucket("unread", "unread"),
      bucket("shared", policy(to({ AWS: OTHER }, { Resource: objects("shared") }))),
      bucket("open", policy(to("*", { Resource: objects("open") })), ACCOUNT, {
        publicAccessBlock: {
          blockPublicAcls: true,
          ignorePublicAcls: true,
          blockPublicPolicy: true,
          restrictPublicBuckets: true,
        },
      }),
      bucket("closed", policy({ ...to("*", { Resource: objects("closed/private") }), Effect: "Deny" })),
      bucket("named", policy(to({ AWS: roleArn("nobody") }, { Resource: objects("named") }))),
      key("default", decrypt({ AWS: `arn:aws:iam::${ACCOUNT}:root` }) as object),
      key("strict", decrypt({ AWS: roleArn("nobody") }) as object),
      key("unread", "unread"),
    ]),
  );
  const object = (name: string) => who(index, "s3:GetObject", `arn:aws:s3:::${name}/k`);
  const kms = (id: string) => who(index, "kms:Decrypt", `arn:aws:kms:eu-west-1:${ACCOUNT}:key/${id}`);

  it("within the account a bucket without policy takes nothing away, an unread one may", () => {
    expect(object("plain")).toEqual(["a/reader allowed"]);
    expect(object("unread")).toEqual(["a/away unknown", "a/reader conditional"]);
  });

  it("across accounts the bucket has to let in, too", () => {
    expect(object("shared")).toEqual(["a/away allowed", "a/reader allowed"]);
    expect(who(index, "s3:GetObject", objects("shared"))).toEqual(["a/away allowed", "a/reader allowed"]);
  });

  it("a public policy lets in whom Block Public Access does not keep out", () => {
    expect(object("open")).toEqual(["a/nobody allowed", "a/reader allowed"]);
  });

  it("a denial counts where it is about what was asked, and for a part of a pattern as a condition", () => {
    expect(object("closed")).toEqual(["a/reader allowed"]);
    expect(object("closed/private")).toEqual([]);
    expect(who(index, "s3:GetObject", objects("closed"))).toEqual(["a/reader conditional"]);
  });

  it("a bucket's policy alone is enough within the account", () => {
    expect(object("named")).toEqual(["a/nobody allowed", "a/reader allowed"]);
    expect(who(index, "s3:GetObject", objects("named"))).toEqual(["a/nobody allowed", "a/reader allowed"]);
  });

  it("a bucket of which nothing is known is unknown: it may be in another account", () => {
    expect(object("elsewhere")).toEqual(["a/away unknown", "a/reader unknown"]);
  });

  it("a key's policy decides, and unread it is unknown", () => {
    expect(kms("default")).toEqual(["a/reader allowed"]);
    expect(kms("strict")).toEqual(["a/nobody allowed"]);
    expect(kms("unread")).toEqual(["a/away unknown", "a/reader unknown"]);
  });

  it("a table of which nothing was read may deny", () => {
    expect(who(index, "dynamodb:GetItem", ORDERS)).toEqual(["a/away unknown", "a/reader conditional"]);
  });
});

describe("onward", () => {
  const { builder, prod } = estate();
  const files = { files: policy(allow("s3:GetObject", "arn:aws:s3:::files/*")) };
  const assume = (...names: readonly string[]) => ({
    on: policy(
      allow(
        ["sts:AssumeRole", "sts:TagSession"],
        names.map((name) => roleArn(name)),
      ),
    ),
  });
  builder.role("files", { trust: trusting(roleArn("left"), roleArn("right")), inline: files });
  builder.role("right", { trust: trusting(roleArn("pod"), roleArn("left")), inline: assume("files", "pod", "left") });
  builder.role("left", { trust: trusting(`arn:aws:iam::${ACCOUNT}:root`), inline: assume("files", "right") });
  const pod = builder.role("pod", {
    trust: policy(
      ...[podTrust(), trusting(roleArn("right"))].flatMap((each) => (each as { Statement: object[] }).Statement),
    ),
    inline: assume("left"),
  });
  const lonely = builder.role("lonely", { trust: podTrust(), inline: assume("files") });
  builder.role("guarded", {
    trust: policy({
      Effect: "Allow",
      Principal: { AWS: roleArn("lonely") },
      Action: ["sts:AssumeRole", "sts:TagSession"],
      Condition: { StringEquals: { "sts:ExternalId": "x" } },
    }),
    inline: { own: policy(allow("ec2:StopInstances")) },
  });
  builder.role("tenant", {
    trust: policy({
      Effect: "Allow",
      Principal: { AWS: roleArn("pod") },
      Action: ["sts:AssumeRole", "sts:TagSession"],
      Condition: { StringEquals: { "aws:PrincipalTag/kubernetes-namespace": "red" } },
    }),
    inline: {
      own: policy(
        allow("ec2:RebootInstances", "*", {
          Condition: { StringEquals: { "aws:PrincipalTag/kubernetes-service-account": "api" } },
        }),
      ),
    },
  });
  builder
    .associate(prod, "red/api", pod)
    .associate(prod, "red/job", pod)
    .associate(prod, "blue/api", pod)
    .associate(prod, "a/lonely", lonely);
  const index = accessOf(withResources(builder, [bucket("files", null)]));

  it("follows two chains, and a cycle ends", () => {
    expect(who(index, "s3:GetObject", "arn:aws:s3:::files/k")).toEqual([
      "blue/api allowed >2",
      "red/api allowed >2",
      "red/job allowed >2",
    ]);
  });

  it("an external id is a condition", () => {
    expect(who(index, "ec2:StopInstances", RUNS)).toEqual(["a/lonely conditional >1"]);
  });

  it("tags of the session go along", () => {
    expect(who(index, "ec2:RebootInstances", RUNS)).toEqual(["red/api allowed >1"]);
  });
});

describe("a target role, and IRSA", () => {
  const { builder, prod } = estate();
  const target = builder.role("target", {
    trust: trusting(roleArn("source", OTHER)),
    inline: { own: policy(allow("ec2:*")) },
  });
  const source = builder.role(
    "source",
    { trust: podTrust(), inline: { on: policy(allow(["sts:AssumeRole", "sts:TagSession"]), allow("sqs:*")) } },
    OTHER,
  );
  const far = builder.cluster("far", { accountId: OTHER });
  builder.agent(far).associate(far, "a/far", source, { targetRoleArn: target });
  const issuer = issuerOf("prod");
  const provider = builder.provider(issuer);
  builder.role("web", {
    trust: irsaTrust(provider, {
      StringEquals: { [`${issuer}:sub`]: "system:serviceaccount:web:front", [`${issuer}:aud`]: "sts.amazonaws.com" },
    }),
    inline: {
      own: policy(
        allow("ec2:DescribeInstances"),
        allow("ec2:StopInstances", "*", {
          Condition: { StringEquals: { "aws:PrincipalTag/kubernetes-namespace": "web" } },
        }),
      ),
    },
  });
  void prod;
  const index = accessOf(builder.build());

  it("the target's permissions count, not the source's", () => {
    expect(who(index, "ec2:StopInstances", RUNS)).toEqual(["a/far allowed"]);
    expect(who(index, "sqs:SendMessage")).toEqual([]);
  });

  it("a web identity has no session tags", () => {
    expect(who(index, "ec2:DescribeInstances", "*").filter((line) => line.startsWith("web"))).toEqual([
      "web/front allowed",
    ]);
  });
});
