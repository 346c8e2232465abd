/** Steps that are done one by one while nothing else is: what arrives meanwhile waits for the end of one step at most. */

export interface IdleWork<Subject> {
  /** Once for each subject; the newest subject takes the place of one that is not done yet. */
  begin(subject: Subject): void;
}

/** `later` runs what it is given after whatever has arrived by then. A step that throws ends the steps of its subject. */
export function createIdleWork<Subject extends object>(
  stepsOf: (subject: Subject) => readonly (() => unknown)[],
  later: (work: () => void) => void = (work) => void setImmediate(() => setImmediate(work)),
): IdleWork<Subject> {
  const begun = new WeakSet<Subject>();
  let waiting: readonly (() => unknown)[] = [];
  let running = false;

  function next(): void {
    const [step, ...rest] = waiting;
    waiting = rest;
    if (!step) {
      running = false;
      return;
    }
    try {
      step();
    } catch {
      // The question that needs it will say what is wrong.
      waiting = [];
    }
    later(next);
  }

  return {
    begin(subject) {
      if (begun.has(subject)) return;
      begun.add(subject);
      waiting = stepsOf(subject);
      if (running) return;
      running = true;
      later(next);
    },
  };
}
