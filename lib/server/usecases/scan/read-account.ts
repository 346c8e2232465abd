/** One account: its regions with their clusters, its roles and its OIDC providers, side by side. */
import type { AccountFacts } from "@/lib/domain/snapshot/facts";
import type { PartScope } from "@/lib/domain/snapshot/part";
import { defaultRegions } from "@/lib/domain/snapshot/scope";
import { type ScanContext, savePart } from "./context";
import { attempt, deferred, failureOf } from "./failure";
import type { AccountTarget } from "./plan";
import { pool } from "./pool";
import type { AccountSource } from "./ports";
import { readOidcProviders } from "./read-oidc-providers";
import { readRegion } from "./read-region";
import { readRoles } from "./read-roles";
import type { RolesReferred } from "./roles-referred";

const REGIONS_AT_ONCE = 40;

export interface AccountPlace {
  readonly organizationPath: string | null;
  readonly managementAccount: boolean | null;
}

export interface AccountRoles {
  /** ARNs of all the account's roles; null where they are not all known. */
  readonly all: ReadonlySet<string> | null;
  /** Roles that clusters refer to and that were looked for. */
  readonly checked: ReadonlySet<string>;
  /** null = the account could not be read. */
  readonly account: AccountSource | null;
  /** Those with clusters first. */
  readonly regions: readonly string[];
}

export async function readAccount(
  context: ScanContext,
  target: AccountTarget,
  place: Promise<AccountPlace>,
  referred: RolesReferred,
): Promise<AccountRoles> {
  const { accountId } = target;
  const { clock, caller, progress } = context;
  const scope: PartScope = { accountId, region: null, clusterArn: null };
  const readAt = clock.now();
  const save = async (regions: readonly string[], readerArn: string | null) => {
    const { organizationPath, managementAccount } = await place;
    const facts: AccountFacts = {
      accountId,
      partition: caller.partition,
      name: target.name,
      organizationPath,
      managementAccount,
      regions,
      readerArn,
    };
    return savePart(context, "account", scope, readAt, facts);
  };
  const opened = await open(context, target, scope);
  if (opened === null) {
    await save([], null);
    progress.advance("accounts");
    progress.advance("roles");
    return { all: null, checked: new Set(), account: null, regions: [] };
  }
  const { account, readerArn } = opened;

  let regions: readonly string[] = [];
  const withClusters = new Set<string>();
  const clusters = (async (): Promise<ReadonlySet<string>> => {
    regions = await chooseRegions(context, account, scope);
    const saved = deferred(save(regions, readerArn));
    progress.expect("regions", regions.length);
    await pool(regions, REGIONS_AT_ONCE, async (region) => {
      for (const cluster of await readRegion(context, account, region, referred)) {
        withClusters.add(region);
        referred.add(cluster.autoModeNodeRoleArn);
      }
    });
    await saved;
    return new Set(referred.of(accountId));
  })();
  const [checked, all] = await Promise.all([
    clusters,
    readRoles(context, account, clusters),
    readOidcProviders(context, account),
  ]);
  progress.accounts++;
  progress.advance("accounts");
  const inOrder = [...withClusters, ...regions.filter((region) => !withClusters.has(region))];
  return { all, checked, account, regions: inOrder };
}

async function open(
  context: ScanContext,
  target: AccountTarget,
  scope: PartScope,
): Promise<{ account: AccountSource; readerArn: string | null } | null> {
  const { caller, gaps, source } = context;
  if (target.unreachable) {
    const message = `scope.accounts has no roleArn for account ${target.accountId}, and the caller is in account ${caller.accountId}`;
    await gaps.report(
      { kind: "credentials", service: "sts", operation: "AssumeRole", error: "NoReaderRole", message },
      scope,
    );
    return null;
  }
  const account = source.account(target.accountId, target.role);
  const opened = await attempt(() => account.open());
  if (opened.ok) return { account, readerArn: opened.value ?? caller.arn };
  if (target.orCaller && opened.failure.kind === "denied") {
    return { account: source.account(target.accountId, null), readerArn: caller.arn };
  }
  await gaps.report(opened.failure, scope, { resource: target.role?.arn ?? null });
  return null;
}

/** The account's enabled regions, as far as the configuration wants them. What it wants and is not enabled is a gap. */
async function chooseRegions(
  context: ScanContext,
  account: AccountSource,
  scope: PartScope,
): Promise<readonly string[]> {
  const { caller, config, gaps } = context;
  const wanted = config.scope.regions;
  const enabled = await enabledRegions(context, account, scope);
  if (wanted === "all") return enabled ?? defaultRegions(caller.partition);
  if (enabled === null) return wanted;
  for (const region of wanted.filter((name) => !enabled.includes(name))) {
    await gaps.report(
      {
        kind: "region-disabled",
        service: "account",
        operation: "ListRegions",
        error: "RegionNotEnabled",
        message: `the region ${region} is not enabled in account ${account.accountId}: enable it there, or take it out of scope.regions`,
      },
      { ...scope, region },
      { resource: region, consequence: "Clusters of this region were not looked for." },
    );
  }
  return wanted.filter((name) => enabled.includes(name));
}

/** null where neither service says. */
async function enabledRegions(
  context: ScanContext,
  account: AccountSource,
  scope: PartScope,
): Promise<readonly string[] | null> {
  try {
    const names: string[] = [];
    for await (const page of account.regions())
      names.push(...page.filter((region) => region.enabled).map((region) => region.name));
    return names;
  } catch (error) {
    const failure = failureOf(error);
    const fallback = await attempt(() => account.enabledRegionsByEc2());
    const consequence = fallback.ok
      ? { consequence: "Nothing: EC2 told which regions are enabled." }
      : { consequence: "See ec2:DescribeRegions, which was asked instead." };
    await context.gaps.report(failure, scope, consequence);
    if (fallback.ok) return fallback.value;
    await context.gaps.report(fallback.failure, scope);
    return null;
  }
}
