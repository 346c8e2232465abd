/** The move from IRSA to Pod Identity: what is pasted, put into the estate, gives the same workload its role, and no other. */
import { describe, expect, it } from "vitest";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import { trustAfter, trustDuring } from "@/lib/domain/pod-identity-move/trust";
import { parsePolicy, printPolicy } from "@/lib/domain/policy";
import { showPodIdentityMove } from "@/lib/view/pod-identity-move";
import { createSnapshotView } from "@/lib/view/snapshot-view";
import { ACCOUNT, EstateBuilder, irsaTrust, issuerOf, policy } from "./estate-builder";

const issuer = issuerOf("prod");

function trustOf(subject: string, account = ACCOUNT): unknown {
  const operator = subject.includes("*") ? "StringLike" : "StringEquals";
  return irsaTrust(`arn:aws:iam::${account}:oidc-provider/${issuer}`, {
    [operator]: { [`${issuer}:sub`]: `system:serviceaccount:${subject}` },
    StringEquals: {
      [`${issuer}:aud`]: "sts.amazonaws.com",
      ...(operator === "StringEquals" ? { [`${issuer}:sub`]: `system:serviceaccount:${subject}` } : {}),
    },
  });
}

function estate(
  trust: unknown,
  more: {
    agent?: boolean;
    associate?: readonly string[];
    inline?: Record<string, unknown>;
    account?: string;
    fargatePod?: boolean;
  } = {},
) {
  const builder = new EstateBuilder();
  const cluster = builder.cluster("prod");
  builder.provider(issuer, ["sts.amazonaws.com"], more.account ?? ACCOUNT);
  if (more.agent !== false) builder.agent(cluster);
  const role = builder.role("app", { trust, inline: more.inline ?? {} }, more.account ?? ACCOUNT);
  for (const workload of more.associate ?? []) builder.associate(cluster, workload as `${string}/${string}`, role);
  if (more.fargatePod) {
    const pod = {
      namespace: "shop",
      name: "api-1",
      serviceAccount: "api",
      nodeName: "fargate-1",
      containers: [],
      os: null,
    };
    const rest = { uid: null, phase: "Running", createdAt: null, hostNetwork: false, webhookLabel: false };
    builder.part("pods", cluster, [{ ...pod, ...rest, tokenAudiences: [], kube2iamRole: null }]);
    builder.part("nodes", cluster, [
      { name: "fargate-1", providerId: null, instanceId: null, compute: "fargate", os: "linux", nodegroup: null },
    ]);
  }
  const content = builder.build();
  const model = buildAccessModel(content);
  return { cluster, role, model, view: createSnapshotView(content, model) };
}

const own = trustOf("shop:api");

describe("the move to Pod Identity", () => {
  it("gives the service account the same role by a trust policy that no other association can use", () => {
    const before = estate(own);
    const [move] = showPodIdentityMove(before.view, { workload: `${before.cluster.arn}|shop|api` })!.moves;
    expect(move).toMatchObject({ verdict: "possible", against: [] });
    const [, trustText] = [move!.steps[0], move!.steps[0]?.texts[0]?.text];
    const after = estate(JSON.parse(trustText ?? ""), { associate: ["shop/api", "shop/other"] });
    const verdicts = after.model.bindings
      .filter(({ mechanism }) => mechanism === "pod-identity")
      .map(({ serviceAccount, verdict }) => [serviceAccount, verdict]);
    expect(Object.fromEntries(verdicts)).toEqual({ api: "allowed", other: "denied" });
    // Pods that still have a token keep their way in.
    expect(after.model.bindings.find(({ mechanism }) => mechanism === "irsa")?.verdict).toBe("allowed");
  });

  it("takes away the statement of IRSA at the end, unless it lets in others", () => {
    const of = {
      clusterArn: `arn:aws:eks:eu-west-1:${ACCOUNT}:cluster/prod`,
      clusterAccountId: ACCOUNT,
      namespace: "shop",
      serviceAccount: "api",
    };
    const parsed = (value: unknown) => {
      const result = parsePolicy(value, "trust");
      if (!result.ok) throw new Error("no policy");
      return result.document;
    };
    const alone = trustAfter(parsed(own), of, issuer);
    expect(alone.document.statements.map(({ principal }) => principal?.entries[0]?.kind)).toEqual(["Service"]);
    expect(alone.shared).toEqual([]);
    const wide = trustAfter(parsed(trustOf("shop:*")), of, issuer);
    expect(wide.document.statements).toHaveLength(2);
    expect(wide.shared).toEqual([0]);
    const twice = trustDuring(trustDuring(parsed(own), of), of);
    expect(new Set(twice.statements.map(({ sid }) => sid)).size).toBe(twice.statements.length);
    expect(JSON.parse(printPolicy(twice)).Statement).toHaveLength(3);
  });

  it("names what stands against it: keys of tokens, a missing agent, a role of another account", () => {
    const { view, cluster } = estate(own, {
      agent: false,
      inline: {
        files: policy(
          {
            Effect: "Allow",
            Action: "s3:GetObject",
            Resource: "*",
            Condition: { StringEquals: { [`${issuer}:sub`]: "system:serviceaccount:shop:api" } },
          },
          {
            Effect: "Allow",
            Action: "s3:PutObject",
            Resource: "arn:aws:s3:::b/${aws:PrincipalTag/kubernetes-namespace}/*",
          },
        ),
      },
    });
    const [move] = showPodIdentityMove(view, { workload: `${cluster.arn}|shop|api` })!.moves;
    expect(move?.verdict).toBe("not-known");
    expect(move?.against.join(" ")).toContain(`${issuer}:sub`);
    expect(move?.steps[0]?.title).toBe("Install the agent");
    expect(move?.changes.find(({ title }) => title === "Session tags")?.text).toContain("Statement 2 of files");
    const foreign = estate(trustOf("shop:api", "444455556666"), { account: "444455556666" });
    const [other] = showPodIdentityMove(foreign.view, { workload: `${foreign.cluster.arn}|shop|api` })?.moves ?? [];
    expect(other?.steps.flatMap(({ texts }) => texts.map(({ text }) => text)).join("\n")).toContain(
      "--target-role-arn",
    );
  });

  it("has the association for every tool, and quotes what others named", () => {
    const { view, cluster } = estate(own);
    const [move] = showPodIdentityMove(view, { workload: `${cluster.arn}|shop|api` })!.moves;
    const step = move?.steps.find(({ title }) => title === "Make the association");
    expect(step?.texts.map(({ title }) => title)).toEqual([
      "AWS CLI",
      "Terraform",
      "CloudFormation",
      "eksctl",
      "Crossplane",
      "ACK",
    ]);
    for (const { text } of step?.texts ?? []) expect(text).toContain("api");
  });

  it("counts running pods on Fargate, where there is no Pod Identity", () => {
    const { view, cluster } = estate(own, { fargatePod: true });
    const [move] = showPodIdentityMove(view, { workload: `${cluster.arn}|shop|api` })!.moves;
    expect(move?.verdict).toBe("not-known");
    expect(move?.against).toContain(
      "1 of 1 running pods are on Fargate or Windows nodes, where there is no Pod Identity.",
    );
  });

  it("is done where there is an association, and is not for what the snapshot does not know", () => {
    const { view, cluster } = estate(own, { associate: ["shop/api"] });
    expect(showPodIdentityMove(view, { workload: `${cluster.arn}|shop|api` })?.moves[0]?.verdict).toBe("done");
    expect(showPodIdentityMove(view, { workload: "x" })).toBeNull();
  });
});
