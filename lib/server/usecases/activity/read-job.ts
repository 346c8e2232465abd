/** One file or page through the threads into the store, with what was left out of it. */
import type { ProgressBook } from "./ingest-progress";
import type { FinishedFile, LogObject, ParseJob, ParsePool, SinkRun, SkipReason } from "./ports";

/** Throws where the store fails. */
export async function readJob(
  job: ParseJob,
  object: LogObject,
  pool: ParsePool,
  run: SinkRun,
  book: ProgressBook,
): Promise<void> {
  const file = run.newFile();
  const skipped: Partial<Record<SkipReason, number>> = {};
  let records = 0;
  let staged = 0;
  let place: string | null = null;
  const outcome = await pool.read(job, async (piece) => {
    const { batch } = piece;
    for (const reason of ["not-a-record", "wrong-type"] as const) {
      const count = batch.wrongCount[reason];
      if (count > 0) skipped[reason] = (skipped[reason] ?? 0) + count;
    }
    const [first] = batch.wrong;
    if (first && place === null) place = `${object.key} record ${records + first.at + 1}`;
    records += batch.records;
    staged += batch.count;
    await run.add(file, piece);
  });
  if (outcome.kind === "read" && outcome.tooLarge > 0) {
    skipped["record-too-large"] = outcome.tooLarge;
    records += outcome.tooLarge;
    place ??= object.key;
  }
  const failure = outcome.kind === "skipped" ? outcome.reason : null;
  const finished: FinishedFile = {
    object,
    records,
    staged,
    skipped,
    failure,
    firstPlace: place ?? (failure === null ? null : object.key),
  };
  await run.file(file, finished);
  book.totals(run.totals());
  book.file(finished, outcome.kind === "read" ? outcome.bytes : 0);
}
