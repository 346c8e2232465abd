/** Runs a query's steps one after the other and keeps the account of what each took away. */
import type { GraphColumnId, GraphOmission, GraphQuery } from "@/lib/contracts/graph";
import { type Census, countPassed, takeCensus } from "./census";
import type { Flow } from "./flow";
import type { GraphSource } from "./source";
import { allFlows, querySteps } from "./steps";

export interface Narrowed {
  readonly flows: readonly Flow[];
  readonly census: Census;
  /** Before any step. */
  readonly whole: Census;
  readonly steps: readonly StepAccount[];
}

export interface StepAccount {
  readonly code: string;
  readonly because: string;
  /** Bindings that the step removed. */
  readonly bindings: number;
  /** Things of each column that the step removed from the last path they were on. */
  readonly hidden: Readonly<Partial<Record<GraphColumnId, number>>>;
}

export function narrow(source: GraphSource, query: GraphQuery): Narrowed {
  let flows = allFlows(source);
  const whole = takeCensus(source, flows, query.columns);
  let census = whole;
  const steps: StepAccount[] = [];
  for (const step of querySteps(source, query)) {
    const next = step.apply(flows);
    const after = takeCensus(source, next, query.columns);
    const hidden = Object.fromEntries(
      query.columns.map((column) => [column, countPassed(census.worst[column]) - countPassed(after.worst[column])]),
    );
    steps.push({
      code: step.code,
      because: step.because,
      bindings: countBindings(flows) - countBindings(next),
      hidden,
    });
    flows = next;
    census = after;
  }
  return { flows, census, whole, steps };
}

/** A binding may be in several flows: with other grants in each. */
export function countBindings(flows: readonly Flow[]): number {
  const [only] = flows;
  if (flows.length <= 1) return only?.bindings.length ?? 0;
  const seen = new Set<number>();
  for (const flow of flows) for (const row of flow.bindings) seen.add(row);
  return seen.size;
}

export function columnOmissions(steps: readonly StepAccount[], column: GraphColumnId): GraphOmission[] {
  return steps.flatMap(({ code, because, hidden }) => {
    const count = hidden[column] ?? 0;
    return count > 0 ? [{ code, because, count }] : [];
  });
}

export function bindingOmissions(steps: readonly StepAccount[]): GraphOmission[] {
  return steps
    .filter((step) => step.bindings > 0)
    .map(({ code, because, bindings }) => ({ code, because, count: bindings }));
}
