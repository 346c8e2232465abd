import { describe, expect, it } from "vitest";
import type { Binding } from "@/lib/domain/identity/binding";
import { resolveBindings } from "@/lib/domain/identity/resolve";
import type { EarlierCluster } from "@/lib/domain/snapshot/snapshot";
import { ACCOUNT, EstateBuilder, irsaTrust, issuerOf, podTrust, policy } from "./estate-builder";

const ISSUER = issuerOf("prod");
const SUB = `${ISSUER}:sub`;
const AUD = `${ISSUER}:aud`;
const API = "system:serviceaccount:payments:api";

function resolve(
  condition: unknown,
  options: {
    audiences?: readonly string[];
    provider?: boolean;
    action?: string;
    prepare?: (estate: EstateBuilder) => void;
  } = {},
): readonly Binding[] {
  const estate = new EstateBuilder();
  estate.cluster("prod");
  const arn = `arn:aws:iam::111122223333:oidc-provider/${ISSUER}`;
  if (options.provider !== false) estate.provider(ISSUER, options.audiences ?? ["sts.amazonaws.com"]);
  estate.role("app", { trust: irsaTrust(arn, condition, options.action) });
  options.prepare?.(estate);
  return resolveBindings(estate.build());
}

function one(...args: Parameters<typeof resolve>): Binding {
  const [binding, ...more] = resolve(...args);
  if (!binding || more.length > 0) throw new Error(`expected one binding, got ${more.length + (binding ? 1 : 0)}`);
  return binding;
}

const codes = (binding: Binding) => binding.reasons.map((each) => each.code);

describe("a trust that holds", () => {
  it("names one service account and the audience", () => {
    const binding = one({ StringEquals: { [SUB]: API, [AUD]: "sts.amazonaws.com" } });
    expect(binding).toMatchObject({
      mechanism: "irsa",
      verdict: "allowed",
      effective: null,
      namespace: "payments",
      serviceAccount: "api",
      pattern: false,
      issuer: null,
    });
    expect(codes(binding)).toContain("annotation-not-read");
  });
  it("gives one binding for each service account of a list", () => {
    const bindings = resolve({
      StringEquals: { [SUB]: [API, "system:serviceaccount:payments:worker"], [AUD]: "sts.amazonaws.com" },
    });
    expect(bindings.map((each) => [each.serviceAccount, each.verdict])).toEqual([
      ["api", "allowed"],
      ["worker", "allowed"],
    ]);
  });
  it.each([
    ["a namespace", { StringLike: { [SUB]: "system:serviceaccount:payments:*" } }, "payments", "*", "sub-wildcard"],
    ["everything", { StringLike: { [SUB]: "system:serviceaccount:*" } }, "*", "*", "sub-wildcard"],
    ["any subject", { StringEquals: { [AUD]: "sts.amazonaws.com" } }, "*", "*", "sub-missing"],
    ["all but one", { StringNotEquals: { [SUB]: API } }, "*", "*", "sub-negated"],
  ])("is a pattern where it admits %s", (_name, condition, namespace, serviceAccount, code) => {
    const binding = one(condition);
    expect(binding).toMatchObject({ verdict: "allowed", pattern: true, namespace, serviceAccount });
    expect(codes(binding)).toContain(code);
  });
  it("says that any audience will do where none is named", () => {
    expect(codes(one({ StringEquals: { [SUB]: API } }))).toContain("aud-missing");
  });
  it("says that any audience will do where the condition takes any", () => {
    expect(codes(one({ StringLike: { [SUB]: API, [AUD]: "*" } }))).toContain("aud-wildcard");
  });
  it("has keys without regard to letter case", () => {
    expect(one({ StringEquals: { [SUB.toUpperCase()]: API } })).toMatchObject({
      verdict: "allowed",
      serviceAccount: "api",
    });
  });
  it("is open where another issuer's key is only tested if it exists", () => {
    const other = issuerOf("other");
    const binding = one({ StringEqualsIfExists: { [`${other}:sub`]: API } });
    expect(binding).toMatchObject({ verdict: "allowed", namespace: "*" });
    expect(codes(binding)).toContain("issuer-key-mismatch-open");
  });
});

describe("a trust that never holds", () => {
  it.each([
    [
      "a wildcard under StringEquals",
      { StringEquals: { [SUB]: "system:serviceaccount:payments:*" } },
      "wildcard-in-stringequals",
    ],
    [
      "a service account under :aud",
      { StringLike: { [AUD]: "system:serviceaccount:demo-namespace:*" } },
      "aud-holds-subject",
    ],
    ["an audience under :sub", { StringEquals: { [SUB]: "sts.amazonaws.com" } }, "sub-holds-audience"],
    ["another issuer in the key", { StringEquals: { [`${issuerOf("other")}:sub`]: API } }, "issuer-key-mismatch"],
    ["https:// in the key", { StringEquals: { [`https://${SUB}`]: API } }, "https-in-key"],
    [
      "an audience that is not listed",
      { StringEquals: { [SUB]: API, [AUD]: "example" } },
      "trust-condition-never-holds",
    ],
  ])("%s", (_name, condition, code) => {
    const binding = one(condition);
    expect(binding).toMatchObject({ verdict: "denied", effective: false });
    expect(codes(binding)).toContain(code);
  });
  it("sts:AssumeRole instead of sts:AssumeRoleWithWebIdentity", () => {
    const binding = one({ StringEquals: { [SUB]: API } }, { action: "sts:AssumeRole" });
    expect(binding.verdict).toBe("denied");
    expect(codes(binding)).toContain("trust-action-missing");
  });
});

describe("the OIDC provider", () => {
  it("must exist", () => {
    const binding = one({ StringEquals: { [SUB]: API } }, { provider: false });
    expect(binding.verdict).toBe("denied");
    expect(codes(binding)).toContain("provider-missing");
  });
  it("is unknown where providers could not be listed", () => {
    const binding = one(
      { StringEquals: { [SUB]: API } },
      {
        provider: false,
        prepare: (estate) =>
          estate.gap({
            service: "iam",
            operation: "ListOpenIDConnectProviders",
            missingPermission: "iam:ListOpenIDConnectProviders",
          }),
      },
    );
    expect(binding.verdict).toBe("unknown");
  });
  it("must list the token's audience", () => {
    const binding = one({ StringEquals: { [SUB]: API, [AUD]: "sts.amazonaws.com" } }, { audiences: ["example"] });
    expect(binding.verdict).toBe("denied");
    expect(codes(binding)).toContain("audience-not-listed");
  });
  it("with another audience works only for tokens that ask for it", () => {
    const binding = one(
      { StringEquals: { [SUB]: API, [AUD]: "example" } },
      { audiences: ["sts.amazonaws.com", "example"] },
    );
    expect(binding.verdict).toBe("conditional");
    expect(codes(binding)).toContain("audience-other");
  });
});

describe("who wins, and whose cluster", () => {
  it("is shadowed by an association of the same service account", () => {
    const bindings = resolve(
      { StringEquals: { [SUB]: API } },
      {
        prepare: (estate) => {
          const cluster = estate.build().parts.flatMap((part) => (part.kind === "clusters" ? part.facts : []))[0];
          if (cluster)
            estate.agent(cluster).associate(cluster, "payments/api", estate.role("pod-role", { trust: podTrust() }));
        },
      },
    );
    const irsa = bindings.find((each) => each.mechanism === "irsa");
    expect(irsa).toMatchObject({ verdict: "allowed", effective: false });
    expect(irsa && codes(irsa)).toContain("shadowed-by-association");
  });
  it("is kept for an issuer that no cluster in scope has", () => {
    const stranger = issuerOf("stranger");
    const estate = new EstateBuilder();
    estate.cluster("prod");
    estate.role("app", { trust: irsaTrust(estate.provider(stranger), { StringEquals: { [`${stranger}:sub`]: API } }) });
    const [binding] = resolveBindings(estate.build());
    expect(binding).toMatchObject({ clusterArn: null, issuer: stranger, verdict: "allowed" });
    expect(binding && codes(binding)).toContain("cluster-not-seen");
  });
  describe("an issuer that no cluster in scope has", () => {
    const gone = issuerOf("gone");
    const arn = `arn:aws:eks:eu-west-1:${ACCOUNT}:cluster/gone`;
    const seen = { issuer: gone, arn, lastSeenAt: "2026-11-01T00:00:00.000Z", scope: "test", deletedAt: null };
    function of(earlier: Partial<EarlierCluster> | null, prepare?: (estate: EstateBuilder) => void) {
      const estate = new EstateBuilder();
      estate.cluster("prod");
      estate.role("app", { trust: irsaTrust(estate.provider(gone), { StringEquals: { [`${gone}:sub`]: API } }) });
      prepare?.(estate);
      const content = estate.build();
      const [binding] = resolveBindings(
        earlier === null ? content : { ...content, earlierClusters: [{ ...seen, ...earlier }] },
      );
      if (!binding) throw new Error("no binding");
      return { binding, codes: codes(binding) };
    }
    it("may be a stranger's where no earlier snapshot held it", () => {
      const { binding, codes: found } = of(null);
      expect(found).toContain("cluster-not-seen");
      expect(binding.reasons.find((each) => each.code === "cluster-not-seen")?.text).toContain("possibly a stranger's");
      expect(binding.effective).toBeNull();
    });
    it("is a deleted one's where an earlier snapshot held it and this one read its region", () => {
      const { binding, codes: found } = of({});
      expect(found).toContain("cluster-deleted");
      expect(binding).toMatchObject({ verdict: "allowed", effective: false, clusterArn: null, issuer: gone });
    });
    it("is a deleted one's where DeleteCluster was recorded, whatever was read", () => {
      expect(of({ scope: "other", deletedAt: "2026-11-02T00:00:00.000Z" }).codes).toContain("cluster-deleted");
    });
    it("is a deleted one's where a cluster of the same name has another issuer", () => {
      const { codes: found, binding } = of({ arn: arn.replace("gone", "prod"), scope: "other" });
      expect(found).toContain("cluster-deleted");
      expect(binding.reasons.find((each) => each.code === "cluster-deleted")?.text).toContain("same name");
    });
    it.each([
      ["the scope is another", { scope: "other" }, undefined],
      ["the region was not read", { arn: arn.replace("eu-west-1", "eu-west-2") }, undefined],
      [
        "clusters could not be listed",
        {},
        (estate: EstateBuilder) => estate.gap({ service: "eks", operation: "ListClusters", region: "eu-west-1" }),
      ],
    ] as const)("is not said to be deleted where %s", (_name, earlier, prepare) => {
      const { codes: found, binding } = of(earlier, prepare);
      expect(found).toContain("cluster-seen-earlier");
      expect(binding.effective).toBeNull();
    });
  });
  it("is no binding at all for identity providers that are not EKS", () => {
    const estate = new EstateBuilder();
    estate.cluster("prod");
    estate.role("ci", {
      trust: policy({
        Effect: "Allow",
        Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" },
        Action: "sts:AssumeRoleWithWebIdentity",
      }),
    });
    expect(resolveBindings(estate.build())).toEqual([]);
  });
});

describe("the room that IAM leaves", () => {
  it("is told where a trust policy or the account's providers are near the quota", () => {
    expect(codes(one({ StringEquals: { [SUB]: API } }))).not.toContain("trust-near-quota");
    const many = Array.from({ length: 45 }, (_, i) => `system:serviceaccount:payments:service-${i}`);
    expect(codes(resolve({ StringEquals: { [SUB]: many } })[0] ?? one({}))).toContain("trust-near-quota");
    const crowded = one(
      { StringEquals: { [SUB]: API } },
      { prepare: (estate) => Array.from({ length: 90 }, (_, i) => estate.provider(issuerOf(`cluster-${i}`))) },
    );
    expect(codes(crowded)).toContain("providers-near-quota");
  });
});
