import {
  DescribeAccessEntryCommand,
  DescribeAddonCommand,
  DescribeCapabilityCommand,
  DescribeClusterCommand,
  DescribeFargateProfileCommand,
  DescribeNodegroupCommand,
  DescribePodIdentityAssociationCommand,
  ListAssociatedAccessPoliciesCommand,
  ListClustersCommand,
  ListPodIdentityAssociationsCommand,
  paginateListAccessEntries,
  paginateListAddons,
  paginateListCapabilities,
  paginateListFargateProfiles,
  paginateListNodegroups,
  paginateListPodIdentityAssociations,
} from "@aws-sdk/client-eks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "@/lib/server/sandbox/index";
import { type Clients, DEV, errorOf, PAYMENTS, reader } from "./clients";

let sandbox: Sandbox;
let payments: Clients;

beforeAll(async () => {
  sandbox = await startSandbox();
  payments = await reader(sandbox, PAYMENTS);
});
afterAll(() => sandbox.close());

async function everyAssociation(client: Clients, clusterName: string, pageSize: number): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of paginateListPodIdentityAssociations({ client: client.eks, pageSize }, { clusterName })) {
    expect(page.associations?.length).toBeLessThanOrEqual(pageSize);
    for (const one of page.associations ?? []) ids.push(one.associationId ?? "");
  }
  return ids;
}

describe("associations", () => {
  it("come in pages of the asked size, complete and without repetition", async () => {
    const held = sandbox.estate.accounts.get(PAYMENTS)?.clusters.get("eu-west-1")?.get("payments-prod-euw1");
    const ids = await everyAssociation(payments, "payments-prod-euw1", 7);
    expect(ids).toEqual([...(held?.associations.keys() ?? [])]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("are listed without their role and described with it", async () => {
    const listed = await payments.eks.send(
      new ListPodIdentityAssociationsCommand({
        clusterName: "payments-prod-euw1",
        namespace: "ledger",
        serviceAccount: "lake-export",
      }),
    );
    expect(listed.associations).toHaveLength(1);
    const [summary] = listed.associations ?? [];
    expect(Object.keys(summary ?? {}).sort()).toEqual([
      "associationArn",
      "associationId",
      "clusterName",
      "namespace",
      "serviceAccount",
    ]);
    const { association } = await payments.eks.send(
      new DescribePodIdentityAssociationCommand({
        clusterName: "payments-prod-euw1",
        associationId: summary?.associationId,
      }),
    );
    expect(association).toMatchObject({
      namespace: "ledger",
      serviceAccount: "lake-export",
      roleArn: "arn:aws:iam::333333333333:role/payments/lake-export-source",
      targetRoleArn: "arn:aws:iam::444455556666:role/lake-export-target",
      externalId: "eu-west-1/333333333333/payments-prod-euw1/ledger/lake-export",
      disableSessionTags: false,
    });
    expect(association?.createdAt).toBeInstanceOf(Date);
  });

  it("keep session policies and tags in any alphabet as they are", async () => {
    const data = await reader(sandbox, "444455556666");
    const found = await data.eks.send(
      new ListPodIdentityAssociationsCommand({ clusterName: "data-prod-euw1", namespace: "tenant-acme" }),
    );
    const described = await data.eks.send(
      new DescribePodIdentityAssociationCommand({
        clusterName: "data-prod-euw1",
        associationId: found.associations?.[0]?.associationId,
      }),
    );
    expect(JSON.parse(described.association?.policy ?? "")).toHaveProperty("Statement");
    const dev = await reader(sandbox, DEV);
    const { cluster } = await dev.eks.send(new DescribeClusterCommand({ name: "dev-names-euw1" }));
    expect(cluster?.tags).toMatchObject({ 환경: "개발", "🏷️": "🚀" });
  });

  it("refuse the filter by service account without namespace, and unknown tokens", async () => {
    const filter = { clusterName: "payments-prod-euw1", serviceAccount: "wallet" };
    expect(await errorOf(payments.eks.send(new ListPodIdentityAssociationsCommand(filter)))).toMatchObject({
      name: "InvalidParameterException",
      status: 400,
    });
    const token = { clusterName: "payments-prod-euw1", nextToken: "bm90IG91cnM=" };
    expect(await errorOf(payments.eks.send(new ListPodIdentityAssociationsCommand(token)))).toMatchObject({
      name: "InvalidParameterException",
    });
  });

  it("are not found with the service's own error", async () => {
    const missing = { clusterName: "payments-prod-euw1", associationId: "a-00000000000000000" };
    const error = await errorOf(payments.eks.send(new DescribePodIdentityAssociationCommand(missing)));
    expect(error).toMatchObject({ name: "ResourceNotFoundException", status: 404 });
    expect(error.requestId).toMatch(/^[0-9a-f-]{36}$/);
    const nowhere = await errorOf(payments.eks.send(new DescribeClusterCommand({ name: "nope" })));
    expect(nowhere.message).toBe("No cluster found for name: nope.");
  });
});

describe("what hangs below a cluster", () => {
  it("is listed and described", async () => {
    const clusterName = "payments-prod-euw1";
    const { eks } = payments;
    for await (const page of paginateListAddons({ client: eks }, { clusterName })) {
      for (const addonName of page.addons ?? []) {
        const { addon } = await eks.send(new DescribeAddonCommand({ clusterName, addonName }));
        expect(addon?.addonArn).toContain(`:addon/${clusterName}/${addonName}/`);
      }
    }
    for await (const page of paginateListNodegroups({ client: eks }, { clusterName })) {
      for (const nodegroupName of page.nodegroups ?? []) {
        const { nodegroup } = await eks.send(new DescribeNodegroupCommand({ clusterName, nodegroupName }));
        expect(nodegroup?.nodeRole).toBe("arn:aws:iam::333333333333:role/payments-node");
      }
    }
    for await (const page of paginateListAccessEntries({ client: eks }, { clusterName })) {
      for (const principalArn of page.accessEntries ?? []) {
        const { accessEntry } = await eks.send(new DescribeAccessEntryCommand({ clusterName, principalArn }));
        expect(accessEntry?.principalArn).toBe(principalArn);
      }
    }
  });

  it("includes capabilities, Fargate profiles and access policies", async () => {
    const platform = await reader(sandbox, "666677778888", "eu-central-1");
    const clusterName = "platform-euc1";
    for await (const page of paginateListCapabilities({ client: platform.eks }, { clusterName })) {
      expect(page.capabilities?.map((one) => one.capabilityName)).toEqual(["ack"]);
    }
    const { capability } = await platform.eks.send(
      new DescribeCapabilityCommand({ clusterName, capabilityName: "ack" }),
    );
    expect(capability?.roleArn).toBe("arn:aws:iam::666677778888:role/eks-capability-ack");
    const principalArn = "arn:aws:iam::666677778888:role/platform/argocd-controller";
    const policies = await platform.eks.send(new ListAssociatedAccessPoliciesCommand({ clusterName, principalArn }));
    expect(policies.associatedAccessPolicies?.[0]).toMatchObject({ accessScope: { type: "cluster" } });
    const dev = await reader(sandbox, DEV, "eu-central-1");
    for await (const page of paginateListFargateProfiles({ client: dev.eks }, { clusterName: "dev-mixed-euc1" })) {
      expect(page.fargateProfileNames).toEqual(["batch"]);
    }
    const profile = { clusterName: "dev-mixed-euc1", fargateProfileName: "batch" };
    const { fargateProfile } = await dev.eks.send(new DescribeFargateProfileCommand(profile));
    expect(fargateProfile?.selectors).toContainEqual({ namespace: "batch", labels: {} });
  });
});

describe("clusters", () => {
  it("belong to a region; connected ones come only with include", async () => {
    const platform = await reader(sandbox, "666677778888", "eu-central-1");
    expect((await platform.eks.send(new ListClustersCommand({}))).clusters).toEqual(["platform-euc1"]);
    const all = await platform.eks.send(new ListClustersCommand({ include: ["all"] }));
    expect(all.clusters).toEqual(["platform-euc1", "onprem-warehouse"]);
  });

  it("have neither endpoint nor issuer while they are being made", async () => {
    const dev = await reader(sandbox, DEV);
    const { cluster } = await dev.eks.send(new DescribeClusterCommand({ name: "dev-next-euw1" }));
    expect(cluster).toMatchObject({ status: "CREATING" });
    expect(cluster?.identity).toBeUndefined();
    expect(cluster?.endpoint).toBeUndefined();
  });
});

describe("paging behaviour", () => {
  it("can be smaller than asked for, and start with an empty page", async () => {
    const strict = await startSandbox({ pages: { sizes: { ListPodIdentityAssociations: 2 }, emptyFirstPage: true } });
    try {
      const client = await reader(strict, PAYMENTS, "us-east-1");
      const sizes: number[] = [];
      const pages = paginateListPodIdentityAssociations(
        { client: client.eks, pageSize: 100 },
        { clusterName: "payments-prod-use1" },
      );
      for await (const page of pages) sizes.push(page.associations?.length ?? 0);
      expect(sizes[0]).toBe(0);
      expect(Math.max(...sizes)).toBe(2);
      const held = strict.estate.accounts.get(PAYMENTS)?.clusters.get("us-east-1")?.get("payments-prod-use1");
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(held?.associations.size);
    } finally {
      await strict.close();
    }
  });
});
