import { describe, expect, it } from "vitest";
import type { Binding } from "@/lib/domain/identity/binding";
import { resolveBindings } from "@/lib/domain/identity/resolve";
import type { AssociationFacts } from "@/lib/domain/snapshot/facts";
import { ACCOUNT, EstateBuilder, podTrust, policy } from "./estate-builder";

const OTHER = "444455556666";
const SOURCE = `arn:aws:iam::${ACCOUNT}:role/source`;
const ASSUME = policy({ Effect: "Allow", Action: ["sts:AssumeRole", "sts:TagSession"], Resource: "*" });
const EXTERNAL_ID = `eu-west-1/${ACCOUNT}/prod/payments/api`;
const named = (condition?: unknown) => ({
  Effect: "Allow",
  Principal: { AWS: SOURCE },
  Action: "sts:AssumeRole",
  ...(condition === undefined ? {} : { Condition: condition }),
});
const tagging = { Effect: "Allow", Principal: { AWS: SOURCE }, Action: "sts:TagSession" };

function chain(input: {
  target?: unknown;
  identity?: unknown;
  account?: string;
  association?: Partial<AssociationFacts>;
  prepare?: (estate: EstateBuilder) => void;
}): Binding {
  const estate = new EstateBuilder();
  const cluster = estate.cluster("prod");
  const account = input.account ?? OTHER;
  estate.agent(cluster);
  estate.role("source", {
    trust: podTrust(),
    ...(input.identity === undefined ? {} : { inline: { chain: input.identity } }),
  });
  if (input.target !== undefined) estate.role("target", { trust: input.target }, account);
  estate.associate(cluster, "payments/api", SOURCE, {
    targetRoleArn: `arn:aws:iam::${account}:role/target`,
    ...input.association,
  });
  input.prepare?.(estate);
  const [binding] = resolveBindings(estate.build());
  if (!binding) throw new Error("no binding");
  return binding;
}

const codes = (binding: Binding) => binding.reasons.map((each) => each.code);

describe("target role", () => {
  it("works across accounts with both sides, and its credentials are the pod's", () => {
    expect(chain({ target: policy(named(), tagging), identity: ASSUME })).toMatchObject({
      verdict: "allowed",
      effective: true,
      credentialRoleArn: `arn:aws:iam::${OTHER}:role/target`,
    });
  });
  it("says that session tags leave the account, where they do", () => {
    const target = policy(named(), tagging);
    expect(codes(chain({ target, identity: ASSUME }))).toContain("target-tags-leave-the-account");
    const off = chain({ target, identity: ASSUME, association: { disableSessionTags: true } });
    expect(codes(off)).not.toContain("target-tags-leave-the-account");
    expect(codes(chain({ target, account: ACCOUNT }))).not.toContain("target-tags-leave-the-account");
  });
  it("needs the source's own permission across accounts", () => {
    const binding = chain({ target: policy(named(), tagging) });
    expect(binding.verdict).toBe("denied");
    expect(codes(binding)).toContain("target-source-not-permitted");
  });
  it("needs none within one account where the trust names the source role", () => {
    expect(chain({ target: policy(named(), tagging), account: ACCOUNT }).verdict).toBe("allowed");
  });
  it("needs it within one account where the trust names only the account", () => {
    const root = {
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: ["sts:AssumeRole", "sts:TagSession"],
    };
    expect(chain({ target: policy(root), account: ACCOUNT }).verdict).toBe("denied");
    expect(chain({ target: policy(root), account: ACCOUNT, identity: ASSUME }).verdict).toBe("allowed");
  });
  it("must let the session be tagged", () => {
    const binding = chain({ target: policy(named()), identity: ASSUME });
    expect(binding.verdict).toBe("denied");
    expect(codes(binding)).toContain("target-trust-action-missing");
  });
  it("needs no tagging where session tags are disabled", () => {
    expect(
      chain({ target: policy(named()), identity: ASSUME, association: { disableSessionTags: true } }).verdict,
    ).toBe("allowed");
  });
  it("accepts this association's external id, unverified while session tags are on", () => {
    const target = policy(named({ StringEquals: { "sts:ExternalId": EXTERNAL_ID } }), tagging);
    const tagged = chain({ target, identity: ASSUME });
    expect(tagged.verdict).toBe("conditional");
    expect(codes(tagged)).toContain("external-id-unverified");
    expect(chain({ target, identity: ASSUME, association: { disableSessionTags: true } }).verdict).toBe("allowed");
  });
  it("refuses another association's external id", () => {
    const target = policy(named({ StringEquals: { "sts:ExternalId": "eu-west-1/1/x/y/z" } }), tagging);
    const binding = chain({ target, identity: ASSUME });
    expect(binding.verdict).toBe("denied");
    expect(codes(binding)).toContain("target-trust-condition-never-holds");
  });
  it("receives the tags as transitive tags", () => {
    const condition = {
      StringEquals: { "aws:RequestTag/kubernetes-namespace": "payments", "aws:PrincipalTag/eks-cluster-name": "prod" },
    };
    const target = policy({ ...named(condition), Action: ["sts:AssumeRole", "sts:TagSession"] });
    expect(chain({ target, identity: ASSUME }).verdict).toBe("allowed");
  });
  it("is unknown, not broken, in an account that was not read", () => {
    const binding = chain({ identity: ASSUME });
    expect(binding).toMatchObject({ verdict: "unknown", effective: null });
    expect(codes(binding)).toContain("target-role-not-read");
  });
  it("is broken where its account was read and it is not there", () => {
    const binding = chain({
      identity: ASSUME,
      prepare: (estate) => estate.role("something-else", { trust: podTrust() }, OTHER),
    });
    expect(binding.verdict).toBe("denied");
    expect(codes(binding)).toContain("target-role-missing");
  });
  it("is limited by SCPs of the source account and RCPs of the target account", () => {
    const organization = (type: "SCP" | "RCP", content: unknown) => (estate: EstateBuilder) =>
      estate.organization(
        {
          id: "o-abc",
          managementAccountId: "999999999999",
          featureSet: "ALL",
          roots: [{ id: "r-1", policyTypes: ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"] }],
          units: [],
          accounts: [ACCOUNT, OTHER].map((id) => ({
            id,
            name: id,
            parentId: "r-1",
            state: "ACTIVE",
            path: `o-abc/r-1/${id}/`,
          })),
        },
        [
          {
            id: "p-FullAWSAccess",
            arn: null,
            name: "FullAWSAccess",
            type: "SCP",
            awsManaged: true,
            targets: ["r-1", ACCOUNT, OTHER],
            content: policy({ Effect: "Allow", Action: "*", Resource: "*" }),
          },
          {
            id: "p-RCPFullAWSAccess",
            arn: null,
            name: "RCPFullAWSAccess",
            type: "RCP",
            awsManaged: true,
            targets: ["r-1", ACCOUNT, OTHER],
            content: policy({ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }),
          },
          {
            id: "p-own",
            arn: null,
            name: "own",
            type,
            awsManaged: false,
            targets: [type === "SCP" ? ACCOUNT : OTHER],
            content,
          },
        ],
      );
    const target = policy(named(), tagging);
    const scp = chain({
      target,
      identity: ASSUME,
      prepare: organization("SCP", policy({ Effect: "Deny", Action: "sts:AssumeRole", Resource: "*" })),
    });
    expect(scp.verdict).toBe("denied");
    expect(codes(scp)).toContain("target-scp-denies");
    const rcp = chain({
      target,
      identity: ASSUME,
      prepare: organization("RCP", policy({ Effect: "Deny", Principal: "*", Action: "sts:AssumeRole", Resource: "*" })),
    });
    expect(rcp.verdict).toBe("denied");
    expect(codes(rcp)).toContain("target-rcp-denies");
    const open = chain({
      target,
      identity: ASSUME,
      prepare: organization("SCP", policy({ Effect: "Deny", Action: "s3:*", Resource: "*" })),
    });
    expect(open.verdict).toBe("allowed");
    expect(codes(open)).not.toContain("rcps-not-read");
  });
});
