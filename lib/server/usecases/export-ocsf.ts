/**
 * Findings as OCSF events of the class Detection Finding (2004) with the cloud profile, an array in JSON.
 * Source: OCSF 1.9.0, https://schema.ocsf.io/1.9.0/classes/detection_finding.
 */
import type { ExportedFinding } from "@/lib/contracts/export-findings";
import { parseArn } from "@/lib/domain/aws/arn";
import type { FindingSubject, Severity } from "@/lib/domain/findings/finding";

export const OCSF_VERSION = "1.9.0";

const severityIds: Readonly<Record<Severity, readonly [number, string]>> = {
  info: [1, "Informational"],
  low: [2, "Low"],
  medium: [3, "Medium"],
  high: [4, "High"],
  critical: [5, "Critical"],
};

/** How sure it is that what the finding says is so. */
const confidenceIds = { unknown: [1, "Low"], conditional: [2, "Medium"], allowed: [3, "High"] } as const;

/** One event a line, so that large files can be read by the line; the whole is one array. */
export function* ocsfEvents(findings: Iterable<ExportedFinding>, productVersion: string): Generator<string> {
  let before = "[\n";
  for (const finding of findings) {
    yield before + JSON.stringify(ocsfEvent(finding, productVersion));
    before = ",\n";
  }
  yield before === "[\n" ? "[]\n" : "\n]\n";
}

export function ocsfEvent(finding: ExportedFinding, productVersion: string) {
  const [severityId, severity] = severityIds[finding.severity];
  const [confidenceId, confidence] = confidenceIds[finding.certainty];
  const accepted = finding.acceptance !== null;
  // An event tells of one moment: created where the newest scan was the first that found it.
  const created = finding.firstSeenAt === finding.lastSeenAt;
  const activity = created ? 1 : 2;
  const subjects = finding.subjects as unknown as readonly FindingSubject[];
  const [main] = subjects;
  const region = main ? regionOf(main) : null;
  return {
    metadata: {
      version: OCSF_VERSION,
      product: { name: "Podlens", vendor_name: "Podlens", version: productVersion },
      profiles: ["cloud"],
      uid: `${finding.id}:${milliseconds(finding.lastSeenAt)}`,
    },
    category_uid: 2,
    category_name: "Findings",
    class_uid: 2004,
    class_name: "Detection Finding",
    activity_id: activity,
    activity_name: created ? "Create" : "Update",
    type_uid: 2004 * 100 + activity,
    type_name: `Detection Finding: ${created ? "Create" : "Update"}`,
    time: milliseconds(finding.firstSeenAt),
    severity_id: severityId,
    severity,
    status_id: accepted ? 3 : 1,
    status: accepted ? "Suppressed" : "New",
    ...(finding.acceptance
      ? { status_detail: `Accepted by ${finding.acceptance.owner}: ${finding.acceptance.reason}` }
      : {}),
    confidence_id: confidenceId,
    confidence,
    is_alert: !accepted,
    message: finding.title,
    finding_info: {
      uid: finding.id,
      title: finding.title,
      desc: finding.explanation,
      types: [finding.category],
      created_time: milliseconds(finding.firstSeenAt),
      first_seen_time: milliseconds(finding.firstSeenAt),
      last_seen_time: milliseconds(finding.lastSeenAt),
      analytic: { type_id: 1, type: "Rule", uid: finding.rule, name: finding.ruleTitle, category: finding.category },
    },
    cloud: {
      provider: "AWS",
      ...(main?.accountId ? { account: { uid: main.accountId, type_id: 10, type: "AWS Account" } } : {}),
      ...(region === null ? {} : { region }),
    },
    resources: subjects.map(resourceOf),
    evidences: finding.evidence.map((each) => ({ name: each.kind, data: each })),
    remediation: {
      desc:
        finding.remediation.map(({ title, format, text }) => `${title} (${format}):\n${text}`).join("\n\n") || "None.",
    },
    unmapped: {
      severity_reason: finding.severityReason,
      certainty: finding.certainty,
      certainty_reason: finding.certaintyReason,
      changed: finding.changed,
      steps: finding.steps,
      acceptance: finding.acceptance,
    },
  };
}

function resourceOf(subject: FindingSubject) {
  const partition = parseArn(subject.clusterArn ?? subject.id)?.partition;
  const region = regionOf(subject);
  const labels = subject.environment === null ? {} : { labels: [`environment=${subject.environment}`] };
  return {
    uid: subject.id,
    name: subject.name,
    type: subject.kind,
    ...(subject.owner === null ? {} : { owner: { name: subject.owner } }),
    ...(partition === undefined ? {} : { cloud_partition: partition }),
    ...(region === null ? {} : { region }),
    ...labels,
  };
}

function regionOf(subject: FindingSubject): string | null {
  const region = parseArn(subject.clusterArn ?? subject.id)?.region;
  return region === undefined || region === "" ? null : region;
}

/** Epoch milliseconds, as OCSF's timestamp_t. */
function milliseconds(time: string): number {
  return Date.parse(time);
}
