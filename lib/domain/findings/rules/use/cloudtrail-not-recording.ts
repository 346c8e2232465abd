import { reaches, type WatchingTrail } from "@/lib/domain/activity/coverage";
import type { FindingActivity, RecordingTrail } from "../../activity-facts";
import { factEvidence } from "../../evidence";
import type { FindingSubject, Remedy } from "../../finding";
import type { FindingFacts, FoundFinding, Rule } from "../../rule";
import { accountSubject, namedSubject } from "../../subjects";
import { awsCommand } from "./aws-command";
import { dayOf } from "./days";
import { podRoles } from "./pod-roles";

/** Accounts of pods in which nobody would see what pods do. */
export const cloudtrailNotRecording: Rule = {
  id: "cloudtrail-not-recording",
  category: "logging",
  title: "CloudTrail does not record what pods do",
  severity: "high",
  description:
    "An account with clusters or roles of pods has a trail that is stopped, that cannot deliver, or that leaves out the assume events: these are read-only management events, which a trail of writes alone does not record. " +
    "Without them nobody can tell which pod used which role. Accounts of which nothing was read are named, too: what is recorded there is not known.",
  references: [
    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html",
    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-turning-off-logging.html",
  ],
  *find(facts) {
    const { activity } = facts;
    if (activity === null) return;
    const trails = [...new Map(activity.trails.map((trail) => [trail.arn, trail])).values()];
    for (const trail of trails) {
      const others = trails.filter((other) => other !== trail && runs(other) && takesAssumptions(other) === true);
      yield* ofTrail(facts, trail, others);
    }
    const unread: string[] = [];
    for (const [accountId, regions] of placesOf(facts)) {
      const reaching = trails.filter((trail) =>
        regions.some((region) => reaches(asWatching(trail), accountId, region)),
      );
      if (reaching.length > 0 && reaching.every((trail) => takesAssumptions(trail) === false))
        yield withoutAssumptions(facts, accountId, reaching);
      else if (activity.watch(accountId, "assume").state === "none") unread.push(accountId);
    }
    if (unread.length > 0) yield notRead(facts, activity, unread);
  },
};

function* ofTrail(
  facts: FindingFacts,
  trail: RecordingTrail,
  others: readonly RecordingTrail[],
): Generator<FoundFinding> {
  const elsewhere = others.some((other) => other.organization || other.accountId === trail.accountId);
  const base = {
    severity: elsewhere ? ("low" as const) : ("high" as const),
    severityReason: elsewhere
      ? "Another trail of the account records assume events."
      : "Nothing else that was read records who assumed which role.",
    certainty: "allowed" as const,
    certaintyReason: null,
    subjects: [trailSubject(facts, trail), accountSubject(facts, trail.accountId)],
    steps: [],
  };
  if (trail.logging === false) {
    const since = trail.stoppedAt === null ? "" : ` since ${dayOf(trail.stoppedAt)}`;
    yield {
      ...base,
      cause: `stopped|${trail.arn}`,
      title: `Trail ${trail.name} is stopped`,
      explanation: `It has recorded nothing${since}. What pods and people did in that time is in no file of this trail.`,
      evidence: [factEvidence(`GetTrailStatus: IsLogging is false${since}`, trail.arn, trail.readAt)],
      remediation: [command("Start it", "cloudtrail start-logging", trail, {}), terraform("enable_logging = true")],
    };
  } else if (trail.deliveryError !== null) {
    yield {
      ...base,
      cause: `not delivered|${trail.arn}`,
      title: `Trail ${trail.name} cannot deliver its files`,
      explanation: `CloudTrail's newest attempt to write to the trail's bucket failed: ${trail.deliveryError}.`,
      evidence: [
        factEvidence(`GetTrailStatus: LatestDeliveryError is ${trail.deliveryError}`, trail.arn, trail.readAt),
      ],
      remediation: [
        {
          format: "text",
          title: "Let CloudTrail write to the bucket",
          text: "The bucket has to exist, and its policy has to allow cloudtrail.amazonaws.com s3:GetBucketAcl on the bucket and s3:PutObject below its prefix; where a KMS key is set, the key's policy has to allow kms:GenerateDataKey* to it.",
        },
      ],
    };
  }
}

function withoutAssumptions(facts: FindingFacts, accountId: string, trails: readonly RecordingTrail[]): FoundFinding {
  const [first] = trails;
  const names = trails.map(({ name }) => name).join(", ");
  return {
    severity: "medium",
    severityReason: "Calls that change something are recorded; which pod had the credentials is not.",
    certainty: "allowed",
    certaintyReason: null,
    cause: `assume events|${accountId}`,
    title: `No trail records assume events of account ${facts.model.estate.accounts.get(accountId)?.name ?? accountId}`,
    explanation: `${names}: ${trails.some(({ excludesSts }) => excludesSts) ? "events of sts.amazonaws.com are excluded" : "read-only management events, to which assume events belong, are not selected"}. Uses of roles by pods cannot be told, nor that there were none. CloudTrail's event history has them for 90 days.`,
    subjects: [accountSubject(facts, accountId), ...trails.map((trail) => trailSubject(facts, trail))],
    steps: [],
    evidence: trails.map((trail) =>
      factEvidence(
        `${trail.name} selects ${trail.management === null ? "nothing that was read" : `management events: ${trail.management}`}${trail.excludesSts ? ", without sts.amazonaws.com" : ""}`,
        trail.arn,
        trail.readAt,
      ),
    ),
    remediation: trails.length === 1 && first !== undefined ? selectAll(first) : [recordBoth],
  };
}

const recordBoth: Remedy = {
  format: "text",
  title: "Record management events of both kinds",
  text: "Set one of these trails to record management events for reading and writing, with events of sts.amazonaws.com. Selectors are replaced as a whole: give those for data events again.",
};

/** Selectors are replaced as a whole: written out only where none for data would be lost. */
function selectAll(trail: RecordingTrail): Remedy[] {
  if (trail.selectsData !== false) return [recordBoth];
  return [
    command(recordBoth.title, "cloudtrail put-event-selectors", trail, {
      "event-selectors": '[{"ReadWriteType":"All","IncludeManagementEvents":true,"DataResources":[]}]',
    }),
    terraform('event_selector {\n    read_write_type           = "All"\n    include_management_events = true\n  }'),
  ];
}

function notRead(facts: FindingFacts, activity: FindingActivity, accounts: readonly string[]): FoundFinding {
  const [first = ""] = accounts;
  const because = activity.watch(first, "assume").because;
  return {
    severity: "low",
    severityReason: "Nothing is known to be wrong: it is not known whether anything is recorded.",
    certainty: "unknown",
    certaintyReason: because,
    cause: "accounts that were not read",
    title: `What CloudTrail records of ${accounts.length === 1 ? "one account" : `${accounts.length} accounts`} is not known`,
    explanation: `Pods have clusters or roles there, and none of their assume events up to ${dayOf(activity.to)} were read. ${because}`,
    subjects: accounts.map((accountId) => accountSubject(facts, accountId)),
    steps: [],
    evidence: accounts
      .slice(0, 100)
      .map((accountId) => factEvidence(`${accountId}: ${activity.watch(accountId, "assume").because}`, accountId)),
    remediation: [
      {
        format: "text",
        title: "Give Podlens the records",
        text: "Add a source for these accounts under activity.sources of the configuration: lookup-events, where Podlens may call cloudtrail:LookupEvents, cloudtrail:DescribeTrails, cloudtrail:GetTrailStatus and cloudtrail:GetEventSelectors there, or the bucket of the organization's trail.",
      },
    ],
  };
}

/** Regions in which pods' credentials are had, by account: those of clusters; of a role alone, wherever clusters are. */
function placesOf(facts: FindingFacts): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, Set<string>>();
  const all = new Set(facts.model.estate.clusters.map(({ region }) => region));
  for (const { accountId, region } of facts.model.estate.clusters)
    places.set(accountId, (places.get(accountId) ?? new Set()).add(region));
  for (const { role } of podRoles(facts)) if (!places.has(role.accountId)) places.set(role.accountId, all);
  return new Map([...places].sort(([a], [b]) => (a < b ? -1 : 1)).map(([account, regions]) => [account, [...regions]]));
}

function runs(trail: RecordingTrail): boolean {
  return trail.logging !== false && trail.deliveryError === null;
}

/** null = its selectors were not read. */
function takesAssumptions({ management, excludesSts }: RecordingTrail): boolean | null {
  if (management === null) return null;
  return (management === "All" || management === "ReadOnly") && !excludesSts;
}

function asWatching(trail: RecordingTrail): WatchingTrail {
  const { arn, accountId, homeRegion, multiRegion, organization, logging, management, excludesSts } = trail;
  const unknown = { startedDay: null, stoppedDay: null, spells: [], selectedSince: null, data: null };
  return { arn, accountId, homeRegion, multiRegion, organization, logging, management, excludesSts, ...unknown };
}

function trailSubject(facts: FindingFacts, trail: RecordingTrail): FindingSubject {
  return namedSubject(facts, "trail", trail.arn, trail.name, trail.accountId);
}

function command(
  title: string,
  what: string,
  { arn, homeRegion }: RecordingTrail,
  more: Readonly<Record<string, string>>,
): Remedy {
  const name = what.endsWith("selectors") ? "trail-name" : "name";
  return { format: "aws-cli", title, text: awsCommand(what, { [name]: arn, ...more, region: homeRegion }) };
}

function terraform(setting: string): Remedy {
  return {
    format: "terraform",
    title: "aws_cloudtrail",
    text: `resource "aws_cloudtrail" "trail" {\n  # …\n  ${setting}\n}`,
  };
}
