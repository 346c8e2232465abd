/** The gaps of a scan: each saved at once, none twice. */
import { consequenceOf, permissionFor } from "@/lib/domain/snapshot/consequences";
import type { Gap, PartScope } from "@/lib/domain/snapshot/part";
import type { Clock, SnapshotWriter } from "../ports";
import type { CallFailure } from "./ports";

export interface GapDetails {
  readonly resource?: string | null;
  /** How many resources the gap stands for. */
  readonly count?: number;
  /** Where the general text for the operation does not fit. */
  readonly consequence?: string;
  readonly message?: string;
  /** Of a capability that is not there at all: kept, and no reason to call the scan partial. */
  readonly optional?: boolean;
}

type Cause = Pick<CallFailure, "kind" | "service" | "operation" | "error" | "message">;

export class GapLog {
  /** Without those of optional capabilities. */
  readonly gaps: Gap[] = [];
  readonly #seen = new Set<string>();

  constructor(
    private readonly writer: Pick<SnapshotWriter, "saveGap">,
    private readonly clock: Clock,
  ) {}

  async report(cause: Cause, scope: PartScope, details: GapDetails = {}): Promise<void> {
    const { service, operation, error, kind } = cause;
    const gap: Gap = {
      accountId: scope.accountId,
      region: scope.region,
      clusterArn: scope.clusterArn,
      service,
      operation,
      error,
      message: details.message ?? cause.message,
      resource: details.resource ?? null,
      missingPermission: kind === "denied" && service !== "kubernetes" ? permissionFor(service, operation) : null,
      consequence: details.consequence ?? consequenceOf(service, operation),
      at: this.clock.now().toISOString(),
      ...(details.count === undefined ? {} : { count: details.count }),
      ...(details.optional ? { optional: true as const } : {}),
    };
    const key = [gap.accountId, gap.region, gap.clusterArn, service, operation, error, gap.resource].join("|");
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    if (!gap.optional) this.gaps.push(gap);
    await this.writer.saveGap(gap);
  }
}
