/** Query executions of one workgroup: queued, running, done; kept, so that their results can be asked for. */
import { randomUUID } from "node:crypto";
import { ServiceError } from "../../protocol/error";
import type { AthenaEngine, EngineResult } from "./engine";

export type State = "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED";

export interface Execution {
  readonly id: string;
  readonly sql: string;
  readonly token: string;
  readonly accountId: string;
  readonly output: string;
  readonly workgroup: string;
  readonly submittedAt: number;
  state: State;
  reason: string | null;
  bytesScanned: number;
  finishedAt: number | null;
  reused: boolean;
  result: EngineResult | null;
}

export interface Submission {
  readonly sql: string;
  readonly token: string;
  readonly accountId: string;
  readonly output: string;
  readonly workgroup: string;
  /** Minutes for which the result of an equal query will do; null = never. */
  readonly reuseMinutes: number | null;
  /** null = none. */
  readonly cutoff: number | null;
  /** What the caller lacks, as Athena words it; null = nothing. */
  readonly lacking: string | null;
}

export class Executions {
  readonly #all = new Map<string, Execution>();

  constructor(
    private readonly engine: AthenaEngine,
    /** Milliseconds. */
    private readonly now: () => number,
  ) {}

  /** Equal tokens are the same execution. Throws InvalidRequestException where the query behind the token is another. */
  submit(submission: Submission): Execution {
    for (const earlier of this.#all.values()) {
      if (earlier.token !== submission.token || earlier.accountId !== submission.accountId) continue;
      if (earlier.sql !== submission.sql)
        throw new ServiceError("InvalidRequestException", 400, "Idempotent parameters do not match");
      return earlier;
    }
    const { sql, token, accountId, output, workgroup } = submission;
    const execution: Execution = {
      id: randomUUID(),
      sql,
      token,
      accountId,
      output,
      workgroup,
      submittedAt: this.now(),
      state: "QUEUED",
      reason: null,
      bytesScanned: 0,
      finishedAt: null,
      reused: false,
      result: null,
    };
    const equal = this.#reusable(submission);
    this.#all.set(execution.id, execution);
    if (equal !== null) {
      execution.reused = true;
      execution.result = equal;
      this.#finish(execution, "SUCCEEDED", null);
    } else if (submission.lacking !== null) {
      this.#finish(execution, "FAILED", submission.lacking);
    } else {
      setImmediate(() => void this.#run(execution, submission.cutoff));
    }
    return execution;
  }

  get(id: string, accountId: string): Execution {
    const execution = this.#all.get(id);
    if (execution !== undefined && execution.accountId === accountId) return execution;
    throw new ServiceError("InvalidRequestException", 400, `QueryExecution ${id} was not found`);
  }

  stop(execution: Execution): void {
    if (execution.state === "QUEUED" || execution.state === "RUNNING")
      this.#finish(execution, "CANCELLED", "Query cancelled by user");
  }

  async #run(execution: Execution, cutoff: number | null): Promise<void> {
    if (execution.state !== "QUEUED") return;
    execution.state = "RUNNING";
    const bytes = this.engine.scan(execution.sql);
    if (cutoff !== null && bytes > cutoff) {
      execution.bytesScanned = cutoff;
      const reason = `Bytes scanned limit was exceeded. Query exceeded the workgroup's limit of ${cutoff} bytes`;
      return this.#finish(execution, "CANCELLED", reason);
    }
    try {
      const result = await this.engine.run(execution.sql);
      if (!active(execution)) return;
      execution.bytesScanned = bytes;
      execution.result = result;
      this.#finish(execution, "SUCCEEDED", null);
    } catch (error) {
      if (active(execution))
        this.#finish(execution, "FAILED", `SYNTAX_ERROR: ${(error as Error).message.split("\n")[0]}`);
    }
  }

  #finish(execution: Execution, state: State, reason: string | null): void {
    execution.state = state;
    execution.reason = reason;
    execution.finishedAt = this.now();
  }

  #reusable({ sql, accountId, workgroup, reuseMinutes }: Submission): EngineResult | null {
    if (reuseMinutes === null) return null;
    for (const one of this.#all.values()) {
      const fresh = one.finishedAt !== null && this.now() - one.finishedAt <= reuseMinutes * 60_000;
      if (fresh && one.sql === sql && one.accountId === accountId && one.workgroup === workgroup && one.result !== null)
        return one.result;
    }
    return null;
  }
}

/** Stopping may have come in between. */
function active(execution: Execution): boolean {
  return execution.state === "RUNNING";
}
