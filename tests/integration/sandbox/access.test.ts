import { ListRegionsCommand } from "@aws-sdk/client-account";
import { DescribeRegionsCommand } from "@aws-sdk/client-ec2";
import { DeleteClusterCommand, ListClustersCommand } from "@aws-sdk/client-eks";
import { CreateRoleCommand, ListOpenIDConnectProvidersCommand } from "@aws-sdk/client-iam";
import { DescribeOrganizationCommand, ListAccountsCommand, ListRootsCommand } from "@aws-sdk/client-organizations";
import { AssumeRoleCommand, GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, sandboxConfiguration, sandboxEnvironment, startSandbox } from "@/lib/server/sandbox/index";
import { clients, errorOf, hub, hubKeys, PAYMENTS, reader, readerKeys } from "./clients";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

const roleArn = (account: string) => `arn:aws:iam::${account}:role/PodlensReader`;

describe("who calls", () => {
  it("is the hub's user, or a session in the account of the role", async () => {
    expect(await hub(sandbox).sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: "222222222222",
      Arn: "arn:aws:iam::222222222222:user/podlens",
    });
    const session = await reader(sandbox, PAYMENTS);
    expect(await session.sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: PAYMENTS,
      Arn: `arn:aws:sts::${PAYMENTS}:assumed-role/PodlensReader/sandbox-test`,
    });
    expect((await session.eks.send(new ListClustersCommand({}))).clusters).toEqual(["payments-prod-euw1"]);
  });

  it("gets each service's own error for keys that nobody has", async () => {
    const unknown = clients(sandbox, { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "x" });
    expect(await errorOf(unknown.eks.send(new ListClustersCommand({})))).toMatchObject({
      name: "UnrecognizedClientException",
      status: 403,
    });
    expect(await errorOf(unknown.iam.send(new ListOpenIDConnectProvidersCommand({})))).toMatchObject({
      name: "InvalidClientTokenId",
      status: 403,
    });
    expect(await errorOf(unknown.sts.send(new GetCallerIdentityCommand({})))).toMatchObject({
      name: "InvalidClientTokenId",
      status: 403,
    });
    expect(await errorOf(unknown.ec2.send(new DescribeRegionsCommand({})))).toMatchObject({
      name: "AuthFailure",
      status: 401,
    });
    expect(await errorOf(unknown.organizations.send(new ListRootsCommand({})))).toMatchObject({
      name: "UnrecognizedClientException",
      status: 400,
    });
    expect(await errorOf(unknown.account.send(new ListRegionsCommand({})))).toMatchObject({
      name: "UnrecognizedClientException",
      status: 403,
    });
  });

  it("is refused with another session's token, with none, and when the session is over", async () => {
    const keys = await readerKeys(sandbox, PAYMENTS);
    const other = await readerKeys(sandbox, PAYMENTS);
    const mixed = clients(sandbox, { ...keys, sessionToken: other.sessionToken ?? "" });
    expect((await errorOf(mixed.eks.send(new ListClustersCommand({})))).name).toBe("UnrecognizedClientException");
    const { sessionToken: _, ...bare } = keys;
    expect((await errorOf(clients(sandbox, bare).eks.send(new ListClustersCommand({})))).name).toBe(
      "UnrecognizedClientException",
    );
    sandbox.expireSessions();
    const late = clients(sandbox, keys);
    expect(await errorOf(late.eks.send(new ListClustersCommand({})))).toMatchObject({
      name: "ExpiredTokenException",
      status: 403,
    });
    expect((await errorOf(late.iam.send(new ListOpenIDConnectProvidersCommand({})))).name).toBe("ExpiredToken");
  });

  it("is refused when the session's time is up by the endpoint's clock", async () => {
    let now = Date.now();
    const timed = await startSandbox({ now: () => now });
    try {
      const session = await reader(timed, PAYMENTS);
      await session.eks.send(new ListClustersCommand({}));
      now += 3_601_000;
      expect((await errorOf(session.eks.send(new ListClustersCommand({})))).name).toBe("ExpiredTokenException");
    } finally {
      await timed.close();
    }
  });

  it("does not know regions that the account has not enabled", async () => {
    const disabled = clients(sandbox, hubKeys(sandbox), "me-central-1");
    expect((await errorOf(disabled.eks.send(new ListClustersCommand({})))).name).toBe("UnrecognizedClientException");
    expect((await errorOf(disabled.sts.send(new GetCallerIdentityCommand({})))).name).toBe("InvalidClientTokenId");
    // IAM is global: the signing region does not matter.
    await disabled.iam.send(new ListOpenIDConnectProvidersCommand({}));
  });
});

describe("AssumeRole", () => {
  const denied = { name: "AccessDenied", status: 403 };
  const assume = (input: Partial<ConstructorParameters<typeof AssumeRoleCommand>[0]>, account = PAYMENTS) =>
    hub(sandbox).sts.send(
      new AssumeRoleCommand({
        RoleArn: roleArn(account),
        RoleSessionName: "test",
        ExternalId: "podlens-sandbox",
        ...input,
      }),
    );

  it("needs the external id, a role that is there, and one that trusts the caller", async () => {
    expect(await errorOf(assume({ ExternalId: undefined }))).toMatchObject(denied);
    expect(await errorOf(assume({ ExternalId: "another" }))).toMatchObject(denied);
    const missing = await errorOf(assume({}, "777788889999"));
    expect(missing).toMatchObject(denied);
    expect(missing.message).toBe(
      "User: arn:aws:iam::222222222222:user/podlens is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::777788889999:role/PodlensReader",
    );
    // The hub's policy names the reader role only.
    expect(await errorOf(assume({ RoleArn: `arn:aws:iam::${PAYMENTS}:role/payments-node` }))).toMatchObject(denied);
  });

  it("takes session tags, since the caller's own may be transitive", async () => {
    const issued = await assume({ Tags: [{ Key: "kubernetes-namespace", Value: "podlens" }] });
    expect(issued.AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${PAYMENTS}:assumed-role/PodlensReader/test`);
    expect(issued.Credentials?.Expiration).toBeInstanceOf(Date);
  });

  it("refuses durations beyond the role's maximum", async () => {
    expect(await errorOf(assume({ DurationSeconds: 7200 }))).toMatchObject({ name: "ValidationError", status: 400 });
  });
});

describe("the policy that we ship", () => {
  it("is enforced, in the services' own words", async () => {
    const session = await reader(sandbox, PAYMENTS);
    const user = `arn:aws:sts::${PAYMENTS}:assumed-role/PodlensReader/sandbox-test`;
    expect(await errorOf(session.eks.send(new DeleteClusterCommand({ name: "payments-prod-euw1" })))).toMatchObject({
      name: "AccessDeniedException",
      status: 403,
      message: `User: ${user} is not authorized to perform: eks:DeleteCluster on resource: arn:aws:eks:eu-west-1:${PAYMENTS}:cluster/payments-prod-euw1`,
    });
    const create = new CreateRoleCommand({ RoleName: "x", AssumeRolePolicyDocument: "{}" });
    expect(await errorOf(session.iam.send(create))).toMatchObject({ name: "AccessDenied", status: 403 });
    const regions = await errorOf(session.ec2.send(new DescribeRegionsCommand({})));
    expect(regions).toMatchObject({ name: "UnauthorizedOperation", status: 403 });
    expect(regions.message).toContain("is not authorized to perform: ec2:DescribeRegions");
  });

  it("leaves organisations to the accounts that may ask, and to those who deploy its file", async () => {
    const accounts = await hub(sandbox).organizations.send(new ListAccountsCommand({}));
    expect(accounts.Accounts?.[0]).toMatchObject({
      Id: "111111111111",
      State: "ACTIVE",
      Paths: ["o-shopfront42/r-sh0p/111111111111/"],
    });
    const member = await reader(sandbox, PAYMENTS);
    expect((await member.organizations.send(new DescribeOrganizationCommand({}))).Organization?.MasterAccountId).toBe(
      "111111111111",
    );
    expect(await errorOf(member.organizations.send(new ListAccountsCommand({})))).toMatchObject({
      name: "AccessDeniedException",
      message: "You don't have permissions to access this resource.",
    });
    const plain = await startSandbox({ capabilities: [] });
    try {
      const error = await errorOf(hub(plain).organizations.send(new ListAccountsCommand({})));
      expect(error.message).toContain("is not authorized to perform: organizations:ListAccounts on resource: *");
    } finally {
      await plain.close();
    }
  });
});

describe("what a process needs to scan it", () => {
  it("is an environment and a configuration over all accounts that have the reader", () => {
    expect(sandboxEnvironment(sandbox)).toMatchObject({ AWS_ENDPOINT_URL: sandbox.url, AWS_REGION: "eu-west-1" });
    const { accounts } = sandboxConfiguration(sandbox.estate).scope;
    expect(accounts.map((one) => one.id)).not.toContain("777788889999");
    expect(accounts.filter((one) => one.roleArn === undefined).map((one) => one.id)).toEqual(["222222222222"]);
  });
});
