/**
 * Calls about the resources of one service in one account, in all regions. Reading them is an optional capability: where
 * the first calls of an operation fail and none works, the operation is closed and the rest is counted, not sent. Where
 * nothing of a service can be read, that is one gap, and the scan is complete all the same.
 */
import type { PartScope } from "@/lib/domain/snapshot/part";
import { type Attempt, attempt } from "../failure";
import type { GapLog } from "../gap-log";
import type { CallFailure } from "../ports";
import type { Ask } from "../resource-ports";

/** Before one call has worked. A denial may be for one resource or region only; other failures cost time each. */
const PATIENCE = 3;

interface State {
  succeeded: boolean;
  failures: { failure: CallFailure; resource: string; region: string | null }[];
  closed: CallFailure | null;
  inARow: number;
  skipped: number;
}

export class ResourceGate {
  readonly #operations = new Map<string, State>();

  /** For calls of one region. */
  in(region: string | null): Ask {
    return (operation, resource, run) => this.#call(operation, resource, region, run);
  }

  async #call<T>(
    operation: string,
    resource: string,
    region: string | null,
    run: () => Promise<T>,
  ): Promise<Attempt<T>> {
    const state = this.#state(operation);
    if (state.closed) {
      state.skipped++;
      return { ok: false, failure: state.closed };
    }
    const result = await attempt(run);
    if (result.ok) {
      state.succeeded = true;
      state.inARow = 0;
      return result;
    }
    const { failure } = result;
    state.failures.push({ failure, resource, region });
    state.inARow++;
    if (!state.succeeded && state.inARow >= PATIENCE) state.closed = failure;
    return result;
  }

  /** Puts what failed into the log: one gap for a service of which nothing is allowed, else by operation and resource. */
  async report(log: GapLog, accountId: string): Promise<void> {
    const scope: PartScope = { accountId, region: null, clusterArn: null };
    const failed = [...this.#operations].filter(([, state]) => state.failures.length > 0);
    const nothingWorked = [...this.#operations.values()].every((state) => !state.succeeded);
    const first = failed[0]?.[1].failures[0];
    if (first && nothingWorked && failed.every(([, state]) => state.failures.every(isAbsence))) {
      const count = failed.reduce((sum, [, state]) => sum + state.failures.length + state.skipped, 0);
      const actions = failed.map(([operation]) => operation).join(", ");
      const message = `${first.failure.message} (nothing of this service can be read: ${actions})`;
      if (count > 1) return await log.report(first.failure, scope, { resource: null, count, message, optional: true });
      const { region, resource } = first;
      const named = resource.startsWith("arn:") ? resource : null;
      return await log.report(first.failure, { ...scope, region }, { resource: named, optional: true });
    }
    for (const [, state] of failed) await this.#reportOperation(log, scope, state);
  }

  async #reportOperation(log: GapLog, scope: PartScope, state: State): Promise<void> {
    const [first] = state.failures;
    if (!first) return;
    const count = state.failures.length + state.skipped;
    if (state.closed && count > 1) {
      await log.report(state.closed, scope, { resource: null, count });
      return;
    }
    for (const { failure, resource, region } of state.failures) {
      // A list is about its region, not about one resource.
      const named = resource.startsWith("arn:") ? resource : null;
      await log.report(failure, { ...scope, region }, { resource: named });
    }
  }

  #state(operation: string): State {
    let state = this.#operations.get(operation);
    if (state === undefined) {
      state = { succeeded: false, failures: [], closed: null, inARow: 0, skipped: 0 };
      this.#operations.set(operation, state);
    }
    return state;
  }
}

/** Not allowed, or an endpoint without the service: the capability is not there. Anything else may come and go. */
function isAbsence({ failure }: { readonly failure: CallFailure }): boolean {
  return failure.kind === "denied" || failure.kind === "refused" || failure.kind === "malformed";
}
