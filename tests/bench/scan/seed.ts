/** Writes an estate into a store as a scan would leave it, without asking an endpoint: for benchmarks of what comes after. */
import type { DocumentHash } from "@/lib/domain/snapshot/facts";
import type { AnyPart } from "@/lib/domain/snapshot/part";
import type { Estate } from "@/lib/server/sandbox";
import { type GenerateOptions, generateEstate } from "@/lib/server/sandbox/estate/generate";
import { openStore } from "@/lib/server/store";
import * as expected from "@/tests/integration/scan/expected";

/** The id of the sealed snapshot. */
export async function seedStore(dataDir: string, options: GenerateOptions): Promise<string> {
  const estate = generateEstate(options);
  const store = await openStore({ dataDir });
  const writer = await store.snapshots.begin({ scope: "bench", engineVersion: "bench" });
  const documents = documentsOf(estate);
  const readAt = "2026-11-20T09:00:00.000Z";
  const save = (part: object, texts: ReadonlyMap<DocumentHash, string> = new Map()) =>
    writer.savePart({ region: null, clusterArn: null, readAt, ...part } as AnyPart, texts);
  const clusters = expected.expectedClusters(estate);
  const ofCluster = {
    associations: groupBy(expected.expectedAssociations(estate), (one) => one.clusterArn),
    addons: groupBy(expected.expectedAddons(estate), (one) => one.clusterArn),
    nodegroups: groupBy(expected.expectedNodegroups(estate), (one) => one.clusterArn),
    "access-entries": groupBy(expected.expectedAccessEntries(estate), (one) => one.clusterArn),
  };
  const roles = groupBy(expected.expectedRoles(estate), (one) => one.accountId);
  const accountOf = (one: { readonly arn: string }) => one.arn.split(":")[4] ?? "";
  const usage = groupBy(expected.expectedUsage(estate), accountOf);
  const policies = groupBy(expected.expectedPolicies(estate), accountOf);
  const providers = groupBy(expected.expectedProviders(estate), accountOf);
  const byRegion = groupBy(clusters, (one) => `${one.accountId}|${one.region}`);
  await save({ kind: "managed-policies", accountId: "aws", facts: policies.get("aws") ?? [] }, documents);
  const { organization } = estate;
  for (const { id, name, regions } of estate.accounts.values()) {
    const account = {
      accountId: id,
      name,
      regions: [...regions].flatMap(([region, status]) => (status.startsWith("ENABLED") ? [region] : [])),
      readerArn: null,
      organizationPath: pathOf(organization, id, organization?.members.get(id)?.parentId ?? ""),
      managementAccount: id === organization?.managementAccountId,
    };
    await Promise.all([
      save({ kind: "account", accountId: id, facts: account }),
      save({ kind: "roles", accountId: id, facts: roles.get(id) ?? [] }),
      save({ kind: "role-usage", accountId: id, facts: usage.get(id) ?? [] }),
      save({ kind: "managed-policies", accountId: id, facts: policies.get(id) ?? [] }),
      save({ kind: "oidc-providers", accountId: id, facts: providers.get(id) ?? [] }),
    ]);
  }
  for (const [place, facts] of byRegion) {
    const [accountId = "", region = null] = place.split("|");
    await save({ kind: "clusters", accountId, region, facts });
  }
  for (const { arn, accountId, region } of clusters)
    await Promise.all(
      Object.entries(ofCluster).map(([kind, lists]) =>
        save({ kind, accountId, region, clusterArn: arn, facts: lists.get(arn) ?? [] }),
      ),
    );
  await save({
    kind: "organization",
    accountId: organization?.managementAccountId ?? "",
    facts: {
      id: organization?.id ?? "",
      managementAccountId: organization?.managementAccountId ?? "",
      featureSet: "ALL",
      roots: [{ id: organization?.rootId ?? "", name: "Root", policyTypes: organization?.policyTypes ?? [] }],
      units: [...(organization?.units.values() ?? [])],
      accounts: [...(organization?.members.values() ?? [])].map(({ id, name, parentId, state }) => ({
        id,
        name,
        state,
        parentId,
        path: pathOf(organization, id, parentId),
      })),
    },
  });
  await save({
    kind: "organization-policies",
    accountId: organization?.managementAccountId ?? "",
    facts: expected.expectedOrganizationPolicies(estate),
  });
  const counts = { accounts: 0, clusters: 0, associations: 0, bindings: 0, roles: 0, policies: 0, gaps: 0 };
  await writer.seal("complete", counts);
  await store.close();
  return writer.id;
}

/** Those of AWS's own policies and of the organization's as well: without them nearly everything would be unknown. */
function documentsOf(estate: Estate): ReadonlyMap<DocumentHash, string> {
  const documents = new Map(expected.expectedDocuments(estate));
  const add = (text: string) => documents.set(expected.hash(text), text);
  for (const { versions, defaultVersionId } of estate.awsPolicies.values())
    for (const { id, document } of versions) if (id === defaultVersionId) add(document);
  for (const { document } of estate.organization?.policies.values() ?? []) add(document);
  return documents;
}

/** The generated units stand below the root. */
function pathOf(organization: Estate["organization"], id: string, parentId: string): string {
  const root = organization?.rootId ?? "";
  return `${organization?.id}/${root}/${parentId === root ? "" : `${parentId}/`}${id}/`;
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const known = groups.get(key(item));
    if (known) known.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
