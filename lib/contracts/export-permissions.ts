/** Formats of what can be done: permissions, and answers to "who can". */
import { z } from "zod";

const text = z.string();
const maybe = text.nullable();

/** Columns of permissions, in this order: one row a binding, allow statement, action pattern and resource pattern. */
export const permissionColumns = [
  "bindingId",
  "clusterArn",
  "namespace",
  "serviceAccount",
  "credentialRoleArn",
  "service",
  "action",
  "accessLevels",
  "resource",
  "effect",
  "condition",
  "source",
  "limitedBy",
  "layersNotRead",
  "lastUsedAt",
  "useState",
] as const;
export type PermissionColumn = (typeof permissionColumns)[number];

export const exportedPermission = z.looseObject({
  bindingId: text,
  clusterArn: maybe,
  namespace: maybe,
  serviceAccount: maybe,
  credentialRoleArn: text,
  /** IAM prefix in lower case; "*" where the action is about several services. */
  service: text,
  /** As written; "not: a, b" for NotAction. With --expand one action. */
  action: text,
  accessLevels: z.array(text),
  /** As written; "not: a, b" for NotResource. Variables that the workload's own tags fill are filled. */
  resource: text,
  effect: z.enum(["allowed", "conditional", "unknown"]),
  /** In words; null where nothing has to hold. */
  condition: maybe,
  /** Policy (ARN, or name of an inline policy), and the statement in it. */
  source: z.looseObject({ policy: text, index: z.int().min(0), sid: maybe }),
  /** What takes from it: "serviceControl[1] p-abc#0". */
  limitedBy: z.array(text),
  layersNotRead: z.array(text),
  lastUsedAt: maybe,
  /** not-watched: nothing that would have recorded its use was read. */
  useState: z.enum(["used", "not-seen", "not-watched", "not-recordable"]),
});
export type ExportedPermission = z.infer<typeof exportedPermission>;

/** Columns of who-can in CSV: one row a workload. */
export const whoCanColumns = [
  "workload",
  "clusterArn",
  "namespace",
  "serviceAccount",
  "verdict",
  "actionOverlap",
  "resourceOverlap",
  "directness",
  "depth",
  "roles",
  "conditions",
  "layersNotRead",
] as const;
