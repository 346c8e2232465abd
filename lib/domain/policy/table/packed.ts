/**
 * The action table as a file: one object a service, lists as text, so that the file stays small, loads fast and shows
 * in a diff which service changed. Written by `pack`, read by `ActionTable`.
 */

export interface PackedService {
  /** Service prefix in lower case: "s3". Services are sorted by it. */
  readonly key: string;
  readonly name: string;
  /** Resource control policies apply to the service. */
  readonly rcp: boolean;
  /** Resource types, sorted, `key=arn` separated by spaces; "~" begins the ARN with the service's usual head. */
  readonly types: string;
  /** Condition keys of the service's actions, separated by spaces. */
  readonly conditionKeys: string;
  /**
   * What several actions have in common, separated by spaces: `level`, then resource types (indexes in base 36, "!" where
   * required), then "|" and condition keys (indexes in base 36), then "|" and dependent actions.
   */
  readonly profiles: string;
  /** Actions, sorted by lower-case name: length shared with the previous name (base 36), the rest, ":", profile (base 36). */
  readonly actions: string;
}

export interface PackedTable {
  readonly format: 1;
  /** Version of the source package. */
  readonly version: string;
  /** ISO 8601 UTC. */
  readonly updatedAt: string;
  readonly services: readonly PackedService[];
}

/** The five access levels of the Service Authorization Reference; its order here is the order of the codes in the file. */
export const ACCESS_LEVELS = ["List", "Read", "Write", "Tagging", "Permissions management"] as const;
export type AccessLevel = (typeof ACCESS_LEVELS)[number];

/** One character a level, in the order of ACCESS_LEVELS. */
export const LEVEL_CODES = "LRWTP";

/** The head that most ARNs of a service have. */
export function arnHead(service: string): string {
  return `arn:\${Partition}:${service}:\${Region}:\${Account}:`;
}
