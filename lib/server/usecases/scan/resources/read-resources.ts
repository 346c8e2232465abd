/** The second stage of a scan: what grants name, read where it is. Service by service in each account, region by region. */
import { isPattern, type NamedResource, type NamedService } from "@/lib/domain/access/named-resources";
import type { PartScope } from "@/lib/domain/snapshot/part";
import type { ResourceFacts, ResourcePartKind } from "@/lib/domain/snapshot/resource-facts";
import { PART_OF_SERVICE } from "@/lib/domain/snapshot/resource-facts";
import { matchesGlob } from "@/lib/domain/snapshot/scope";
import { type ScanContext, savePart } from "../context";
import { Documents } from "../documents";
import { pool } from "../pool";
import type { AccountSource } from "../ports";
import type { Ask, ListedResource, ResourceReader, ResourceSource } from "../resource-ports";
import { sortedBy } from "../sorted";
import { ResourceGate } from "./resource-gate";
import type { PlannedRead } from "./resource-plan";

const ACCOUNTS_AT_ONCE = 64;
const REGIONS_AT_ONCE = 8;
const RESOURCES_AT_ONCE = 8;
/** Of one service in one account and region: a pattern that matches more names nobody's resource in particular. */
export const MOST_RESOURCES = 500;

export async function readResources(
  context: ScanContext,
  reads: readonly PlannedRead[],
  accounts: ReadonlyMap<string, AccountSource>,
): Promise<void> {
  context.progress.expect("resources", reads.length);
  await pool([...grouped(reads, (read) => read.accountId)], ACCOUNTS_AT_ONCE, async ([accountId, ofAccount]) => {
    const resources = await accounts.get(accountId)?.resources();
    if (!resources) return;
    const byService = grouped(ofAccount, (read) => read.service);
    await Promise.all(
      [...byService].map(([service, ofService]) => readService(context, resources, accountId, service, ofService)),
    );
  });
}

function grouped<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** The first region alone: what is denied there is not asked for in the others. */
async function readService(
  context: ScanContext,
  source: ResourceSource,
  accountId: string,
  service: NamedService,
  reads: readonly PlannedRead[],
): Promise<void> {
  const gate = new ResourceGate();
  const read = async (planned: PlannedRead) => {
    await readPlace(context, source, gate, planned);
    context.progress.advance("resources");
  };
  const [first, ...rest] = reads;
  if (first) await read(first);
  await pool(rest, REGIONS_AT_ONCE, read);
  if (service === "s3") await readS3Account(context, source, gate, accountId);
  await gate.report(context.gaps, accountId);
}

async function readS3Account(
  context: ScanContext,
  source: ResourceSource,
  gate: ResourceGate,
  accountId: string,
): Promise<void> {
  const readAt = context.clock.now();
  const block = await gate.in(null)("GetAccountPublicAccessBlock", accountId, () => source.s3Account());
  if (!block.ok) return;
  const scope = { accountId, region: null, clusterArn: null };
  await savePart(context, "s3-account", scope, readAt, { accountId, publicAccessBlock: block.value });
}

async function readPlace(
  context: ScanContext,
  source: ResourceSource,
  gate: ResourceGate,
  { accountId, region, service, wanted }: PlannedRead,
): Promise<void> {
  const readAt = context.clock.now();
  const scope: PartScope = { accountId, region, clusterArn: null };
  const reader = source.reader(service, region ?? context.caller.homeRegion);
  const ask = gate.in(region);
  const found = await find(reader, ask, wanted);
  if (found === null) return;
  const chosen = sortedBy(found.values(), ({ listed }) => listed.arn);
  const kept = chosen.slice(0, MOST_RESOURCES);
  if (kept.length < chosen.length) await tooMany(context, reader, scope, chosen.length);
  const facts: ResourceFacts[] = [];
  const documents = new Documents();
  const document = (text: string) => documents.add(text);
  await pool(kept, RESOURCES_AT_ONCE, async ({ listed, stream }) => {
    const one = listed.facts ?? (await reader.read(listed, ask, { stream, document }));
    if (one) facts.push(one);
  });
  const kind = PART_OF_SERVICE.get(service) as Exclude<ResourcePartKind, "s3-account">;
  const sorted = sortedBy(facts, ({ arn }) => arn) as never;
  await savePart(context, kind, scope, readAt, sorted, documents.texts);
}

interface Found {
  readonly listed: ListedResource;
  readonly stream: boolean;
}

/**
 * By name where all are named with their region and the service can be asked so; else out of its list, one call for what
 * would be one for each name. null: nothing could be asked.
 */
async function find(
  reader: ResourceReader,
  ask: Ask,
  wanted: readonly NamedResource[],
): Promise<Map<string, Found> | null> {
  const found = new Map<string, Found>();
  const add = (listed: ListedResource, stream: boolean) => {
    found.set(listed.arn, { listed, stream: stream || (found.get(listed.arn)?.stream ?? false) });
  };
  const direct = wanted.map((each) => (isPattern(each.name) ? null : reader.named(each.name)));
  if (direct.every((listed) => listed !== null) && wanted.every((each) => !isPattern(each.region))) {
    direct.forEach((listed, i) => {
      if (listed) add(listed, wanted[i]?.stream ?? false);
    });
    return found;
  }
  const exact = wanted.some(({ name }) => isPattern(name)) ? null : wanted.map(({ name }) => name);
  const all = await reader.list(ask, exact);
  if (all === null) {
    // What has a name may be asked for all the same.
    direct.forEach((listed, i) => {
      if (listed) add(listed, wanted[i]?.stream ?? false);
    });
    return found.size > 0 ? found : null;
  }
  for (const listed of all) {
    const names = [listed.name, ...(listed.aliases ?? [])];
    const matching = wanted.filter((each) => names.some((name) => matchesGlob(each.name, name)));
    if (matching.length > 0)
      add(
        listed,
        matching.some(({ stream }) => stream),
      );
  }
  return found;
}

async function tooMany(context: ScanContext, reader: ResourceReader, scope: PartScope, matched: number): Promise<void> {
  const operation = reader.listOperations[0] ?? "";
  const service = reader.gapService;
  const message = `${matched} resources match what grants name; the first ${MOST_RESOURCES} were read`;
  await context.gaps.report({ kind: "refused", service, operation, error: "TooManyResources", message }, scope, {
    resource: null,
    count: matched - MOST_RESOURCES,
    consequence: "The policies of the others are unknown, and whether they limit or open what grants say.",
  });
}
