/** Rules of trust on estates written out by hand: what is found, what is not, and that the text to paste ends it. */
import { describe, expect, it } from "vitest";
import type { SnapshotContent } from "@/lib/domain/snapshot/snapshot";
import { ACCOUNT, EstateBuilder, irsaTrust, issuerOf, podTrust, policy } from "@/tests/estates/estate-builder";
import { type Finding, severities } from "../../finding";
import type { Rule } from "../../rule";
import { applied } from "../../testing/apply";
import { findings, inShort } from "../../testing/facts";
import { trustRules } from ".";

const OTHER = "444455556666";
const AUD = "sts.amazonaws.com";
const issuer = issuerOf("prod");
const provider = `arn:aws:iam::${ACCOUNT}:oidc-provider/${issuer}`;
const sub = (name: string) => `system:serviceaccount:${name}`;
const irsa = (condition: unknown) => irsaTrust(provider, condition);
const exact = irsa({ StringEquals: { [`${issuer}:aud`]: AUD, [`${issuer}:sub`]: sub("shop:api") } });
const scoped = (more: Record<string, string> = {}) =>
  podTrust({
    StringEquals: {
      "aws:RequestTag/eks-cluster-name": "prod",
      "aws:RequestTag/kubernetes-namespace": "shop",
      "aws:RequestTag/kubernetes-service-account": "api",
      ...more,
    },
  });
const lets = (principal: unknown, condition?: unknown, action: unknown = "sts:AssumeRole") => ({
  Effect: "Allow",
  Principal: principal,
  Action: action,
  ...(condition === undefined ? {} : { Condition: condition }),
});
const admin = { admin: policy({ Effect: "Allow", Action: "*", Resource: "*" }) };

type Build = (builder: EstateBuilder, cluster: ReturnType<EstateBuilder["cluster"]>) => void;

function estate(build: Build): SnapshotContent {
  const builder = new EstateBuilder();
  const cluster = builder.cluster("prod");
  builder.agent(cluster);
  build(builder, cluster);
  return builder.build();
}
const ruleOf = (id: string): Rule => {
  const rule = trustRules.find((each) => each.id === id);
  if (!rule) throw new Error(`no rule ${id}`);
  return rule;
};
const associated =
  (trust: unknown, more: object = {}, inline = {}): Build =>
  (builder, cluster) =>
    builder.associate(cluster, "shop/api", builder.role("app", { trust, inline }), more);
const withProvider =
  (trust: unknown, audiences = [AUD]): Build =>
  (builder) => {
    builder.provider(issuer, audiences);
    builder.role("app", { trust });
  };
const annotated =
  (trust: unknown, annotations: Record<string, string> = {}): Build =>
  (builder, cluster) => {
    withProvider(trust)(builder, cluster);
    const own = { "eks.amazonaws.com/role-arn": `arn:aws:iam::${ACCOUNT}:role/app`, ...annotations };
    builder.part("service-accounts", cluster, [{ namespace: "shop", name: "api", annotations: own }]);
  };
const chain =
  (target: unknown, more: object = {}, source: object = {}): Build =>
  (builder, cluster) => {
    const assume = { Effect: "Allow", Action: ["sts:AssumeRole", "sts:TagSession"], Resource: "*" };
    const from = builder.role("source", { trust: scoped(), inline: { assume: policy(assume) }, ...source });
    const to = builder.role("target", { trust: target }, OTHER);
    builder.associate(cluster, "shop/api", from, { targetRoleArn: to, ...more });
  };
const SOURCE = `arn:aws:iam::${ACCOUNT}:role/source`;
const EXTERNAL = `eu-west-1/${ACCOUNT}/prod/shop/api`;

/** What is found, in short; whether the commands of its remedy end it ("kept" = it is not for commands to end). */
const cases: readonly (readonly [rule: string, what: string, build: Build, found: string | null, after?: "kept"])[] = [
  ["pod-identity-trust-unscoped", "no condition", associated(podTrust()), "low allowed: app +1"],
  [
    "pod-identity-trust-unscoped",
    "no condition, of an administrator",
    associated(podTrust(), {}, admin),
    "critical allowed: app +1",
  ],
  [
    "pod-identity-trust-unscoped",
    "the namespace alone",
    associated(podTrust({ StringEquals: { "aws:RequestTag/kubernetes-namespace": "shop" } }), {}, admin),
    "high allowed: app +1",
  ],
  [
    "pod-identity-trust-unscoped",
    "cluster and namespace",
    associated(
      podTrust({
        StringEquals: { "aws:RequestTag/kubernetes-namespace": "shop", "aws:RequestTag/eks-cluster-name": "prod" },
      }),
      {},
      admin,
    ),
    "medium allowed: app +1",
  ],
  [
    "pod-identity-trust-unscoped",
    "an account is no cluster",
    associated(podTrust({ StringEquals: { "aws:SourceAccount": ACCOUNT } }), {}, admin),
    "critical allowed: app +1",
  ],
  [
    "pod-identity-trust-unscoped",
    "tags that are tested only where there are any",
    associated(podTrust({ StringEqualsIfExists: { "aws:RequestTag/kubernetes-namespace": "shop" } }), {}, admin),
    "high allowed: app +1",
  ],
  ["pod-identity-trust-unscoped", "all three", associated(scoped(), {}, admin), null],
  [
    "pod-identity-trust-unscoped",
    "the cluster, where tags are disabled and nothing else can be told",
    associated(
      podTrust({ ArnEquals: { "aws:SourceArn": `arn:aws:eks:eu-west-1:${ACCOUNT}:cluster/prod` } }),
      { disableSessionTags: true },
      admin,
    ),
    null,
  ],
  [
    "pod-identity-trust-unscoped",
    "nobody uses it",
    (builder) => void builder.role("idle", { trust: podTrust(), inline: admin }),
    "critical allowed: idle",
  ],
  [
    "pod-identity-trust-unscoped",
    "nobody uses it, and it names a namespace",
    (builder) =>
      void builder.role("idle", {
        trust: podTrust({ StringEquals: { "aws:RequestTag/kubernetes-namespace": "shop" } }),
      }),
    null,
  ],

  [
    "trust-never-holds",
    "the control plane's service",
    associated(policy(lets({ Service: "eks.amazonaws.com" }))),
    "medium allowed: app +1",
  ],
  [
    "trust-never-holds",
    "another namespace",
    associated(scoped({ "aws:RequestTag/kubernetes-namespace": "other" })),
    "medium allowed: app +1",
  ],
  [
    "trust-never-holds",
    "tags demanded and disabled",
    associated(scoped(), { disableSessionTags: true }),
    "medium allowed: app +1",
  ],
  [
    "trust-never-holds",
    "a deny",
    associated(
      policy(lets({ Service: "pods.eks.amazonaws.com" }, undefined, ["sts:AssumeRole", "sts:TagSession"]), {
        ...lets({ Service: "pods.eks.amazonaws.com" }),
        Effect: "Deny",
      }),
    ),
    "medium allowed: app +1",
    "kept",
  ],
  [
    "trust-never-holds",
    "an annotation that the trust does not answer",
    annotated(irsa({ StringEquals: { [`${issuer}:aud`]: AUD, [`${issuer}:sub`]: sub("shop:web") } })),
    "medium allowed: app +1",
  ],
  ["trust-never-holds", "what is right", associated(scoped()), null],

  ["tag-session-missing", "tags on", associated(podTrust(undefined, ["sts:AssumeRole"])), "medium allowed: app +1"],
  [
    "tag-session-missing",
    "tags disabled",
    associated(podTrust(undefined, ["sts:AssumeRole"]), { disableSessionTags: true }),
    null,
  ],

  [
    "target-chain-broken",
    "another external id",
    chain(
      policy(
        lets({ AWS: SOURCE }, { StringEquals: { "sts:ExternalId": "no" } }),
        lets({ AWS: SOURCE }, undefined, "sts:TagSession"),
      ),
    ),
    "medium allowed: source +2",
  ],
  [
    "target-chain-broken",
    "no leave to assume",
    chain(policy(lets({ AWS: SOURCE }, undefined, ["sts:AssumeRole", "sts:TagSession"])), {}, { inline: {} }),
    "medium allowed: source +2",
  ],
  [
    "target-chain-broken",
    "tags on, and no leave to tag",
    chain(policy(lets({ AWS: SOURCE }))),
    "medium allowed: source +2",
  ],
  [
    "target-chain-broken",
    "a whole chain",
    chain(policy(lets({ AWS: SOURCE }, undefined, ["sts:AssumeRole", "sts:TagSession"]))),
    null,
  ],

  [
    "target-without-external-id",
    "the source alone is named",
    chain(policy(lets({ AWS: SOURCE }, undefined, ["sts:AssumeRole", "sts:TagSession"]))),
    "info allowed: target +2",
  ],
  [
    "target-without-external-id",
    "the external id is tested",
    chain(
      policy(
        lets({ AWS: SOURCE }, { StringEquals: { "sts:ExternalId": EXTERNAL } }),
        lets({ AWS: SOURCE }, undefined, "sts:TagSession"),
      ),
    ),
    null,
  ],
  [
    "target-without-external-id",
    "session tags are tested",
    chain(
      policy(
        lets({ AWS: SOURCE }, { StringEquals: { "aws:RequestTag/kubernetes-service-account": "api" } }, [
          "sts:AssumeRole",
          "sts:TagSession",
        ]),
      ),
    ),
    null,
  ],

  [
    "trust-too-wide",
    "no subject",
    annotated(irsa({ StringEquals: { [`${issuer}:aud`]: AUD } })),
    "low allowed: app +2",
  ],
  [
    "trust-too-wide",
    "every subject",
    annotated(
      irsa({
        StringEquals: { [`${issuer}:aud`]: AUD },
        StringLike: { [`${issuer}:sub`]: "system:serviceaccount:*:*" },
      }),
    ),
    "low allowed: app +1",
  ],
  [
    "trust-too-wide",
    "a namespace",
    annotated(irsa({ StringEquals: { [`${issuer}:aud`]: AUD }, StringLike: { [`${issuer}:sub`]: sub("shop:*") } })),
    "info allowed: app +1",
  ],
  [
    "trust-too-wide",
    "no audience",
    annotated(irsa({ StringEquals: { [`${issuer}:sub`]: sub("shop:api") } })),
    "info allowed: app +1",
  ],
  ["trust-too-wide", "exactly one", annotated(exact), null],
  [
    "trust-too-wide",
    "nobody is annotated",
    (builder, cluster) => {
      withProvider(irsa({ StringEquals: { [`${issuer}:aud`]: AUD } }))(builder, cluster);
      builder.part("service-accounts", cluster, []);
    },
    "low allowed: app +1",
  ],
  [
    "trust-too-wide",
    "everyone",
    associated(policy(lets("*", undefined, ["sts:AssumeRole", "sts:TagSession"])), {}, admin),
    "critical allowed: app",
  ],
  [
    "trust-too-wide",
    "everyone, but for the account",
    associated(policy(lets("*", { StringEquals: { "aws:PrincipalAccount": ACCOUNT } })), {}, admin),
    null,
  ],
  [
    "trust-too-wide",
    "everyone of an organization",
    associated(policy(lets("*", { StringEquals: { "aws:PrincipalOrgID": "o-mine" } })), {}, admin),
    null,
  ],

  [
    "foreign-account-without-external-id",
    "an account that is not seen",
    associated(policy(...statements(scoped()), lets({ AWS: `arn:aws:iam::${OTHER}:root` })), {}, admin),
    "critical unknown: app +1",
  ],
  [
    "foreign-account-without-external-id",
    "with an external id",
    associated(policy(...statements(scoped()), lets({ AWS: OTHER }, { StringEquals: { "sts:ExternalId": "x" } }))),
    null,
  ],
  [
    "foreign-account-without-external-id",
    "a deny takes it away",
    associated(policy(...statements(scoped()), lets({ AWS: OTHER }), { ...lets({ AWS: OTHER }), Effect: "Deny" })),
    null,
  ],

  [
    "role-also-trusts-non-pod-principals",
    "instances and the account",
    associated(
      policy(...statements(scoped()), lets({ Service: "ec2.amazonaws.com", AWS: `arn:aws:iam::${ACCOUNT}:root` })),
      {},
      admin,
    ),
    "high allowed: app +1",
  ],
  [
    "role-also-trusts-non-pod-principals",
    "pods by both mechanisms",
    (builder, cluster) => {
      builder.provider(issuer);
      builder.associate(
        cluster,
        "shop/api",
        builder.role("app", { trust: policy(...statements(scoped()), ...statements(exact)) }),
      );
    },
    null,
  ],
  [
    "role-also-trusts-non-pod-principals",
    "the source of a chain",
    chain(policy(lets({ AWS: SOURCE }, undefined, ["sts:AssumeRole", "sts:TagSession"]))),
    null,
  ],
  [
    "role-also-trusts-non-pod-principals",
    "an account that a condition narrows to the source of a chain",
    chain(
      policy(
        lets({ AWS: `arn:aws:iam::${ACCOUNT}:root` }, { ArnEquals: { "aws:PrincipalArn": SOURCE } }, [
          "sts:AssumeRole",
          "sts:TagSession",
        ]),
      ),
    ),
    null,
  ],
  [
    "role-also-trusts-non-pod-principals",
    "an account that a condition narrows to a person's role",
    associated(
      policy(
        ...statements(scoped()),
        lets({ AWS: ACCOUNT }, { ArnEquals: { "aws:PrincipalArn": `arn:aws:iam::${ACCOUNT}:role/person` } }),
      ),
    ),
    "info allowed: app +1",
  ],
  [
    "role-also-trusts-non-pod-principals",
    "a role that no pod has",
    (builder) => void builder.role("ci", { trust: policy(lets({ Service: "ec2.amazonaws.com" })) }),
    null,
  ],

  [
    "oidc-provider-missing",
    "no provider",
    (builder) => void builder.role("app", { trust: exact }),
    `low allowed: ${issuer} +2`,
  ],
  [
    "oidc-provider-missing",
    "spelled with the scheme",
    (builder) => {
      builder.provider(issuer);
      builder.role("app", {
        trust: irsaTrust(`arn:aws:iam::${ACCOUNT}:oidc-provider/https://${issuer}`, {
          StringEquals: { [`${issuer}:aud`]: AUD, [`${issuer}:sub`]: sub("shop:api") },
        }),
      });
    },
    `low allowed: https://${issuer} +2`,
  ],
  ["oidc-provider-missing", "it is there", withProvider(exact), null],
  [
    "oidc-provider-missing",
    "providers were not read",
    (builder) => {
      builder.role("app", { trust: exact });
      builder.gap({ service: "iam", operation: "ListOpenIDConnectProviders" });
    },
    null,
  ],

  ["audience-not-listed", "the provider lists another", withProvider(exact, ["vault"]), `medium allowed: ${issuer} +2`],
  [
    "audience-not-listed",
    "the annotation asks for another",
    annotated(irsa({ StringEquals: { [`${issuer}:sub`]: sub("shop:api") } }), {
      "eks.amazonaws.com/audience": "vault",
    }),
    `medium allowed: ${issuer} +2`,
  ],
  ["audience-not-listed", "it lists it", annotated(exact), null],

  [
    "subject-and-audience-swapped",
    "swapped",
    annotated(irsa({ StringEquals: { [`${issuer}:sub`]: AUD, [`${issuer}:aud`]: sub("shop:api") } })),
    "medium allowed: app +2",
  ],
  [
    "subject-and-audience-swapped",
    "the pattern under the audience",
    annotated(irsa({ StringLike: { [`${issuer}:aud`]: sub("shop:*") } })),
    "medium allowed: app +2",
  ],
  ["subject-and-audience-swapped", "as it should be", annotated(exact), null],
  [
    "https-in-condition-key",
    "the scheme in the key",
    annotated(irsa({ StringEquals: { [`https://${issuer}:sub`]: sub("shop:api") } })),
    "medium allowed: app +2",
  ],
  ["https-in-condition-key", "as it should be", annotated(exact), null],
  [
    "wildcard-in-string-equals",
    "a pattern",
    annotated(irsa({ StringEquals: { [`${issuer}:aud`]: AUD, [`${issuer}:sub`]: sub("shop:*") } })),
    "medium allowed: app +2",
  ],
  [
    "wildcard-in-string-equals",
    "a pattern with StringLike",
    annotated(irsa({ StringEquals: { [`${issuer}:aud`]: AUD }, StringLike: { [`${issuer}:sub`]: sub("shop:*") } })),
    null,
  ],
  [
    "issuer-key-mismatch",
    "another cluster's keys",
    annotated(irsa({ StringEquals: { [`${issuerOf("dev")}:aud`]: AUD, [`${issuerOf("dev")}:sub`]: sub("shop:api") } })),
    "medium allowed: app +2",
  ],
  ["issuer-key-mismatch", "as it should be", annotated(exact), null],

  [
    "issuer-of-deleted-cluster",
    "a cluster that nobody saw",
    (builder) => {
      builder.provider(issuerOf("gone"));
      builder.role("old", {
        trust: irsaTrust(`arn:aws:iam::${ACCOUNT}:oidc-provider/${issuerOf("gone")}`, {
          StringEquals: { [`${issuerOf("gone")}:sub`]: sub("a:b") },
        }),
      });
    },
    `medium unknown: ${issuerOf("gone")} +2`,
  ],
  ["issuer-of-deleted-cluster", "a cluster that is there", withProvider(exact), null],
];

function statements(document: unknown): readonly unknown[] {
  return (document as { Statement: readonly unknown[] }).Statement;
}

describe("rules of trust", () => {
  for (const [id, what, build, expected, after] of cases)
    it(`${id}: ${what}`, () => {
      const rule = ruleOf(id);
      const content = estate(build);
      const found = findings(content, rule);
      expect(inShort(found)).toEqual(expected === null ? [] : [`${id} ${expected}`]);
      const [finding] = found;
      if (!finding) return;
      expect(finding.remediation.length, "something to paste").toBeGreaterThan(0);
      expect(finding.evidence.length).toBeGreaterThan(0);
      if (after === "kept") return;
      expect(inShort(findings(applied(content, finding), rule))).toEqual([]);
      const before = new Set(findings(content, ...trustRules).map((each) => each.id));
      const rank = ({ severity }: Finding) => severities.indexOf(severity);
      const made = findings(applied(content, finding), ...trustRules).filter((each) => !before.has(each.id));
      expect(inShort(made.filter((each) => rank(each) < rank(finding) || each.severity === "critical"))).toEqual([]);
    });

  it("are all tried, with something to find and something to leave alone", () => {
    for (const { id } of trustRules) {
      const own = cases.filter(([rule]) => rule === id);
      expect([id, own.some(([, , , found]) => found !== null), own.some(([, , , found]) => found === null)]).toEqual([
        id,
        true,
        true,
      ]);
    }
  });

  it("tell of a deleted cluster as a fact only where an earlier snapshot held it", () => {
    const gone = issuerOf("gone");
    const content = estate((builder) => {
      builder.provider(gone);
      builder.role("old", {
        trust: irsaTrust(`arn:aws:iam::${ACCOUNT}:oidc-provider/${gone}`, {
          StringEquals: { [`${gone}:sub`]: sub("a:b") },
        }),
      });
    });
    const earlier = {
      issuer: gone,
      arn: `arn:aws:eks:eu-west-1:${ACCOUNT}:cluster/gone`,
      lastSeenAt: "2026-01-01T00:00:00.000Z",
      deletedAt: "2026-02-01T00:00:00.000Z",
      scope: "test",
    };
    const found = findings({ ...content, earlierClusters: [earlier] }, ruleOf("issuer-of-deleted-cluster"));
    expect(inShort(found)).toEqual([`issuer-of-deleted-cluster low allowed: ${gone} +2`]);
  });

  it("keep one finding for one cause, whatever the statement's number and the count of workloads", () => {
    const id = (build: Build) => findings(estate(build), ruleOf("pod-identity-trust-unscoped"))[0]?.id;
    const before = id(associated(podTrust()));
    const after = id((builder, cluster) => {
      const trust = policy(lets({ Service: "ec2.amazonaws.com" }), ...statements(podTrust()));
      const role = builder.role("app", { trust });
      builder.associate(cluster, "shop/api", role).associate(cluster, "shop/web", role);
    });
    expect(before).toBeDefined();
    expect(after).toBe(before);
  });

  it("scope a trust to all associations of a role, groups of them in few statements", () => {
    const content = estate((builder, cluster) => {
      const role = builder.role("app", { trust: podTrust({ StringEquals: { "aws:SourceAccount": ACCOUNT } }) });
      for (const tenant of ["a", "b", "c"]) builder.associate(cluster, `tenant-${tenant}/api`, role);
      builder.associate(cluster, "ops/cron", role);
    });
    const [finding] = findings(content, ruleOf("pod-identity-trust-unscoped"));
    const document = JSON.parse(finding?.remediation[0]?.text ?? "{}");
    const tag = (name: string) => `aws:RequestTag/${name}`;
    const arn = `arn:aws:eks:eu-west-1:${ACCOUNT}:cluster/prod`;
    expect(document.Statement.map((each: { Condition: unknown }) => each.Condition)).toEqual([
      {
        StringEquals: {
          "aws:SourceAccount": ACCOUNT,
          [tag("eks-cluster-arn")]: arn,
          [tag("kubernetes-namespace")]: ["tenant-a", "tenant-b", "tenant-c"],
          [tag("kubernetes-service-account")]: "api",
        },
      },
      {
        StringEquals: {
          "aws:SourceAccount": ACCOUNT,
          [tag("eks-cluster-arn")]: arn,
          [tag("kubernetes-namespace")]: "ops",
          [tag("kubernetes-service-account")]: "cron",
        },
      },
    ]);
  });
});
