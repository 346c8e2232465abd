import {
  GenerateServiceLastAccessedDetailsCommand,
  GetAccountAuthorizationDetailsCommand,
  GetOpenIDConnectProviderCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetServiceLastAccessedDetailsCommand,
  ListAttachedRolePoliciesCommand,
  ListOpenIDConnectProvidersCommand,
  ListRolePoliciesCommand,
  paginateGetAccountAuthorizationDetails,
  paginateListPolicies,
  paginateListRoles,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "@/lib/server/sandbox/index";
import { type Clients, DEV, errorOf, PAYMENTS, reader } from "./clients";

let sandbox: Sandbox;
let dev: Clients;

beforeAll(async () => {
  sandbox = await startSandbox({ capabilities: ["per-role-fallback", "activity"] });
  dev = await reader(sandbox, DEV);
});
afterAll(() => sandbox.close());

describe("GetAccountAuthorizationDetails", () => {
  it("returns every role and policy once over all pages, with documents that decode to the text that was put", async () => {
    const held = sandbox.estate.accounts.get(DEV);
    const roles = new Map<string, string>();
    const policies: string[] = [];
    const input = { Filter: ["Role", "LocalManagedPolicy"] } as const;
    for await (const page of paginateGetAccountAuthorizationDetails(
      { client: dev.iam, pageSize: 5 },
      { Filter: [...input.Filter] },
    )) {
      for (const role of page.RoleDetailList ?? []) {
        expect(roles.has(role.Arn ?? "")).toBe(false);
        roles.set(role.Arn ?? "", decodeURIComponent(role.AssumeRolePolicyDocument ?? ""));
        const own = held?.roles.get(role.RoleName ?? "");
        expect(
          role.RolePolicyList?.map((one) => ({
            name: one.PolicyName,
            document: decodeURIComponent(one.PolicyDocument ?? ""),
          })),
        ).toEqual(own?.inline);
        expect(Object.fromEntries((role.Tags ?? []).map((tag) => [tag.Key, tag.Value]))).toEqual(own?.tags);
      }
      for (const policy of page.Policies ?? []) {
        policies.push(policy.Arn ?? "");
        const own = held?.policies.get(policy.Arn ?? "");
        const current = policy.PolicyVersionList?.find((one) => one.IsDefaultVersion === true);
        expect(decodeURIComponent(current?.Document ?? "")).toBe(own?.versions[0]?.document);
      }
    }
    expect(roles).toEqual(new Map([...(held?.roles.values() ?? [])].map((role) => [role.arn, role.trust])));
    expect(policies).toEqual([...(held?.policies.keys() ?? [])]);
  });

  it("encodes as RFC 3986 does: no bare asterisk, quote or parenthesis is left", async () => {
    const page = await dev.iam.send(new GetAccountAuthorizationDetailsCommand({ Filter: ["Role"], MaxItems: 1000 }));
    const documents =
      page.RoleDetailList?.flatMap((role) => role.RolePolicyList?.map((one) => one.PolicyDocument ?? "") ?? []) ?? [];
    expect(documents.length).toBeGreaterThan(0);
    for (const document of documents) expect(document).toMatch(/^[A-Za-z0-9\-._~%]*$/);
  });

  it("includes boundary, instance profile and last use", async () => {
    const payments = await reader(sandbox, PAYMENTS);
    const page = await payments.iam.send(
      new GetAccountAuthorizationDetailsCommand({ Filter: ["Role"], MaxItems: 1000 }),
    );
    const named = (name: string) => page.RoleDetailList?.find((role) => role.RoleName === name);
    expect(named("payments-wallet")?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(
      "arn:aws:iam::333333333333:policy/payments-boundary",
    );
    expect(named("payments-node")?.InstanceProfileList?.[0]?.Arn).toBe(
      "arn:aws:iam::333333333333:instance-profile/payments-node",
    );
    expect(named("payments-node")?.RoleLastUsed?.LastUsedDate).toBeInstanceOf(Date);
    expect(named("irsa-literal-wildcard")).toBeDefined();
  });

  it("refuses page sizes and markers that AWS refuses", async () => {
    const zero = await errorOf(dev.iam.send(new GetAccountAuthorizationDetailsCommand({ MaxItems: 1001 })));
    expect(zero).toMatchObject({ name: "ValidationError", status: 400 });
    const marker = await errorOf(dev.iam.send(new GetAccountAuthorizationDetailsCommand({ Marker: "nonsense" })));
    expect(marker).toMatchObject({ name: "ValidationError" });
  });
});

describe("one role at a time", () => {
  it("agrees with the account's details", async () => {
    const names: string[] = [];
    for await (const page of paginateListRoles({ client: dev.iam, pageSize: 10 }, {})) {
      for (const role of page.Roles ?? []) {
        names.push(role.RoleName ?? "");
        // Left out of listings by AWS.
        expect(role.Tags).toBeUndefined();
      }
    }
    expect(names).toEqual([...(sandbox.estate.accounts.get(DEV)?.roles.keys() ?? [])]);
    const RoleName = "role-with-markup-in-policies";
    const { Role: role } = await dev.iam.send(new GetRoleCommand({ RoleName }));
    expect(role?.Tags).toContainEqual({ Key: "<b>owner</b>", Value: '"><img src=x onerror=alert(1)>' });
    const { PolicyNames } = await dev.iam.send(new ListRolePoliciesCommand({ RoleName }));
    expect(PolicyNames).toContain('"><script>');
    const inline = await dev.iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: '"><script>' }));
    expect(JSON.parse(decodeURIComponent(inline.PolicyDocument ?? ""))).toHaveProperty("Statement");
    const attached = await dev.iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    expect(attached.AttachedPolicies).toEqual([
      { PolicyName: "pretty-printed", PolicyArn: `arn:aws:iam::${DEV}:policy/pretty-printed` },
    ]);
  });

  it("says that a role is gone in IAM's words", async () => {
    expect(await errorOf(dev.iam.send(new GetRoleCommand({ RoleName: "deleted-last-spring" })))).toMatchObject({
      name: "NoSuchEntityException",
      status: 404,
      message: "The role with name deleted-last-spring cannot be found.",
    });
  });
});

describe("managed policies and providers", () => {
  it("serves AWS's own documents", async () => {
    const PolicyArn = "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy";
    const { Policy: policy } = await dev.iam.send(new GetPolicyCommand({ PolicyArn }));
    expect(policy).toMatchObject({
      PolicyName: "AmazonEBSCSIDriverPolicy",
      Path: "/service-role/",
      AttachmentCount: 1,
    });
    const version = await dev.iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: policy?.DefaultVersionId }));
    expect(decodeURIComponent(version.PolicyVersion?.Document ?? "")).toContain("ec2:AttachVolume");
  });

  it("lists providers with their audiences", async () => {
    const { OpenIDConnectProviderList } = await dev.iam.send(new ListOpenIDConnectProvidersCommand({}));
    expect(OpenIDConnectProviderList).toHaveLength(2);
    const audiences = new Set<string>();
    for (const { Arn } of OpenIDConnectProviderList ?? []) {
      const provider = await dev.iam.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: Arn }));
      expect(Arn?.endsWith(provider.Url ?? "")).toBe(true);
      for (const audience of provider.ClientIDList ?? []) audiences.add(audience);
    }
    expect(audiences).toEqual(new Set(["sts.amazonaws.com", "vault.shop.example"]));
  });

  it("denies ListPolicies, which no file of ours asks for", async () => {
    const listing = async () => {
      for await (const _ of paginateListPolicies({ client: dev.iam }, {})) return;
    };
    const error = await errorOf(listing());
    expect(error.message).toBe(
      `User: arn:aws:sts::${DEV}:assumed-role/PodlensReader/sandbox-test is not authorized to perform: iam:ListPolicies ` +
        `on resource: arn:aws:iam::${DEV}:policy/ because no identity-based policy allows the iam:ListPolicies action`,
    );
  });
});

describe("service last accessed", () => {
  it("is a job that belongs to the session that asked for it", async () => {
    const payments = await reader(sandbox, PAYMENTS);
    const Arn = "arn:aws:iam::333333333333:role/payments/payments-checkout-api";
    const { JobId } = await payments.iam.send(
      new GenerateServiceLastAccessedDetailsCommand({ Arn, Granularity: "ACTION_LEVEL" }),
    );
    const first = await payments.iam.send(new GetServiceLastAccessedDetailsCommand({ JobId }));
    expect(first.JobStatus).toBe("IN_PROGRESS");
    const report = await payments.iam.send(new GetServiceLastAccessedDetailsCommand({ JobId }));
    expect(report.JobStatus).toBe("COMPLETED");
    expect(report.ServicesLastAccessed?.map((one) => one.ServiceNamespace)).toEqual([
      "dynamodb",
      "secretsmanager",
      "sqs",
    ]);
    const other = await reader(sandbox, PAYMENTS);
    const refused = await errorOf(other.iam.send(new GetServiceLastAccessedDetailsCommand({ JobId })));
    expect(refused.name).toBe("NoSuchEntityException");
  });
});
