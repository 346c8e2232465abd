/** LookupEvents: window by window, each page committed with the token that goes on from it. */
import type { Gap } from "@/lib/domain/snapshot/part";
import type { IngestInput } from "./ingest";
import type { ProgressBook } from "./ingest-progress";
import type { LookupWindow, RecordSource, SinkRun } from "./ports";
import { readJob } from "./read-job";
import { windowName } from "./window-name";

/** Events may still arrive of the time after this. */
const LATE_MS = 15 * 60_000;
/** Pages between two commits: a page is fifty records. */
const PAGES = 20;

export async function readWindows(
  source: RecordSource,
  input: IngestInput,
  run: SinkRun,
  book: ProgressBook,
): Promise<Gap[]> {
  const { sources, sink, pool, signal, from, to } = input;
  const gaps: Gap[] = [];
  const known = await sink.windows(source.id);
  const request = { accounts: sources.accounts, roles: sources.roles, from, to };
  const estimate = source.estimate(request);
  book.expected(source.id, estimate.requests);
  let pages = 0;
  const reached = new Date(input.now().getTime() - LATE_MS).toISOString();
  const checkpoint = (window: LookupWindow) => known.get(windowName(window)) ?? null;
  for await (const { window, records, nextToken, settled } of source.assumptions({
    ...request,
    checkpoint,
    onGap: (gap) => gaps.push(gap),
    signal,
  })) {
    if (records.length > 0) {
      const name = `${windowName(window)} page ${pages}`;
      const object = {
        source: source.id,
        key: name,
        etag: "",
        size: 0,
        account: window.account,
        region: window.region,
        day: null,
        prefix: "",
      };
      await readJob({ account: window.account, records }, object, pool, run, book);
    }
    // A window that may still get events is asked for again from its beginning.
    if (settled) run.window(source.id, window, nextToken === null ? "done" : { nextToken });
    else if (nextToken === null && reached > window.from)
      run.window(source.id, window, { readUntil: [reached, window.to].sort()[0] ?? reached });
    book.step(source.id);
    if (++pages % PAGES === 0) await run.commit();
  }
  await run.commit();
  return gaps;
}
