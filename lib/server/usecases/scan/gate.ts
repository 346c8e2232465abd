/**
 * Calls that are made once for each of many resources. A call that is denied may be denied for this resource only, so
 * others are still asked for; where nothing but denials comes back, the rest is not worth asking and the operation is
 * closed. What failed is told at the end: by resource where some calls worked, as one gap where none did.
 */
import type { PartScope } from "@/lib/domain/snapshot/part";
import { type Attempt, attempt } from "./failure";
import type { GapDetails, GapLog } from "./gap-log";
import type { CallFailure, FailureKind } from "./ports";

/** Denials in a row, without one success, after which an operation is closed. */
const PATIENCE = 20;
/** Failures of another kind cost time each (attempts, timeouts). */
const PATIENCE_BROKEN = 5;
const PATIENCE_AFTER_SUCCESS = 100;
/** The same where an earlier cluster of the region was closed without a single success. */
const PATIENCE_LATER = 3;
const CLOSED_BEFORE_ONE = 3;

interface OperationState {
  succeeded: boolean;
  inARow: number;
  closed: CallFailure | null;
  failures: { failure: CallFailure; resource: string }[];
  /** Resources that were not asked for any more. */
  skipped: number;
}

/** What the clusters of a region tell each other about an operation. */
export class GateMemory {
  readonly #operations = new Map<string, { succeeded: boolean; closed: number }>();

  private of(operation: string) {
    let known = this.#operations.get(operation);
    if (known === undefined) {
      known = { succeeded: false, closed: 0 };
      this.#operations.set(operation, known);
    }
    return known;
  }

  succeeded(operation: string): void {
    this.of(operation).succeeded = true;
  }

  closed(operation: string): void {
    this.of(operation).closed++;
  }

  patience(operation: string, kind: FailureKind): number {
    const { succeeded, closed } = this.of(operation);
    const first = kind === "denied" ? PATIENCE : PATIENCE_BROKEN;
    if (succeeded || closed === 0) return first;
    return closed < CLOSED_BEFORE_ONE ? PATIENCE_LATER : 1;
  }
}

export class Gate {
  readonly #operations = new Map<string, OperationState>();

  constructor(private readonly memory: GateMemory = new GateMemory()) {}

  /** One call for one resource; without sending it where the operation is closed. Not-found is left to the asker. */
  async call<T>(operation: string, resource: string, run: () => Promise<T>): Promise<Attempt<T>> {
    const state = this.#state(operation);
    if (state.closed) {
      state.skipped++;
      return { ok: false, failure: state.closed };
    }
    const result = await attempt(run);
    if (result.ok) {
      state.succeeded = true;
      state.inARow = 0;
      this.memory.succeeded(operation);
    } else if (result.failure.kind !== "not-found") this.failed(operation, resource, result.failure);
    return result;
  }

  /** A failure that the asker has made sure of. */
  failed(operation: string, resource: string, failure: CallFailure): void {
    const state = this.#state(operation);
    state.failures.push({ failure, resource });
    state.inARow++;
    const patience = state.succeeded ? PATIENCE_AFTER_SUCCESS : this.memory.patience(operation, failure.kind);
    if (state.closed || state.inARow < patience) return;
    state.closed = failure;
    if (!state.succeeded) this.memory.closed(operation);
  }

  /** Puts what failed into the log. */
  async report(log: GapLog, scope: PartScope, details: (operation: string) => GapDetails = () => ({})): Promise<void> {
    for (const [operation, state] of this.#operations) {
      const { closed, failures, succeeded } = state;
      if (failures.length === 0) continue;
      if (!succeeded || closed) await this.#reportAll(log, scope, state, details(operation));
      else
        for (const { failure, resource } of failures)
          await log.report(failure, scope, { ...details(operation), resource });
    }
  }

  /** Nothing worked, or it was given up: one gap for each kind of error; a lone resource is still named. */
  async #reportAll(log: GapLog, scope: PartScope, state: OperationState, details: GapDetails): Promise<void> {
    const byError = new Map<string, { failure: CallFailure; resources: string[] }>();
    for (const { failure, resource } of state.failures) {
      const known = byError.get(failure.error);
      if (known) known.resources.push(resource);
      else byError.set(failure.error, { failure, resources: [resource] });
    }
    for (const [error, { failure, resources }] of byError) {
      const skipped = state.closed?.error === error ? state.skipped : 0;
      const count = resources.length + skipped;
      if (count === 1) {
        await log.report(failure, scope, { ...details, resource: resources[0] ?? null });
        continue;
      }
      const note =
        skipped === 0 ? `${count} calls failed` : `${resources.length} calls failed, ${skipped} more were not made`;
      await log.report(failure, scope, { ...details, resource: null, count, message: `${failure.message} (${note})` });
    }
  }

  #state(operation: string): OperationState {
    let state = this.#operations.get(operation);
    if (state === undefined) {
      state = { succeeded: false, inARow: 0, closed: null, failures: [], skipped: 0 };
      this.#operations.set(operation, state);
    }
    return state;
  }
}
