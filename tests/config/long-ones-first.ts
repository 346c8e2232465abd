import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Scans and imports take longest and mostly wait: what is short fills the processors beside them, and no long one is last. */
export class LongOnesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const long = sorted.filter(({ moduleId }) => /\/tests\/(integration|architecture)\//.test(moduleId));
    return [...long, ...sorted.filter((file) => !long.includes(file))];
  }
}
