/** What was denied, to whom, and by what: messages in the wordings that services send. */
import { describe, expect, it } from "vitest";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import { readDenial } from "@/lib/domain/access/denial-message";
import { allow, bucket, deny, roleArn, table, withResources } from "@/tests/estates/access-estate";
import { ACCOUNT, EstateBuilder, irsaTrust, issuerOf, podTrust, policy } from "@/tests/estates/estate-builder";
import { createSnapshotView } from "../snapshot-view";
import { askPaste } from ".";

const OTHER = "444455556666";
const QUEUE = `arn:aws:sqs:eu-west-1:${ACCOUNT}:jobs`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/app/eks-prod-api-7d9f4-0a1b2c3d-1111-2222-3333-444455556666`;
const SCP = "arn:aws:organizations::999999999999:policy/o-example/service_control_policy/p-stop";

function estate() {
  const builder = new EstateBuilder();
  const prod = builder.cluster("prod");
  const far = builder.cluster("far-away");
  builder.agent(prod).agent(far);
  const edge = `arn:aws:iam::${ACCOUNT}:policy/edge`;
  builder.policy(edge, policy(allow(["sqs:*", "s3:*", "sts:*"]), deny("sqs:PurgeQueue")));
  const app = builder.role("team/app", {
    trust: podTrust(),
    boundary: edge,
    inline: { own: policy(allow(["sqs:*", "s3:*", "ec2:*", "sts:*"]), deny("sqs:DeleteQueue")) },
  });
  builder
    .associate(prod, "shop/api", app)
    .associate(prod, "shop/job", app, { disableSessionTags: true, policy: JSON.stringify(policy(allow("s3:*"))) })
    .associate(far, "shop/api", app);
  // Of an onward role nothing is known on the queue: what the role itself is denied is denied all the same.
  builder.role("next", {
    trust: policy({ Effect: "Allow", Principal: { AWS: app }, Action: ["sts:AssumeRole", "sts:TagSession"] }),
    inline: { own: policy(allow("sns:Publish")) },
  });
  const issuer = issuerOf("prod");
  const web = builder.role("web", {
    trust: irsaTrust(builder.provider(issuer), {
      StringEquals: { [`${issuer}:sub`]: "system:serviceaccount:web:other" },
    }),
  });
  builder.part("service-accounts", prod, [
    { namespace: "web", name: "front", uid: "u", annotations: { "eks.amazonaws.com/role-arn": web }, labels: {} },
  ]);
  const organization = {
    id: "o-example",
    managementAccountId: "999999999999",
    featureSet: "ALL",
    roots: [{ id: "r-root", policyTypes: ["SERVICE_CONTROL_POLICY"] }],
    units: [],
    accounts: [ACCOUNT, OTHER].map((id) => ({ id, name: id, parentId: "r-root", state: "ACTIVE", path: null })),
  };
  const scp = { awsManaged: false, type: "SCP" as const, targets: ["r-root"] };
  builder.organization(organization, [
    { ...scp, id: "p-full", arn: null, name: "FullAWSAccess", content: policy(allow("*")) },
    { ...scp, id: "p-stop", arn: SCP, name: "stop", content: policy(deny("s3:DeleteBucket")) },
  ]);
  const content = withResources(builder, [
    bucket("ours", policy({ ...deny("s3:GetObject", "arn:aws:s3:::ours/secret/*"), Principal: "*" })),
  ]);
  return createSnapshotView(content, buildAccessModel(content), { actions: table });
}

const view = estate();
const paste = (text: string) => askPaste(view, { text });
const names = (text: string) =>
  paste(text).workloads.map((each) => `${each.clusterName}/${each.namespace}/${each.serviceAccount}`);
const denied = (action: string, resource: string, why: string) =>
  `User: ${SESSION} is not authorized to perform: ${action} on resource: ${resource} ${why}`;

describe("a denial lands on its statement", () => {
  it.each([
    ["sqs:DeleteQueue", QUEUE, "with an explicit deny in an identity-based policy", "own", 1],
    ["sqs:PurgeQueue", QUEUE, "with an explicit deny in a permissions boundary", "edge", 1],
    ["s3:DeleteBucket", "arn:aws:s3:::ours", `with an explicit deny in a service control policy: ${SCP}`, "stop", 0],
    [
      "s3:GetObject",
      '"arn:aws:s3:::ours/secret/k"',
      "with an explicit deny in a resource-based policy",
      "Resource policy",
      0,
    ],
  ] as const)("%s", (action, resource, why, policyName, index) => {
    const answer = paste(denied(action, resource, why));
    expect(answer).toMatchObject({
      denial: { verdict: "denied", agrees: true },
      cause: { effect: "Deny", policy: policyName, index },
    });
  });
});

describe("a denial without a statement", () => {
  it("names the layer that allows nothing, and its policy", () => {
    const answer = paste(
      denied(
        "ec2:StopInstances",
        `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-1`,
        "because no permissions boundary allows the ec2:StopInstances action",
      ),
    );
    expect(answer.cause).toBeNull();
    expect(answer.sentence).toContain("No statement of the permissions boundary allows ec2:StopInstances");
    expect(answer.links[0]).toEqual({ title: "edge", href: `/policies/${ACCOUNT}/edge` });
  });

  it("lands on the workload that has the session policy", () => {
    const text = denied("sqs:SendMessage", QUEUE, "because no session policy allows the sqs:SendMessage action");
    expect(names(text)).toEqual(["prod/shop/job"]);
    expect(paste(text).sentence).toContain("It fits 1 of them.");
  });

  it("that says to nobody lists who gets no credentials that way", () => {
    const text =
      "WebIdentityErr: failed to retrieve credentials\ncaused by: AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity";
    expect(names(text)).toEqual(["prod/web/front"]);
  });

  it("that is encoded says how it is read, and is read once it was", () => {
    const encoded =
      "An error occurred (UnauthorizedOperation) when calling the RunInstances operation: You are not authorized to perform this operation. Encoded authorization failure message: abc-123";
    expect(paste(encoded)).toMatchObject({ kind: "access-denied", denial: { action: "ec2:RunInstances" } });
    expect(paste(encoded).sentence).toContain("decode-authorization-message");
    const message = {
      allowed: false,
      explicitDeny: true,
      matchedStatements: { items: [] },
      context: {
        principal: { id: "AROAEXAMPLE:x", arn: SESSION },
        action: "sqs:DeleteQueue",
        resource: QUEUE,
        conditions: {
          items: [
            { key: "aws:Region", values: { items: [{ value: "eu-west-1" }] } },
            { key: "aws:SourceIp", values: { items: [{ value: "198.51.100.7" }] } },
          ],
        },
      },
    };
    const decoded = JSON.stringify({ DecodedMessage: JSON.stringify(message) });
    expect(paste(decoded)).toMatchObject({ denial: { verdict: "denied" }, cause: { policy: "own", index: 1 } });
    expect(readDenial(JSON.stringify(message))?.context).toEqual([["aws:SourceIp", ["198.51.100.7"]]]);
    expect(readDenial(JSON.stringify({ ...message, allowed: true }))).toBeNull();
  });
});

describe("wordings", () => {
  it.each([
    [
      `<Message>User: ${SESSION} is not authorized to perform: s3:GetObject on resource: &quot;arn:aws:s3:::b/k&quot; because no identity-based policy allows the s3:GetObject action</Message>`,
      "s3:GetObject",
      "arn:aws:s3:::b/k",
    ],
    [
      `User ${SESSION} is not authorized to perform [s3:GetObject] on [arn:aws:s3:::b/k]`,
      "s3:GetObject",
      "arn:aws:s3:::b/k",
    ],
    [
      "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.",
      "kms:Decrypt",
      null,
    ],
    [
      "AccessDeniedException: Unauthorized Exception! EKS does not have permissions to assume the associated role.",
      "sts:AssumeRole",
      null,
    ],
  ] as const)("%s", (text, action, resource) => {
    expect(readDenial(text)).toMatchObject({ action, resource });
  });
});

describe("what else is at hand", () => {
  it("get-caller-identity in any output, a token's subject, bare names", () => {
    const all = ["prod/shop/api", "prod/shop/job"];
    expect(names(`Account: '${ACCOUNT}'\nArn: ${SESSION}\nUserId: AROAEXAMPLE:eks-prod`)).toEqual(all);
    expect(names(`${ACCOUNT}\t${SESSION}\tAROAEXAMPLE:eks-prod`)).toEqual(all);
    expect(names("system:serviceaccount:shop:job")).toEqual(["prod/shop/job"]);
    expect(paste("team/app")).toMatchObject({ kind: "role", workloadCount: 3, role: { arn: roleArn("team/app") } });
    expect(paste("p-stop")).toMatchObject({ kind: "policy", links: [{ href: "/policies/organization/p-stop" }] });
  });
});
