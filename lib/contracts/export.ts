/**
 * The export formats, as outside tools rely on them: names are fixed, fields may be added, never renamed. Every format
 * carries its version. Times are ISO 8601 UTC; null = not known, never a default.
 */
import { z } from "zod";
import { whoCanQuery } from "./api/ask-who-can";
import { workloadsQuery } from "./api/workloads";
import { exportedFinding } from "./export-findings";

/** What can be exported now, and in which formats. */
export const supportedExports = {
  snapshot: ["json"],
  bindings: ["json", "csv", "xlsx"],
  permissions: ["json", "csv", "xlsx"],
  "who-can": ["json", "csv", "xlsx"],
  findings: ["json", "csv", "xlsx", "ocsf"],
  assumptions: ["json", "csv", "xlsx"],
  activity: ["json", "csv", "xlsx"],
} as const satisfies Record<string, readonly string[]>;
export type ExportView = keyof typeof supportedExports;
export type ExportFormat = (typeof supportedExports)[ExportView][number];

const text = z.string();
const maybe = text.nullable();
const time = z.iso.datetime();
const tags = z.record(text, text);
/** A policy document as an object; null = not read, or no JSON: its text then stands in the field beside it. */
const document = z.record(text, z.unknown()).nullable();

export const exportedSnapshot = z.looseObject({
  id: text,
  startedAt: time,
  finishedAt: time,
  status: z.enum(["complete", "partial"]),
  engineVersion: text,
});

export const exportedBinding = z.looseObject({
  id: text,
  mechanism: z.enum(["pod-identity", "irsa", "node-role", "kube2iam", "static-key"]),
  clusterArn: maybe,
  issuer: maybe,
  namespace: maybe,
  serviceAccount: maybe,
  pattern: z.boolean(),
  associationArn: maybe,
  /** null = the association was listed and could not be described. */
  roleArn: maybe,
  targetRoleArn: maybe,
  credentialRoleArn: maybe,
  verdict: z.enum(["allowed", "conditional", "denied", "unknown"]),
  effective: z.boolean().nullable(),
  reasons: z.array(
    z.looseObject({
      code: text,
      text,
      statement: z.looseObject({ policy: text, sid: maybe, index: z.int().min(0) }).nullable(),
    }),
  ),
  evidence: z.array(z.enum(["association", "trust-policy", "annotation", "pod", "cloudtrail"])),
  readAt: time,
  /** Where the whole snapshot is exported, as `labels` in the configuration says. */
  labels: z.looseObject({ owner: maybe, environment: maybe }).optional(),
});

export { bindingColumns } from "./binding-columns";
export { type FindingsFilter, findingColumns, findingsExport, findingsFilter } from "./export-findings";

const exportedGap = z.looseObject({
  accountId: text,
  region: maybe,
  clusterArn: maybe,
  service: text,
  operation: text,
  error: text,
  missingPermission: maybe,
  consequence: text,
});

export const snapshotExport = z.looseObject({
  format: z.literal("podlens.snapshot/v1"),
  /** `findingsEvaluated` false: no rule was run, an empty list of findings says nothing. */
  snapshot: exportedSnapshot.extend({
    findingsEvaluated: z.boolean(),
    /** Rules that failed: what they would have found is not known. */
    failedRules: z.array(z.looseObject({ rule: text, message: text })).optional(),
  }),
  accounts: z.array(z.looseObject({ id: text, name: maybe, organizationPath: maybe })),
  clusters: z.array(
    z.looseObject({
      arn: text,
      name: text,
      accountId: text,
      region: text,
      status: maybe,
      version: maybe,
      platformVersion: maybe,
      oidcIssuer: maybe,
      autoMode: z.boolean(),
      podIdentityAgent: z.enum(["addon", "auto-mode", "self-managed", "absent", "unknown"]),
      labels: z.looseObject({ owner: maybe, environment: maybe }),
      tags,
    }),
  ),
  associations: z.array(
    z.looseObject({
      arn: text,
      id: text,
      clusterArn: text,
      namespace: text,
      serviceAccount: text,
      roleArn: maybe,
      targetRoleArn: maybe,
      externalId: maybe,
      disableSessionTags: z.boolean().nullable(),
      /** Session policy, JSON text as EKS delivers it. */
      policy: maybe,
      ownerArn: maybe,
      tags,
      createdAt: maybe,
      modifiedAt: maybe,
      /** False where only the list entry could be read. */
      described: z.boolean(),
    }),
  ),
  bindings: z.array(exportedBinding),
  roles: z.array(
    z.looseObject({
      arn: text,
      roleId: maybe,
      accountId: maybe,
      /** null = its account was not read. */
      exists: z.boolean().nullable(),
      trustPolicy: document,
      trustPolicyText: text.optional(),
      permissionsBoundaryArn: maybe,
      lastUsedAt: maybe,
      tags,
      policies: z.array(
        z.looseObject({
          name: maybe,
          arn: maybe,
          kind: z.enum(["inline", "customer", "aws"]),
          document,
          documentText: text.optional(),
        }),
      ),
      /** False where the list of attached policies could not be read: `policies` is then a part. */
      attachedPoliciesRead: z.boolean(),
    }),
  ),
  boundaries: z.array(z.looseObject({ arn: text, document, documentText: text.optional() })),
  oidcProviders: z.array(z.looseObject({ arn: text, audiences: z.array(text).nullable() })),
  organizationPolicies: z.array(
    z.looseObject({
      id: text,
      type: z.enum(["SCP", "RCP"]),
      targets: z.array(text).nullable(),
      document,
      documentText: text.optional(),
    }),
  ),
  addons: z.array(z.looseObject({ clusterArn: text, name: text })),
  nodegroups: z.array(z.looseObject({ clusterArn: text, name: text })),
  fargateProfiles: z.array(z.looseObject({ clusterArn: text, name: text })),
  findings: z.array(exportedFinding),
  gaps: z.array(exportedGap),
  accessEntries: z.array(z.looseObject({ clusterArn: text, principalArn: text })),
  capabilities: z.array(z.looseObject({ clusterArn: text, name: text })),
  managedPolicies: z.array(
    z.looseObject({
      arn: text,
      name: text,
      kind: z.enum(["customer", "aws"]),
      document,
      documentText: text.optional(),
    }),
  ),
  organization: z.looseObject({ id: text, managementAccountId: text }).nullable(),
});

export const bindingsExport = z.looseObject({
  format: z.literal("podlens.bindings/v1"),
  snapshot: exportedSnapshot,
  /** Query string that the rows were filtered by; "" = all. */
  filter: text,
  bindings: z.array(exportedBinding),
});

/** Columns of assumptions, in this order: one assume event each. The first eighteen are fixed. */
export const assumptionColumns = [
  "time",
  "mechanism",
  "clusterArn",
  "namespace",
  "serviceAccount",
  "pod",
  "roleArn",
  "roleId",
  "targetRoleArn",
  "sessionName",
  "accessKeyId",
  "outcome",
  "errorCode",
  "attribution",
  "confidence",
  "accountId",
  "region",
  "eventId",
  "issuer",
  "podUid",
  "node",
  "expiresAt",
  "sourceIp",
  "errorMessage",
  // Where the record is: the source's id, and the file or page of it.
  "recordSource",
  "recordFile",
] as const;

/** Columns of activity, in this order: one event each, whosever it was. */
export const activityColumns = [
  "time",
  "accountId",
  "region",
  "eventSource",
  "eventName",
  "action",
  "readOnly",
  "outcome",
  "errorCode",
  "resource",
  "mechanism",
  "clusterArn",
  "namespace",
  "serviceAccount",
  "pod",
  "node",
  "roleArn",
  "roleId",
  "sessionName",
  "accessKeyId",
  "callerArn",
  "attribution",
  "confidence",
  "sourceIp",
  "vpcEndpointId",
  "userAgent",
  "invokedBy",
  "eventId",
  "recordSource",
  "recordFile",
] as const;

export const exportedAssumption = z.looseObject({
  time,
  mechanism: z.enum(["pod-identity", "irsa", "node-role"]).nullable(),
  clusterArn: maybe,
  namespace: maybe,
  serviceAccount: maybe,
  pod: maybe,
  roleArn: maybe,
  roleId: maybe,
  targetRoleArn: maybe,
  sessionName: maybe,
  accessKeyId: maybe,
  outcome: z.enum(["success", "denied"]),
  errorCode: maybe,
  attribution: z.enum(["recorded", "inferred", "none"]),
  confidence: z.enum(["tags", "oidc-subject", "issued-key", "session-name", "role-only", "none"]),
  accountId: text,
  region: text,
  eventId: text,
});

export const assumptionsExport = z.looseObject({
  format: z.literal("podlens.assumptions/v1"),
  filter: text,
  assumptions: z.array(exportedAssumption),
});

export const activityExport = z.looseObject({
  format: z.literal("podlens.activity/v1"),
  filter: text,
  activity: z.array(z.looseObject({ time, accountId: text, eventSource: text, eventName: text, eventId: text })),
});

/** What a CSV was made from: FILE.meta.json beside it, or one line on stderr. */
export const exportMeta = z.looseObject({
  format: z.literal("podlens.export-meta/v1"),
  view: text,
  fileFormat: text,
  /** null for what comes from CloudTrail. */
  snapshot: exportedSnapshot.nullable(),
  filter: text,
  /** Range of the rows, of what comes from CloudTrail; `to` exclusive. */
  from: time.optional(),
  to: time.optional(),
  rows: z.int().min(0),
  /** Of the exported bytes, lower-case hex. */
  sha256: text,
  exportedAt: time,
});
export type ExportMeta = z.infer<typeof exportMeta>;

/** `--filter` of bindings: the query string of the page /workloads. Where the page is, and how sorted, does not matter. */
export const bindingsFilter = workloadsQuery.omit({ snapshot: true, sort: true, dir: true, offset: true, limit: true });
export type BindingsFilter = z.infer<typeof bindingsFilter>;
/** `--filter` of who-can: the query string of its page. */
export const whoCanFilter = whoCanQuery.omit({ snapshot: true, offset: true, limit: true });
export type WhoCanFilter = z.infer<typeof whoCanFilter>;
/** Parameters of the page that an export does not look at. */
export const ignoredFilterKeys: readonly string[] = ["snapshot", "sort", "dir", "offset", "limit"];

/** Where owner and environment are read: the first source that is there. "tag:KEY" or "cluster-tag:KEY" for a cluster. */
export interface LabelRules {
  readonly owner: readonly string[];
  readonly environment: readonly string[];
}

/** A checked request. */
export interface ExportPlan {
  readonly view: ExportView;
  readonly format: ExportFormat;
  /** As asked, for the record; "" = everything. */
  readonly filter: string;
  readonly labels: LabelRules;
  /** Of permissions: one row an action. */
  readonly expand?: boolean;
}
