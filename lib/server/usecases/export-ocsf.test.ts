import { expect, it } from "vitest";
import { z } from "zod";
import type { ExportedFinding } from "@/lib/contracts/export-findings";
import { ocsfEvents } from "./export-ocsf";

const time = z.int().min(1_000_000_000_000);
/** What OCSF 1.9.0 requires of a Detection Finding with the cloud profile, and what we say beside it. */
const detectionFinding = z.strictObject({
  metadata: z.strictObject({
    version: z.literal("1.9.0"),
    product: z.strictObject({ name: z.literal("Podlens"), vendor_name: z.string(), version: z.string() }),
    profiles: z.tuple([z.literal("cloud")]),
    uid: z.string(),
  }),
  category_uid: z.literal(2),
  category_name: z.literal("Findings"),
  class_uid: z.literal(2004),
  class_name: z.literal("Detection Finding"),
  activity_id: z.union([z.literal(1), z.literal(2)]),
  activity_name: z.enum(["Create", "Update"]),
  type_uid: z.union([z.literal(200401), z.literal(200402)]),
  type_name: z.string(),
  time,
  severity_id: z.int().min(1).max(5),
  severity: z.enum(["Informational", "Low", "Medium", "High", "Critical"]),
  status_id: z.union([z.literal(1), z.literal(3)]),
  status: z.enum(["New", "Suppressed"]),
  status_detail: z.string().optional(),
  confidence_id: z.int().min(1).max(3),
  confidence: z.enum(["Low", "Medium", "High"]),
  is_alert: z.boolean(),
  message: z.string(),
  finding_info: z.strictObject({
    uid: z.string().min(1),
    title: z.string(),
    desc: z.string(),
    types: z.array(z.string()),
    created_time: time,
    first_seen_time: time,
    last_seen_time: time,
    analytic: z.strictObject({
      type_id: z.literal(1),
      type: z.literal("Rule"),
      uid: z.string(),
      name: z.string(),
      category: z.string(),
    }),
  }),
  cloud: z.strictObject({
    provider: z.literal("AWS"),
    account: z.strictObject({ uid: z.string(), type_id: z.literal(10), type: z.literal("AWS Account") }).optional(),
    region: z.string().min(1).optional(),
  }),
  resources: z.array(
    z.strictObject({
      uid: z.string(),
      name: z.string(),
      type: z.string(),
      owner: z.strictObject({ name: z.string() }).optional(),
      cloud_partition: z.string().optional(),
      region: z.string().min(1).optional(),
      labels: z.array(z.string()).optional(),
    }),
  ),
  evidences: z.array(z.strictObject({ name: z.string(), data: z.record(z.string(), z.unknown()) })),
  remediation: z.strictObject({ desc: z.string().min(1) }),
  unmapped: z.record(z.string(), z.unknown()),
});

const hostile = '</script>\u202e=cmd|"x"\n';
const finding: ExportedFinding = {
  id: "f1",
  rule: "trust-too-wide",
  ruleTitle: "Trust too wide",
  category: "trust",
  severity: "critical",
  severityReason: "because",
  status: "open",
  certainty: "conditional",
  certaintyReason: "if",
  subject: { kind: "workload", id: "w" },
  subjects: [
    {
      kind: "workload",
      id: "arn:aws:eks:eu-west-1:111122223333:cluster/prod|payments|api",
      name: hostile,
      accountId: "111122223333",
      clusterArn: "arn:aws:eks:eu-west-1:111122223333:cluster/prod",
      owner: "team",
      environment: "prod",
    },
    {
      kind: "role",
      id: "arn:aws:iam::111122223333:role/app",
      name: "app",
      accountId: "111122223333",
      clusterArn: null,
      owner: null,
      environment: null,
    },
  ],
  title: hostile,
  explanation: "why",
  steps: [{ text: "first", condition: null }],
  evidence: [{ kind: "fact", text: "seen", thing: "x", readAt: null }],
  remediation: [],
  firstSeenAt: "2026-11-20T10:00:00.000Z",
  lastSeenAt: "2026-11-20T10:00:00.000Z",
  changed: "new",
  acceptance: null,
};
const acceptance = {
  id: "a",
  reason: "known",
  owner: "team",
  expires: null,
  source: "store" as const,
  acceptedAt: null,
  acceptedBy: null,
};

const events = (...findings: ExportedFinding[]) =>
  z.array(detectionFinding).parse(JSON.parse([...ocsfEvents(findings, "1.0.0")].join("")));

it("says each finding as a detection finding of the current schema", () => {
  const later = { ...finding, severity: "info" as const, lastSeenAt: "2026-11-21T10:00:00.000Z", subjects: [] };
  const [first, second, third] = events(finding, later, { ...finding, status: "accepted", acceptance });
  expect(first).toMatchObject({
    type_uid: 200401,
    severity_id: 5,
    confidence_id: 2,
    status: "New",
    cloud: { account: { uid: "111122223333" }, region: "eu-west-1" },
    message: hostile,
  });
  expect(first?.resources[1]).toEqual({
    uid: "arn:aws:iam::111122223333:role/app",
    name: "app",
    type: "role",
    cloud_partition: "aws",
  });
  expect(second).toMatchObject({ type_uid: 200402, activity_name: "Update", severity: "Informational" });
  expect(third).toMatchObject({ status_id: 3, is_alert: false, status_detail: "Accepted by team: known" });
});

it("is an array, also of nothing, with an event a line", () => {
  expect(events()).toEqual([]);
  expect([...ocsfEvents([finding, finding], "1")].join("").split("\n")).toHaveLength(5);
});
