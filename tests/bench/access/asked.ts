/** Rows of figures about questions that are asked one after the other. */
import { ms, percentile, timeBoth } from "../measure";
import type { Report } from "../report";

const WARM_UP = 3;

/** The first ones warm up; none should be asked twice, for answers are kept. `bound` in milliseconds by the clock. */
export function askAll(report: Report, name: string, bound: number, questions: readonly (() => unknown)[]): void {
  for (const ask of questions.slice(0, WARM_UP)) ask();
  const times = questions.slice(WARM_UP).map((ask) => timeBoth(ask));
  const clock = times.map((each) => each.ms);
  const cpu = times.map((each) => each.cpu);
  const found = percentile(clock, 0.95);
  const cells = { against: "", ratio: "" };
  report.row({
    ...cells,
    name: `${name}, p95 of ${times.length}`,
    ours: ms(found),
    cpu: ms(percentile(cpu, 0.95)),
    goal: `≤ ${bound} ms`,
    met: found <= bound,
  });
  report.row({
    ...cells,
    name: `${name}, median and worst`,
    ours: `${ms(percentile(clock, 0.5))}, ${ms(Math.max(...clock))}`,
    cpu: `${ms(percentile(cpu, 0.5))}, ${ms(Math.max(...cpu))}`,
    goal: "",
    met: null,
  });
}

/** Something that is done once. `bound` null = for information. */
export function once<Result>(report: Report, name: string, bound: number | null, work: () => Result): Result {
  const { ms: clock, cpu, result } = timeBoth(work);
  report.row({
    name,
    ours: ms(clock),
    cpu: ms(cpu),
    against: "",
    ratio: "",
    goal: bound === null ? "" : `≤ ${bound} ms`,
    met: bound === null ? null : clock <= bound,
  });
  return result;
}
