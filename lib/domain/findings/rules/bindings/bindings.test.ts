/** Rules of bindings and clusters on estates written out by hand: what is found, what is not, and what ends it. */
import { describe, expect, it } from "vitest";
import type { SnapshotContent } from "@/lib/domain/snapshot/snapshot";
import { ACCOUNT, EstateBuilder, irsaTrust, issuerOf, podTrust, policy } from "@/tests/estates/estate-builder";
import type { Rule } from "../../rule";
import { applied } from "../../testing/apply";
import { findings, inShort } from "../../testing/facts";
import { clusterRules } from "../cluster";
import { bindingsRules } from ".";

const rules = [...bindingsRules, ...clusterRules];
const AUD = "sts.amazonaws.com";
const issuer = issuerOf("prod");
const provider = `arn:aws:iam::${ACCOUNT}:oidc-provider/${issuer}`;
const arn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const irsa = (...names: string[]) =>
  irsaTrust(provider, {
    StringEquals: {
      [`${issuer}:aud`]: AUD,
      [`${issuer}:sub`]: names.map((name) => `system:serviceaccount:${name}`),
    },
  });
const ec2 = policy({ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" });
const account = (name: string, roleArn?: string) => ({
  namespace: "shop",
  name,
  annotations: roleArn === undefined ? {} : { "eks.amazonaws.com/role-arn": roleArn },
});
const container = (more: object = {}) => ({
  container: "app",
  podIdentity: false,
  webIdentity: false,
  roleArn: null,
  staticKey: "no",
  ...more,
});
const pod = (containers: readonly object[], more: object = {}) => ({
  namespace: "shop",
  name: "api-1",
  serviceAccount: "api",
  phase: "Running",
  createdAt: "2026-11-21T00:00:00.000Z",
  hostNetwork: false,
  kube2iamRole: null,
  nodeName: "n1",
  os: null,
  containers,
  ...more,
});
const nodegroup = { name: "general", nodeRoleArn: arn("node"), amiType: null, launchTemplate: null, arn: null };
const instances = (hopLimit: number) => ({
  nodegroup: "general",
  nodepool: null,
  instanceProfileArn: null,
  metadata: { httpEndpoint: "enabled", httpTokens: "required", hopLimit },
  count: 2,
  instanceIds: ["i-0aa", "i-0bb"],
});
const fargate = (labels: object) => ({
  name: "fg",
  status: "ACTIVE",
  selectors: [{ namespace: "shop", labels }],
});

type Build = (builder: EstateBuilder, cluster: ReturnType<EstateBuilder["cluster"]>) => void;

function estate(build: Build, agent = true, more: object = {}): SnapshotContent {
  const builder = new EstateBuilder();
  const cluster = builder.cluster("prod", more);
  if (agent) builder.agent(cluster);
  build(builder, cluster);
  return builder.build();
}
const ruleOf = (id: string): Rule => {
  const rule = rules.find((each) => each.id === id);
  if (!rule) throw new Error(`no rule ${id}`);
  return rule;
};
const associated =
  (more: object = {}, inline = {}): Build =>
  (builder, cluster) =>
    builder.associate(cluster, "shop/api", builder.role("app", { trust: podTrust(), inline }), more);
const also =
  (...builds: readonly Build[]): Build =>
  (builder, cluster) => {
    for (const build of builds) build(builder, cluster);
  };
const part =
  (kind: Parameters<EstateBuilder["part"]>[0], ...facts: readonly object[]): Build =>
  (builder, cluster) =>
    builder.part(kind, cluster, facts);
const both = (annotation?: string): Build =>
  also(
    associated(),
    (builder) => {
      builder.provider(issuer);
      builder.role("old", { trust: irsa("shop:api", "shop:web") });
    },
    part("service-accounts", account("api", annotation)),
  );
const tags = (key: string) => ({
  abac: policy({
    Effect: "Allow",
    Action: "s3:GetObject",
    Resource: "*",
    Condition: { StringEquals: { [`aws:PrincipalTag/${key}`]: "shop" } },
  }),
});
const kube2iam = part("daemon-sets", {
  namespace: "kube-system",
  name: "kube2iam",
  role: "kube2iam",
  images: [],
  desired: 1,
  current: 1,
  ready: 1,
});
const node: Build = (builder) =>
  void builder.role("node", {
    trust: ec2,
    inline: { all: policy({ Effect: "Allow", Action: ["sts:AssumeRole", "eks-auth:*"], Resource: "*" }) },
  });
const adminNode: Build = (builder) =>
  void builder.role("node", { trust: ec2, inline: { all: policy({ Effect: "Allow", Action: "*", Resource: "*" }) } });
const agentSet = (desired: number, ready: number) =>
  part("daemon-sets", {
    namespace: "kube-system",
    name: "a",
    role: "pod-identity-agent",
    images: [],
    desired,
    current: desired,
    ready,
  });

type Case = readonly [rule: string, what: string, content: SnapshotContent, found: string | null, after?: "kept"];
const cases: readonly Case[] = [
  [
    "dangling-role",
    "an association of a role that is gone",
    estate((b, c) => void b.associate(c, "shop/api", arn("gone"))),
    "medium allowed: gone +1",
  ],
  [
    "dangling-role",
    "a target role that is gone",
    estate(
      (b, c) => void b.associate(c, "shop/api", b.role("app", { trust: podTrust() }), { targetRoleArn: arn("gone") }),
    ),
    "medium allowed: gone +1",
  ],
  [
    "dangling-role",
    "an annotation of a role that is gone",
    estate(part("service-accounts", account("api", arn("gone")))),
    "medium allowed: gone +1",
  ],
  [
    "dangling-role",
    "roles that were not read",
    estate((b, c) => void b.associate(c, "shop/api", arn("gone")).withoutRolesOf(ACCOUNT)),
    null,
  ],
  [
    "dangling-role",
    "roles that were not read whole",
    estate((b, c) => void b.associate(c, "shop/api", arn("gone")).gap({ service: "iam", operation: "ListRoles" })),
    null,
  ],

  ["shadowed", "an annotation beside an association", estate(both(arn("old"))), "low allowed: shop/api +3"],
  ["shadowed", "a trust alone", estate(both()), null],
  [
    "two-mechanisms",
    "a trust that was left beside an association, annotations unread",
    estate(
      also(associated(), (b) => {
        b.provider(issuer);
        b.role("old", { trust: irsa("shop:api", "shop:web") });
      }),
    ),
    "low unknown: shop/api +2",
  ],
  ["two-mechanisms", "one that is overridden is told of once", estate(both(arn("old"))), null],
  ["two-mechanisms", "one association", estate(associated()), null],

  [
    "service-account-missing",
    "an association for a name that is free",
    estate(also(associated(), part("service-accounts"))),
    "info allowed: shop/api +1",
  ],
  ["service-account-missing", "Kubernetes was not read", estate(associated()), null],
  [
    "service-account-missing",
    "it is there",
    estate(also(associated(), part("service-accounts", account("api")))),
    null,
  ],

  [
    "default-service-account",
    "an association",
    estate((b, c) => void b.associate(c, "shop/default", b.role("app", { trust: podTrust() }))),
    "low allowed: shop/default +1",
  ],
  [
    "default-service-account",
    "of an administrator's role",
    estate(
      (b, c) =>
        void b.associate(
          c,
          "shop/default",
          b.role("app", { trust: podTrust(), inline: { a: policy({ Effect: "Allow", Action: "*", Resource: "*" }) } }),
        ),
    ),
    "critical allowed: shop/default +1",
  ],
  ["default-service-account", "one of its own", estate(associated()), null],

  [
    "pod-not-injected",
    "older than the association",
    estate(also(associated(), part("pods", pod([container()], { createdAt: "2026-01-01T00:00:00.000Z" })))),
    "medium allowed: shop/api",
  ],
  [
    "pod-not-injected",
    "missed",
    estate(also(associated(), part("pods", pod([container()])))),
    "medium allowed: shop/api",
  ],
  [
    "pod-not-injected",
    "injected",
    estate(also(associated(), part("pods", pod([container({ podIdentity: true })])))),
    null,
  ],
  [
    "pod-not-injected",
    "an environment that was not read whole",
    estate(also(associated(), part("pods", pod([container({ podIdentity: true, staticKey: "maybe" })])))),
    null,
  ],
  [
    "pod-not-injected",
    "pods that have ended",
    estate(also(associated(), part("pods", pod([container()], { phase: "Succeeded" })))),
    null,
  ],

  [
    "fargate-or-windows",
    "a namespace on Fargate",
    estate(also(associated(), part("fargate-profiles", fargate({})))),
    "medium allowed: shop/api +1",
  ],
  [
    "fargate-or-windows",
    "by labels",
    estate(also(associated(), part("fargate-profiles", fargate({ compute: "fargate" })))),
    "low conditional: shop/api +1",
  ],
  [
    "fargate-or-windows",
    "a pod on Windows",
    estate(also(associated(), part("pods", pod([container()], { os: "windows" })))),
    "medium allowed: shop/api +1",
    "kept",
  ],
  [
    "fargate-or-windows",
    "elsewhere",
    estate(
      also(associated(), part("fargate-profiles", { ...fargate({}), selectors: [{ namespace: "other", labels: {} }] })),
    ),
    null,
  ],

  [
    "tags-disabled-but-abac-policy",
    "tags off",
    estate(associated({ disableSessionTags: true }, tags("kubernetes-namespace"))),
    "low allowed: app +1",
  ],
  ["tags-disabled-but-abac-policy", "tags on", estate(associated({}, tags("kubernetes-namespace"))), null],
  [
    "tags-disabled-but-abac-policy",
    "a tag of the role's own",
    estate(associated({ disableSessionTags: true }, tags("team"))),
    null,
  ],

  [
    "add-on-role-ignored",
    "both",
    estate(
      part("addons", {
        name: "vpc-cni",
        arn: null,
        serviceAccountRoleArn: arn("cni"),
        podIdentityAssociations: ["a"],
        healthIssues: [],
        status: "ACTIVE",
      }),
    ),
    "low allowed: prod +1",
    "kept",
  ],
  [
    "add-on-role-ignored",
    "the role alone",
    estate(
      part("addons", {
        name: "vpc-cni",
        arn: null,
        serviceAccountRoleArn: arn("cni"),
        podIdentityAssociations: [],
        healthIssues: [],
        status: "ACTIVE",
      }),
    ),
    null,
  ],

  [
    "static-key-in-use",
    "a key",
    estate(part("pods", pod([container({ staticKey: "yes" })]))),
    "medium allowed: shop/api",
    "kept",
  ],
  ["static-key-in-use", "perhaps one", estate(part("pods", pod([container({ staticKey: "maybe" })]))), null],

  [
    "kube2iam-in-use",
    "a role by annotation",
    estate(
      also(
        node,
        kube2iam,
        part("nodegroups", nodegroup),
        part("access-entries"),
        (b) =>
          void b.role("handed", {
            trust: policy({ Effect: "Allow", Principal: { AWS: arn("node") }, Action: "sts:AssumeRole" }),
          }),
        part("pods", pod([container()], { kube2iamRole: "handed" })),
      ),
    ),
    "medium allowed: prod +2",
    "kept",
  ],
  [
    "kube2iam-in-use",
    "an annotation that does nothing",
    estate(part("pods", pod([container()], { kube2iamRole: "handed" }))),
    null,
  ],

  [
    "binding-broken",
    "nodes that may not ask",
    estate(
      also(
        associated(),
        (b) => void b.role("node", { trust: ec2 }),
        (b) =>
          void b.policy(
            "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
            policy({ Effect: "Allow", Action: "eks-auth:AssumeRoleForPodIdentity", Resource: "*" }),
          ),
        part("nodegroups", nodegroup),
        part("access-entries"),
      ),
    ),
    "medium allowed: prod +2",
  ],
  [
    "binding-broken",
    "an annotation that is no ARN",
    estate(part("service-accounts", account("api", "app"))),
    "medium allowed: shop/api",
  ],
  [
    "binding-broken",
    "what works",
    estate(also(associated(), node, part("nodegroups", nodegroup), part("access-entries"))),
    null,
  ],
  [
    "binding-broken",
    "what another rule tells of",
    estate((b, c) => void b.associate(c, "shop/api", arn("gone"))),
    null,
  ],

  [
    "agent-absent-or-degraded",
    "no agent, DaemonSets read",
    estate(also(associated(), part("daemon-sets")), false),
    "medium allowed: prod +1",
    "kept",
  ],
  [
    "agent-absent-or-degraded",
    "no add-on, and DaemonSets not read",
    estate(associated(), false),
    "low unknown: prod +1",
    "kept",
  ],
  [
    "agent-absent-or-degraded",
    "some agents are not ready",
    estate(also(associated(), agentSet(3, 2))),
    "medium allowed: prod +1",
    "kept",
  ],
  ["agent-absent-or-degraded", "an add-on", estate(associated()), null],
  ["agent-absent-or-degraded", "one of one's own", estate(also(associated(), agentSet(2, 2)), false), null],
  [
    "agent-absent-or-degraded",
    "Auto Mode",
    estate(associated(), false, { autoMode: true, autoModeNodeRoleArn: arn("auto") }),
    null,
  ],
  ["agent-absent-or-degraded", "no association", estate(part("daemon-sets"), false), null],

  [
    "platform-version-too-old",
    "1.28 eks.3",
    estate(associated(), true, { version: "1.28", platformVersion: "eks.3" }),
    "medium allowed: prod +1",
    "kept",
  ],
  [
    "platform-version-too-old",
    "1.28 eks.4",
    estate(associated(), true, { version: "1.28", platformVersion: "eks.4" }),
    null,
  ],

  [
    "imds-reachable",
    "a hop limit of 2",
    estate(
      also(adminNode, part("nodegroups", nodegroup), part("access-entries"), part("node-instances", instances(2))),
    ),
    "critical conditional: prod +2",
    "kept",
  ],
  [
    "imds-reachable",
    "a hop limit of 1",
    estate(also(node, part("nodegroups", nodegroup), part("access-entries"), part("node-instances", instances(1)))),
    null,
  ],
  [
    "imds-reachable",
    "instances were not asked for",
    estate(also(node, part("nodegroups", nodegroup), part("access-entries"))),
    null,
  ],
];

describe("rules of bindings and clusters", () => {
  for (const [id, what, content, expected, after] of cases)
    it(`${id}: ${what}`, () => {
      const rule = ruleOf(id);
      const found = findings(content, rule);
      expect(inShort(found)).toEqual(expected === null ? [] : [`${id} ${expected}`]);
      const [finding] = found;
      if (!finding) return;
      expect(finding.remediation.length, "something to paste").toBeGreaterThan(0);
      expect(finding.evidence.length).toBeGreaterThan(0);
      if (finding.certainty !== "allowed") expect(finding.certaintyReason).toBeTruthy();
      if (after !== "kept") expect(inShort(findings(applied(content, finding), rule))).toEqual([]);
    });

  it("are all tried, with something to find and something to leave alone", () => {
    for (const { id } of rules) {
      const own = cases.filter(([rule]) => rule === id);
      expect([id, own.some(([, , , found]) => found !== null), own.some(([, , , found]) => found === null)]).toEqual([
        id,
        true,
        true,
      ]);
    }
  });

  it("put associations of one role for missing service accounts into one finding", () => {
    const content = estate((b, c) => {
      const role = b.role("app", { trust: podTrust() });
      for (const name of ["a", "b", "c"]) b.associate(c, `pr-${name}/web`, role);
      b.part("service-accounts", c, []);
    });
    const [finding, ...more] = findings(content, ruleOf("service-account-missing"));
    expect(more).toEqual([]);
    expect(finding?.subjects.map(({ name }) => name)).toEqual(["pr-a/web", "pr-b/web", "pr-c/web", "app"]);
  });
});
