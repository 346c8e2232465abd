/**
 * Systems that are documented in public, each with the bindings that follow from its documentation, written by hand:
 * who gets which role, whether it works, whether new pods get it, and what must be said of it.
 */
import { describe, expect, it } from "vitest";
import { resolveBindings } from "@/lib/domain/identity/resolve";
import type { OrganizationFacts } from "@/lib/domain/snapshot/facts";
import { ACCOUNT, EstateBuilder, irsaTrust, issuerOf, podTrust, policy } from "./estate-builder";

const OTHER = "444455556666";
const ROLE = (name: string, account = ACCOUNT) => `arn:aws:iam::${account}:role/${name}`;

/** "mechanism place namespace/name role verdict effective": everything but the reasons, which are asked for apart. */
function table(builder: EstateBuilder): readonly string[] {
  return resolveBindings(builder.build()).map((each) =>
    [
      each.mechanism,
      each.clusterArn?.split("/")[1] ?? each.issuer,
      `${each.namespace}/${each.serviceAccount}`,
      each.credentialRoleArn.split("role/")[1],
      each.verdict,
      each.effective,
    ].join(" "),
  );
}
function codesOf(builder: EstateBuilder, name: string): readonly string[] {
  const found = resolveBindings(builder.build()).filter((each) => each.serviceAccount === name);
  return found.flatMap((each) => each.reasons.map((reason) => reason.code));
}
function organization(): OrganizationFacts {
  return {
    id: "o-exampleorg",
    managementAccountId: "999999999999",
    featureSet: "ALL",
    roots: [{ id: "r-1", policyTypes: [] }],
    units: [],
    accounts: [ACCOUNT, OTHER].map((id) => ({
      id,
      name: id,
      parentId: "r-1",
      state: "ACTIVE",
      path: `o-exampleorg/r-1/${id}/`,
    })),
  };
}

describe("CARTO Self-Hosted", () => {
  it("gives its backend one role, by an association with the usual trust", () => {
    const builder = new EstateBuilder();
    const cluster = builder.cluster("carto");
    const connect = policy({
      Effect: "Allow",
      Action: "rds-db:connect",
      Resource: `arn:aws:rds-db:eu-west-1:${ACCOUNT}:dbuser:*/carto`,
    });
    builder.role("carto-self-hosted", { trust: podTrust(), inline: { connect } });
    builder.agent(cluster).associate(cluster, "carto/carto-common-backend", ROLE("carto-self-hosted"));
    expect(table(builder)).toEqual(["pod-identity carto carto/carto-common-backend carto-self-hosted allowed true"]);
    expect(codesOf(builder, "carto-common-backend")).toEqual(
      expect.arrayContaining(["trust-allows", "trust-unscoped"]),
    );
  });
});

describe("Crossplane", () => {
  it("makes an association that works once the agent that it makes, too, is there", () => {
    const of = (agent: boolean) => {
      const builder = new EstateBuilder();
      const cluster = builder.cluster("your-cluster");
      builder.role("YourPodRole", { trust: podTrust(), attached: ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"] });
      if (agent) builder.agent(cluster);
      builder.associate(cluster, "default/pod-service-account", ROLE("YourPodRole"), {
        tags: { "crossplane-kind": "podidentityassociation.eks.aws.upbound.io" },
      });
      return builder;
    };
    expect(table(of(true))).toEqual(["pod-identity your-cluster default/pod-service-account YourPodRole allowed true"]);
    expect(table(of(false))).toEqual(["pod-identity your-cluster default/pod-service-account YourPodRole allowed "]);
    expect(codesOf(of(false), "pod-service-account")).toContain("agent-unknown");
  });
});

describe("a pod that reaches S3 and DynamoDB of another account", () => {
  const externalId = `eu-west-1/${ACCOUNT}/prod/default/my-app`;
  /** As the EKS User Guide writes the two roles; `tags` leaves session tags on. */
  function chain(tags: boolean, target: readonly unknown[]): EstateBuilder {
    const builder = new EstateBuilder();
    const cluster = builder.cluster("prod");
    const go = policy({
      Effect: "Allow",
      Action: ["sts:AssumeRole", "sts:TagSession"],
      Resource: ROLE("target", OTHER),
    });
    builder.role("source", { trust: podTrust(), inline: { go } });
    const use = policy({ Effect: "Allow", Action: ["s3:GetObject", "dynamodb:Query"], Resource: "*" });
    builder.role("target", { trust: policy(...target), inline: { use } }, OTHER);
    builder.agent(cluster).associate(cluster, "default/my-app", ROLE("source"), {
      targetRoleArn: ROLE("target", OTHER),
      disableSessionTags: !tags,
    });
    return builder;
  }
  const principal = { AWS: ROLE("source") };
  const tagged = {
    Effect: "Allow",
    Principal: principal,
    Action: ["sts:AssumeRole", "sts:TagSession"],
    Condition: {
      StringEquals: {
        "aws:RequestTag/eks-cluster-arn": `arn:aws:eks:eu-west-1:${ACCOUNT}:cluster/prod`,
        "aws:RequestTag/kubernetes-namespace": "default",
        "aws:RequestTag/kubernetes-service-account": "my-app",
      },
    },
  };
  const identified = [
    {
      Effect: "Allow",
      Principal: principal,
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "sts:ExternalId": externalId } },
    },
    { Effect: "Allow", Principal: principal, Action: "sts:TagSession" },
  ];
  const row = (rest: string) => [`pod-identity prod default/my-app target ${rest}`];
  it("by its session tags", () => {
    expect(table(chain(true, [tagged]))).toEqual(row("allowed true"));
    expect(table(chain(false, [tagged]))).toEqual(row("denied false"));
  });
  it("by its external id", () => {
    expect(table(chain(false, identified))).toEqual(row("allowed true"));
    expect(table(chain(true, identified))).toEqual(row("conditional "));
    expect(codesOf(chain(true, identified), "my-app")).toContain("external-id-unverified");
  });
  it("by IRSA, with the cluster's issuer as a provider of the other account", () => {
    const builder = new EstateBuilder();
    builder.cluster("prod");
    const issuer = issuerOf("prod");
    const provider = builder.provider(issuer, ["sts.amazonaws.com"], OTHER);
    const condition = {
      StringEquals: {
        [`${issuer}:aud`]: "sts.amazonaws.com",
        [`${issuer}:sub`]: "system:serviceaccount:default:my-app",
      },
    };
    builder.role("shared-content", { trust: irsaTrust(provider, condition) }, OTHER);
    expect(table(builder)).toEqual(["irsa prod default/my-app shared-content allowed "]);
  });
});

describe("the IRSA tutorial", () => {
  const issuer = issuerOf("eks-demo");
  const subject = (name: string) => `system:serviceaccount:demo-namespace:${name}`;
  function demo(condition: unknown, annotated = false): EstateBuilder {
    const builder = new EstateBuilder();
    const cluster = builder.cluster("eks-demo");
    builder.role("eks-demo-role", { trust: irsaTrust(builder.provider(issuer), condition) });
    const annotations = { "eks.amazonaws.com/role-arn": ROLE("eks-demo-role") };
    if (annotated)
      builder.part("service-accounts", cluster, [{ namespace: "demo-namespace", name: "demo-sa", annotations }]);
    return builder;
  }
  const mistake = { StringLike: { [`${issuer}:aud`]: subject("*") } };
  it("with the subject under :aud cannot hold, would admit everybody, and is told what was meant", () => {
    expect(table(demo(mistake))).toEqual(["irsa eks-demo */* eks-demo-role denied false"]);
    const [binding] = resolveBindings(demo(mistake).build());
    const text = (code: string) => binding?.reasons.find((each) => each.code === code)?.text ?? "";
    expect(text("aud-holds-subject")).toContain(
      "cannot hold with the audiences that the provider lists (sts.amazonaws.com)",
    );
    expect(text("aud-holds-subject")).toContain("every service account of the cluster would be admitted");
    const [exact, pattern] = ["demo-namespace:NAME", "demo-namespace:*"].map((each) =>
      text("aud-holds-subject-correction").indexOf(each),
    );
    expect(exact).toBeGreaterThan(0);
    expect(pattern).toBeGreaterThan(exact ?? 0);
  });
  it("is refused to the service account that is annotated with it", () => {
    const rows = table(demo(mistake, true));
    expect(rows).toContain("irsa eks-demo demo-namespace/demo-sa eks-demo-role denied false");
    expect(codesOf(demo(mistake, true), "demo-sa")).toEqual(
      expect.arrayContaining(["annotated-but-not-trusted", "aud-holds-subject"]),
    );
  });
  it("corrected names the service account", () => {
    const exact = { StringEquals: { [`${issuer}:aud`]: "sts.amazonaws.com", [`${issuer}:sub`]: subject("demo-sa") } };
    expect(table(demo(exact))).toEqual(["irsa eks-demo demo-namespace/demo-sa eks-demo-role allowed "]);
    expect(table(demo(exact, true))).toEqual(["irsa eks-demo demo-namespace/demo-sa eks-demo-role allowed true"]);
  });
  it("corrected for the namespace admits all of it", () => {
    const wide = {
      StringEquals: { [`${issuer}:aud`]: "sts.amazonaws.com" },
      StringLike: { [`${issuer}:sub`]: subject("*") },
    };
    expect(table(demo(wide))).toEqual(["irsa eks-demo demo-namespace/* eks-demo-role allowed "]);
    expect(table(demo(wide, true))).toEqual([
      "irsa eks-demo demo-namespace/* eks-demo-role allowed true",
      "irsa eks-demo demo-namespace/demo-sa eks-demo-role allowed true",
    ]);
  });
});

describe("EKS selected as the trusted entity", () => {
  it("trusts the control plane and no pod", () => {
    const builder = new EstateBuilder();
    const cluster = builder.cluster("eks-demo");
    builder.role("pod-role", {
      trust: policy({ Effect: "Allow", Principal: { Service: "eks.amazonaws.com" }, Action: "sts:AssumeRole" }),
    });
    builder.agent(cluster).associate(cluster, "default/app", ROLE("pod-role"));
    expect(table(builder)).toEqual(["pod-identity eks-demo default/app pod-role denied false"]);
    expect(codesOf(builder, "app")).toContain("trust-wrong-service");
  });
});

describe("trusts of AWS's own guides", () => {
  const tag = (key: string) => `aws:RequestTag/${key}`;
  it.each([
    ["pod-id-role", undefined, "trust-unscoped"],
    [
      "best practices: the organisation",
      { StringEquals: { "aws:SourceOrgId": "${aws:ResourceOrgId}" } },
      "trust-unscoped",
    ],
    [
      "best practices: the account and the cluster",
      {
        StringEquals: { "aws:SourceAccount": ACCOUNT },
        ArnEquals: { "aws:SourceArn": `arn:aws:eks:eu-west-1:${ACCOUNT}:cluster/prod` },
      },
      "trust-partly-scoped",
    ],
    [
      "pod-id-abac: namespace and service account",
      {
        StringEquals: {
          [tag("kubernetes-namespace")]: "default",
          [tag("kubernetes-service-account")]: "my-service-account",
        },
      },
      "trust-partly-scoped",
    ],
    [
      "best practices: all of it",
      {
        StringEquals: {
          "aws:SourceOrgId": "${aws:ResourceOrgId}",
          [tag("eks-cluster-name")]: "prod",
          [tag("kubernetes-namespace")]: "default",
          [tag("kubernetes-service-account")]: "my-service-account",
        },
      },
      "trust-scoped",
    ],
  ])("%s works", (_name, condition, scope) => {
    const builder = new EstateBuilder();
    const cluster = builder.cluster("prod");
    builder.organization(organization());
    builder.role("my-role", { trust: podTrust(condition) });
    builder.agent(cluster).associate(cluster, "default/my-service-account", ROLE("my-role"));
    expect(table(builder)).toEqual(["pod-identity prod default/my-service-account my-role allowed true"]);
    expect(codesOf(builder, "my-service-account")).toContain(scope);
  });
});

describe("the Mountpoint for S3 driver", () => {
  it("whose trust names the association's ARN is broken, and names the cluster's instead", () => {
    const of = (source: string) => {
      const builder = new EstateBuilder();
      const cluster = builder.cluster("prod");
      builder.role("s3-csi", { trust: podTrust({ ArnLike: { "aws:SourceArn": source } }) });
      builder.agent(cluster).associate(cluster, "kube-system/s3-csi-driver-sa", ROLE("s3-csi"), {
        ownerArn: `arn:aws:eks:eu-west-1:${ACCOUNT}:addon/prod/aws-mountpoint-s3-csi-driver/1`,
      });
      return table(builder);
    };
    const at = `arn:aws:eks:eu-west-1:${ACCOUNT}`;
    expect(of(`${at}:podidentityassociation/prod/*`)).toEqual([
      "pod-identity prod kube-system/s3-csi-driver-sa s3-csi denied false",
    ]);
    expect(of(`${at}:cluster/prod`)).toEqual(["pod-identity prod kube-system/s3-csi-driver-sa s3-csi allowed true"]);
  });
});

describe("eksctl's migration to Pod Identity", () => {
  it("leaves the annotation and the old trust, and new pods take the association", () => {
    const builder = new EstateBuilder();
    const cluster = builder.cluster("prod");
    const issuer = issuerOf("prod");
    const web = irsaTrust(builder.provider(issuer), {
      StringEquals: { [`${issuer}:sub`]: "system:serviceaccount:default:app", [`${issuer}:aud`]: "sts.amazonaws.com" },
    });
    const both = policy(
      ...(web as { Statement: unknown[] }).Statement,
      ...(podTrust() as { Statement: unknown[] }).Statement,
    );
    builder.role("app", { trust: both });
    const annotations = { "eks.amazonaws.com/role-arn": ROLE("app") };
    builder.part("service-accounts", cluster, [{ namespace: "default", name: "app", annotations }]);
    builder.agent(cluster).associate(cluster, "default/app", ROLE("app"));
    expect(table(builder)).toEqual([
      "pod-identity prod default/app app allowed true",
      "irsa prod default/app app allowed false",
    ]);
    expect(codesOf(builder, "app")).toContain("shadowed-by-association");
  });
});
