/** One scan: reads the configured scope into one snapshot. Whatever cannot be read becomes a gap; the rest goes on. */

import type { ApiErrorBody } from "@/lib/contracts/api/common";
import type { ScanProgress } from "@/lib/contracts/api/scan";
import type { Config } from "@/lib/contracts/config";
import { stableHash } from "@/lib/domain/aws/stable-hash";
import type { OrganizationFacts } from "@/lib/domain/snapshot/facts";
import type { Gap } from "@/lib/domain/snapshot/part";
import type { SnapshotCounts } from "@/lib/domain/snapshot/snapshot";
import type { Clock, SnapshotStore, SnapshotWriter } from "../ports";
import { AwsManagedPolicies } from "./aws-managed-policies";
import { confirmForeignRoles } from "./confirm-foreign-roles";
import type { ScanContext } from "./context";
import { deferred, failureOf } from "./failure";
import { GapLog } from "./gap-log";
import { type AccountTarget, planAccounts } from "./plan";
import { pool } from "./pool";
import type { AccountSource, Caller, EstateSource, KubernetesSource } from "./ports";
import { Progress } from "./progress";
import { type AccountPlace, type AccountRoles, readAccount } from "./read-account";
import { type OrganizationReading, readOrganization, readOrganizationPolicies } from "./read-organization";
import { readResources } from "./resources/read-resources";
import { ResourcePlan } from "./resources/resource-plan";
import { RolesReferred } from "./roles-referred";
import { type ScanStartError, startError } from "./start-error";

export interface ScanInput {
  readonly config: Config;
  /** Opens the AWS side for this scan; the signal ends all its requests. */
  readonly openSource: (signal: AbortSignal) => EstateSource;
  /** For `kubernetes.enabled`; the signal ends all its requests. */
  readonly openKubernetes?: (signal: AbortSignal) => KubernetesSource;
  readonly store: Pick<SnapshotStore, "begin">;
  readonly clock: Clock;
  readonly engineVersion: string;
  /** Number of bindings of the snapshot that is being written, all parts of which are stored. */
  readonly countBindings: (snapshotId: string) => Promise<number>;
  readonly trigger?: ScanProgress["trigger"];
  readonly onProgress?: (progress: ScanProgress) => void;
  readonly signal?: AbortSignal;
  /** Default 2,000 ms; see ScanContext. */
  readonly rereadDelayMs?: number;
}

export interface ScanSummary {
  readonly snapshot: string;
  readonly status: "complete" | "partial" | "cancelled";
  /** Of what was read; zero where the scan was cancelled. */
  readonly counts: SnapshotCounts;
  readonly gaps: readonly Gap[];
  readonly notes: readonly string[];
}

const ACCOUNTS_AT_ONCE = 256;
const PROGRESS_MS = 250;

/** The scope as one text: a scan of it runs once at a time. */
export function scopeHash(config: Config): string {
  return stableHash(
    JSON.stringify([config.scope, config.kubernetes.enabled, config.resources.enabled, config.nodes.metadata]),
  );
}

/**
 * Runs to the end and seals the snapshot, or marks it cancelled. Throws ScanStartError where no credentials work, and
 * whatever the store throws; the snapshot is then marked as failed.
 */
export async function runScan(input: ScanInput): Promise<ScanSummary> {
  const { clock, config, engineVersion, onProgress } = input;
  const stop = new AbortController();
  const onAbort = () => stop.abort();
  input.signal?.addEventListener("abort", onAbort, { once: true });
  if (input.signal?.aborted) stop.abort();
  const source = input.openSource(stop.signal);
  const progress = new Progress(clock, input.trigger ?? "command-line");
  progress.source = source;
  const emit = () => onProgress?.(progress.picture());
  const ticker = setInterval(emit, PROGRESS_MS);
  let writer: SnapshotWriter | null = null;
  let storeError: unknown = null;
  try {
    const caller = await identify(source);
    writer = stopping(await input.store.begin({ scope: scopeHash(config), engineVersion }), (error) => {
      storeError ??= error;
      stop.abort();
    });
    progress.snapshotId = writer.id;
    const gaps = new GapLog(writer, clock);
    progress.gaps = gaps;
    emit();
    const context: ScanContext = {
      config,
      source,
      kubernetes: config.kubernetes.enabled ? (input.openKubernetes?.(stop.signal) ?? null) : null,
      caller,
      writer,
      clock,
      gaps,
      progress,
      awsPolicies: new AwsManagedPolicies(),
      resourcePlan: config.resources.enabled ? new ResourcePlan() : null,
      notes: [],
      rereadDelayMs: input.rereadDelayMs ?? 2000,
      signal: stop.signal,
    };
    await readAll(context);
    const counts = countsOf(context, await input.countBindings(writer.id));
    const status = gaps.gaps.length === 0 ? "complete" : "partial";
    await writer.seal(status, counts);
    progress.finish(status);
    return { snapshot: writer.id, status, counts, gaps: gaps.gaps, notes: context.notes };
  } catch (thrown) {
    const error = storeError ?? thrown;
    const cancelled = input.signal?.aborted === true;
    // Whatever else still runs must not write into a snapshot that is over.
    stop.abort();
    await writer
      ?.abandon(cancelled ? "cancelled" : "failed", cancelled ? "cancelled" : reasonOf(error))
      .catch(() => undefined);
    progress.finish(cancelled ? "cancelled" : "failed", cancelled ? null : errorBody(error));
    if (cancelled) return { snapshot: writer?.id ?? "", status: "cancelled", counts: NO_COUNTS, gaps: [], notes: [] };
    throw error;
  } finally {
    clearInterval(ticker);
    input.signal?.removeEventListener("abort", onAbort);
    emit();
    await source.close();
  }
}

/** A writer that ends the scan when it cannot write: the rest would be read for nothing. */
function stopping(writer: SnapshotWriter, onError: (error: unknown) => void): SnapshotWriter {
  const watch = async <T>(result: Promise<T>): Promise<T> => {
    try {
      return await result;
    } catch (error) {
      onError(error);
      throw error;
    }
  };
  return {
    id: writer.id,
    savePart: (part, documents) => watch(writer.savePart(part, documents)),
    saveGap: (gap) => watch(writer.saveGap(gap)),
    seal: (status, counts) => watch(writer.seal(status, counts)),
    abandon: (status, reason) => writer.abandon(status, reason),
  };
}

async function identify(source: EstateSource): Promise<Caller> {
  try {
    return await source.caller();
  } catch (error) {
    throw startError(failureOf(error));
  }
}

async function readAll(context: ScanContext): Promise<void> {
  const { caller, config, progress, source } = context;
  const wanted = config.scope.organization;
  const organizationRole =
    wanted?.roleArn === undefined ? null : { arn: wanted.roleArn, externalId: wanted.externalId ?? null };
  const organization = source.organization(accountOfOrganization(organizationRole?.arn, caller), organizationRole);
  const accountId = accountOfOrganization(organizationRole?.arn, caller);
  const reading = deferred(readOrganization(context, organization, accountId, wanted !== undefined));
  // Without organisation in the configuration the accounts are known at once, and need not wait for it.
  const accounts = wanted ? await reading : null;
  const planned = planAccounts(config.scope, caller, accounts?.accountsKnown ? accounts.facts : null);
  const [accountsRead] = await Promise.all([
    readAccounts(context, planned, reading),
    reading.then((read) =>
      read?.accountsKnown
        ? readOrganizationPolicies(context, organization, accountId, wanted !== undefined)
        : undefined,
    ),
  ]);
  await context.awsPolicies.save(context);
  progress.policies += context.awsPolicies.size;
  if (context.resourcePlan) await readNamedResources(context, context.resourcePlan, accountsRead);
}

/** The second stage: only when all roles are known is it known what they name. */
async function readNamedResources(
  context: ScanContext,
  plan: ResourcePlan,
  { known, referred }: AccountsRead,
): Promise<void> {
  const accounts = new Map<string, AccountSource>();
  for (const [accountId, { account }] of known) if (account) accounts.set(accountId, account);
  const places = [...known].flatMap(([accountId, { account, regions }]) => (account ? [{ accountId, regions }] : []));
  const roles = new Set([...referred.byAccount.values()].flatMap((arns) => [...arns]));
  await readResources(
    context,
    plan.make(roles, (arn) => context.awsPolicies.textOf(arn), places),
    accounts,
  );
}

interface AccountsRead {
  readonly known: ReadonlyMap<string, AccountRoles>;
  readonly referred: RolesReferred;
}

async function readAccounts(
  context: ScanContext,
  targets: readonly AccountTarget[],
  reading: Promise<OrganizationReading | null>,
): Promise<AccountsRead> {
  const { progress } = context;
  progress.expect("accounts", targets.length);
  progress.expect("roles", targets.length);
  // Grows when it is known what roles name.
  progress.expect("resources", 0);
  const referred = new RolesReferred();
  const known = new Map<string, AccountRoles>();
  await pool(targets, ACCOUNTS_AT_ONCE, async (target) => {
    const place = deferred(reading.then((read) => placeOf(target.accountId, read?.facts ?? null)));
    known.set(target.accountId, await readAccount(context, target, place, referred));
  });
  await confirmForeignRoles(context, targets, known, referred);
  return { known, referred };
}

function placeOf(accountId: string, organization: OrganizationFacts | null): AccountPlace {
  return {
    organizationPath: organization?.accounts.find(({ id }) => id === accountId)?.path ?? null,
    managementAccount: organization ? organization.managementAccountId === accountId : null,
  };
}

function accountOfOrganization(roleArn: string | undefined, caller: Caller): string {
  return roleArn === undefined ? caller.accountId : (roleArn.split(":")[4] ?? caller.accountId);
}

function countsOf({ progress, gaps }: ScanContext, bindings: number): SnapshotCounts {
  const { accounts, clusters, associations, roles, policies } = progress;
  return { accounts, clusters, associations, bindings, roles, policies, gaps: gaps.gaps.length };
}

const NO_COUNTS: SnapshotCounts = {
  accounts: 0,
  clusters: 0,
  associations: 0,
  bindings: 0,
  roles: 0,
  policies: 0,
  gaps: 0,
};

function errorBody(error: unknown): ApiErrorBody {
  if ((error as Partial<ScanStartError>).name !== "ScanStartError")
    return { code: "internal", message: reasonOf(error), remedy: null };
  const { code, what, remedy } = error as ScanStartError;
  const credentials = code.endsWith("credentials") || code === "caller-denied";
  return { code: credentials ? "aws-credentials" : "unavailable", message: what, remedy };
}

function reasonOf(error: unknown): string {
  return String((error as Error).message)
    .replace(/\s+/g, " ")
    .slice(0, 400);
}
