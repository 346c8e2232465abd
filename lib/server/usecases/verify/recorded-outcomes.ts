/** Recorded outcomes out of the store of activity: calls of pods' roles that were allowed or denied, newest days first. */
import { type ActivityFilter, activityFilter } from "@/lib/contracts/api";
import type { RecordedOutcome } from "@/lib/domain/access/verify/recorded";
import type { ActivityQueries, ActivityRow } from "../activity/ports";
import type { RecordedOutcomes } from "./ports";

const DAY_MS = 86_400_000;
/** How far back: what a role could do long ago says little about the snapshot. */
const DAYS = 30;

export function recordedOutcomes(
  queries: Pick<ActivityQueries, "span" | "exportCalls">,
  signal?: AbortSignal,
): RecordedOutcomes {
  return {
    async outcomes(limit) {
      const { newest } = await queries.span();
      if (newest === null) return null;
      const denied: RecordedOutcome[] = [];
      const allowed: RecordedOutcome[] = [];
      const all: ActivityFilter = activityFilter.parse({});
      const end = Date.parse(newest) + 1;
      for (let day = 0; day < DAYS && (denied.length < limit || allowed.length < limit); day++) {
        const from = new Date(end - (day + 1) * DAY_MS).toISOString();
        const to = new Date(end - day * DAY_MS).toISOString();
        for await (const rows of queries.exportCalls({ ...all, from, to })) {
          signal?.throwIfAborted();
          for (const row of rows) {
            const outcome = toOutcome(row);
            const list = outcome?.outcome === "denied" ? denied : allowed;
            if (outcome && list.length < limit) list.push(outcome);
          }
        }
      }
      return [...denied, ...allowed];
    },
  };
}

/** null for what proves nothing: no role, no IAM action, an error that is no denial, a call that a service made. */
function toOutcome(row: ActivityRow): RecordedOutcome | null {
  if (row.roleArn === null || row.action === null || row.invokedBy !== null) return null;
  if (!row.denied && row.errorCode !== null) return null;
  const context = [{ key: "aws:RequestedRegion", values: [row.region] }];
  if (row.sourceIp !== null && /^[\d.]+$|^[\da-f:]+$/i.test(row.sourceIp))
    context.push({ key: "aws:SourceIp", values: [row.sourceIp] });
  if (row.vpcEndpointId !== null) context.push({ key: "aws:SourceVpce", values: [row.vpcEndpointId] });
  return {
    eventId: row.eventId,
    at: row.time,
    roleArn: row.roleArn,
    roleId: row.roleId,
    action: row.action,
    resource: row.resource?.startsWith("arn:") ? row.resource : null,
    outcome: row.denied ? "denied" : "success",
    errorCode: row.errorCode,
    context,
  };
}
