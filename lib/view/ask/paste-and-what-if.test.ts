/** What is pasted lands where it belongs; what would change is told before it does. */
import { describe, expect, it } from "vitest";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import { readDenial } from "@/lib/domain/access/denial-message";
import { allow, bucket, deny, roleArn, table, withResources } from "@/tests/estates/access-estate";
import { ACCOUNT, EstateBuilder, irsaTrust, issuerOf, podTrust, policy } from "@/tests/estates/estate-builder";
import { createSnapshotView } from "../snapshot-view";
import { askPaste, askWhatIf } from ".";

const managed = `arn:aws:iam::${ACCOUNT}:policy/shared`;
const session = `arn:aws:sts::${ACCOUNT}:assumed-role/app/eks-prod-api-1234`;
const both = ["sts:AssumeRole", "sts:TagSession"];

function estate() {
  const builder = new EstateBuilder();
  const prod = builder.cluster("prod");
  builder.agent(prod);
  builder.policy(
    managed,
    policy(
      allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::orders/*"),
      deny("s3:PutObject", "arn:aws:s3:::orders/locked/*"),
    ),
  );
  const app = builder.role("app", {
    trust: podTrust(),
    attached: [managed],
    inline: { on: policy(allow(both, roleArn("store"))) },
  });
  const job = builder.role("job", { trust: podTrust(), attached: [managed] });
  builder.role("store", {
    trust: policy({ Effect: "Allow", Principal: { AWS: job }, Action: both }),
    inline: { own: policy(allow("ec2:StopInstances")) },
  });
  builder.associate(prod, "shop/api", app).associate(prod, "shop/job", job);
  const content = withResources(builder, [bucket("orders", null)]);
  return createSnapshotView(content, buildAccessModel(content), { actions: table });
}

const view = estate();
const names = (list: readonly { namespace: string | null; serviceAccount: string | null }[]) =>
  list.map((each) => `${each.namespace}/${each.serviceAccount}`);

describe("paste", () => {
  it("finds workload, cause and statement of a denial", () => {
    const answer = askPaste(view, {
      text: `An error occurred (AccessDenied) when calling the PutObject operation: User: ${session} is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::orders/locked/1" with an explicit deny in an identity-based policy`,
    });
    expect(answer).toMatchObject({
      kind: "access-denied",
      denial: {
        principal: session,
        action: "s3:PutObject",
        resource: "arn:aws:s3:::orders/locked/1",
        verdict: "denied",
        agrees: true,
      },
      cause: { policy: "shared", index: 1 },
    });
    expect(names(answer.workloads)).toEqual(["shop/api"]);
    expect(answer.links[0]).toMatchObject({ href: `/policies/${ACCOUNT}/shared#statement-1` });
  });

  it.each([
    [
      `User: ${session} is not authorized to perform: ec2:StopInstances because no identity-based policy allows the ec2:StopInstances action`,
      "ec2:StopInstances",
      null,
      "identity",
      false,
    ],
    [
      `AccessDeniedException: User: ${session} is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:eu-west-1:1:secret:x because no resource-based policy allows the secretsmanager:GetSecretValue action`,
      "secretsmanager:GetSecretValue",
      "arn:aws:secretsmanager:eu-west-1:1:secret:x",
      "resource",
      false,
    ],
    [
      `User: ${session} is not authorized to perform: sqs:SendMessage on resource: arn:aws:sqs:eu-west-1:1:q with an explicit deny in a service control policy`,
      "sqs:SendMessage",
      "arn:aws:sqs:eu-west-1:1:q",
      "serviceControl",
      true,
    ],
    [
      `User: ${session} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::b/k" because no session policy allows the s3:GetObject action`,
      "s3:GetObject",
      "arn:aws:s3:::b/k",
      "session",
      false,
    ],
    [
      `User: ${session} is not authorized to perform: s3:GetObject with an explicit deny in a permissions boundary`,
      "s3:GetObject",
      null,
      "permissionsBoundary",
      true,
    ],
    [
      "An error occurred (AccessDenied) when calling the ListObjectsV2 operation: Access Denied",
      "s3:ListBucket",
      null,
      null,
      null,
    ],
    [
      "operation error S3: GetObject, https response error StatusCode: 403, RequestID: X, api error AccessDenied: Access Denied",
      "s3:GetObject",
      null,
      null,
      null,
    ],
  ] as const)("reads %s", (text, action, resource, layer, explicit) => {
    expect(readDenial(text)).toMatchObject({ action, resource, layer, explicit });
  });

  it("recognises what things are called", () => {
    const kind = (text: string) => askPaste(view, { text }).kind;
    const { roleId } = view.model.estate.roles[0]!;
    expect(kind(JSON.stringify({ UserId: "AROA:x", Account: ACCOUNT, Arn: session }))).toBe("caller-identity");
    expect(names(askPaste(view, { text: session }).workloads)).toEqual(["shop/api"]);
    expect(askPaste(view, { text: `${roleId}:eks-prod-api-1` })).toMatchObject({
      kind: "role-id",
      role: { name: "app" },
    });
    expect(names(askPaste(view, { text: view.model.bindings[0]!.associationArn! }).workloads)).toEqual(["shop/api"]);
    expect(names(askPaste(view, { text: "shop/job" }).workloads)).toEqual(["shop/job"]);
    expect(
      [
        `https://${issuerOf("prod")}`,
        "ASIAIOSFODNN7EXAMPLE",
        "arn:aws:s3:::orders",
        "eks-prod-api-1",
        "s3:Get*",
        managed,
        ACCOUNT,
        "what is this?",
        "",
      ].map(kind),
    ).toEqual(["issuer", "access-key", "bucket", "session-name", "action", "policy", "account", "nothing", "nothing"]);
  });

  it("is not slow on long texts", () => {
    expect(askPaste(view, { text: "User: ".repeat(10_000) }).kind).toBe("nothing");
    expect(askPaste(view, { text: `arn:${":".repeat(50_000)}` }).kind).toBe("nothing");
  });
});

describe("what if", () => {
  const change = (kind: Parameters<typeof askWhatIf>[1]["kind"], target: string, document: unknown, name?: string) =>
    askWhatIf(view, { kind, target, name, document: document === null ? null : JSON.stringify(document) })!;
  const summary = (answer: ReturnType<typeof change>) =>
    answer.rows.map((row) => [
      names([row.workload])[0],
      row.directness,
      ...(["gained", "lost", "weakened", "strengthened"] as const).flatMap((what) =>
        row[what].map((each) => `${what} ${each.actions.join(" ")}`),
      ),
    ]);

  it("a grant is removed from a managed policy", () => {
    const answer = change("managed-policy", managed, policy(allow("s3:GetObject", "arn:aws:s3:::orders/*")));
    expect(summary(answer)).toEqual([
      ["shop/api", "direct", "lost s3:PutObject"],
      ["shop/job", "direct", "lost s3:PutObject"],
    ]);
    expect(answer).toMatchObject({
      losing: 2,
      gaining: 0,
      rolesTouched: 2,
      sentence: "2 workloads would be touched: 2 would lose something.",
    });
    expect(answer.before).toContain("s3:PutObject");
  });

  it("a grant moves to another bucket", () => {
    const answer = change(
      "managed-policy",
      managed,
      policy(allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::other/*")),
    );
    expect(summary(answer)[0]).toEqual([
      "shop/api",
      "direct",
      "gained s3:GetObject s3:PutObject",
      "lost s3:GetObject s3:PutObject",
    ]);
  });

  it("a boundary, an inline policy, a session policy", () => {
    // The boundary limits what a trust policy gives the role by its name, too.
    expect(summary(change("boundary", roleArn("job"), policy(allow("s3:Get*"))))).toEqual([
      ["shop/job", "direct", "lost ec2:StopInstances", "lost s3:PutObject"],
    ]);
    expect(summary(change("inline-policy", roleArn("job"), policy(allow("sns:Publish")), "more"))).toEqual([
      ["shop/job", "direct", "gained sns:Publish"],
    ]);
    const association = view.model.bindings.find(({ serviceAccount }) => serviceAccount === "api")!.associationArn!;
    expect(summary(change("session", association, policy(allow("s3:GetObject"))))).toEqual([
      ["shop/api", "direct", "lost s3:PutObject", "lost sts:AssumeRole sts:TagSession"],
    ]);
  });

  it("a trust policy lets another role in, or no pod any more", () => {
    const store = change(
      "trust",
      roleArn("store"),
      policy({ Effect: "Allow", Principal: { AWS: roleArn("app") }, Action: both }),
    );
    expect(summary(store)).toEqual([
      ["shop/job", "onward", "lost ec2:StopInstances"],
      ["shop/api", "onward", "gained ec2:StopInstances"],
    ]);
    const gone = change(
      "trust",
      roleArn("job"),
      policy({ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: both }),
    );
    expect(gone.rows[0]).toMatchObject({ credentials: { before: "allowed", after: "denied" } });
    expect(gone.losing).toBe(1);
  });

  it("a trust policy for web identities lets in another service account, and the one it had no more", () => {
    const builder = new EstateBuilder();
    builder.cluster("web");
    const issuer = issuerOf("web");
    const provider = builder.provider(issuer);
    const trust = (name: string) =>
      irsaTrust(provider, { StringEquals: { [`${issuer}:sub`]: `system:serviceaccount:web:${name}` } });
    const role = builder.role("web", { trust: trust("front"), inline: { own: policy(allow("sns:Publish")) } });
    const content = builder.build();
    const other = createSnapshotView(content, buildAccessModel(content), { actions: table });
    const answer = askWhatIf(other, { kind: "trust", target: role, document: JSON.stringify(trust("back")) })!;
    expect(summary(answer)).toEqual([
      ["web/front", "direct", "lost sns:Publish"],
      ["web/back", "direct", "gained sns:Publish"],
    ]);
    expect(answer).toMatchObject({ losing: 1, gaining: 1 });
    expect(answer.rows.map(({ credentials }) => credentials)).toEqual([
      { before: "allowed", after: "denied" },
      { before: "denied", after: "allowed" },
    ]);
  });

  it("refuses what is no policy, and knows no strangers", () => {
    expect(askWhatIf(view, { kind: "trust", target: roleArn("job"), document: "{" })!.problems).not.toEqual([]);
    expect(askWhatIf(view, { kind: "inline-policy", target: roleArn("job"), document: null })!.problems).not.toEqual(
      [],
    );
    expect(askWhatIf(view, { kind: "scp", target: "p-none", document: null })).toBeNull();
  });
});
