/** Which services the roles of pods accessed last, as IAM keeps it. An optional capability. */
import { isPodTrust } from "@/lib/domain/identity/pod-trust";
import type { ServiceUseFacts } from "@/lib/domain/snapshot/facts";
import type { PartScope } from "@/lib/domain/snapshot/part";
import { type ScanContext, savePart } from "./context";
import { pool } from "./pool";
import type { AccountSource } from "./ports";
import { ResourceGate } from "./resources/resource-gate";
import type { RoleCollector } from "./role-collector";
import { sleep } from "./sleep";
import { sortedBy } from "./sorted";

// Most of it is waiting for reports; requests keep to IAM's rate whatever stands here.
const FIRST_ROLES = 4;
const ROLES_AT_ONCE = 64;
/** A report takes seconds; after so many questions it is given up. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 4_000;
const MOST_QUESTIONS = 12;

/** For roles that clusters refer to, and those that trust pods. */
export async function readServiceUse(
  context: ScanContext,
  account: AccountSource,
  collector: RoleCollector,
  referred: ReadonlySet<string>,
): Promise<void> {
  const { config, clock, gaps, signal } = context;
  if (!(config.activity.lastAccessed ?? config.activity.sources.length > 0)) return;
  const texts = collector.roleDocuments.texts;
  const wanted = [...collector.roles.values()].filter(
    ({ arn, trustPolicy }) => referred.has(arn) || (trustPolicy !== null && isPodTrust(texts.get(trustPolicy) ?? "")),
  );
  if (wanted.length === 0) return;
  const readAt = clock.now();
  const gate = new ResourceGate();
  const ask = gate.in(null);
  const found: ServiceUseFacts[] = [];
  const read = async ({ arn }: { readonly arn: string }) => {
    const job = await ask("GenerateServiceLastAccessedDetails", arn, () => account.usage.start(arn));
    if (!job.ok) return;
    const report = await ask("GetServiceLastAccessedDetails", arn, async () => {
      for (let asked = 0, pause = FIRST_PAUSE_MS; ; asked++, pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
        const answer = await account.usage.report(job.value);
        if (answer !== null) return answer;
        if (asked >= MOST_QUESTIONS || signal.aborted) return null;
        await sleep(pause, signal);
      }
    });
    if (report.ok && report.value === null && !signal.aborted) await unfinished(context, account.accountId, arn);
    if (report.ok && report.value !== null) found.push({ roleArn: arn, ...report.value });
  };
  // A few first: where this is not granted, the gate closes on them and the account is not asked about every role.
  await pool(wanted.slice(0, FIRST_ROLES), FIRST_ROLES, read);
  await pool(wanted.slice(FIRST_ROLES), ROLES_AT_ONCE, read);
  const scope: PartScope = { accountId: account.accountId, region: null, clusterArn: null };
  if (found.length > 0)
    await savePart(
      context,
      "service-last-accessed",
      scope,
      readAt,
      sortedBy(found, ({ roleArn }) => roleArn),
    );
  await gate.report(gaps, account.accountId);
}

function unfinished({ gaps }: ScanContext, accountId: string, resource: string): Promise<void> {
  return gaps.report(
    {
      kind: "timeout",
      service: "iam",
      operation: "GetServiceLastAccessedDetails",
      error: "ReportUnfinished",
      message: "IAM had not finished the report in time",
    },
    { accountId, region: null, clusterArn: null },
    { resource },
  );
}
