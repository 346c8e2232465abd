/**
 * Events that are too many to be kept here stay where they are: an engine tells the assume events, which come in as any
 * other records, and counts the calls of each day. Day by day, so that a run that ends early goes on where it stood.
 */
import { partitionOfRegion } from "@/lib/domain/aws/arn";
import { globalRegion } from "@/lib/domain/aws/global-region";
import { consequenceOf } from "@/lib/domain/snapshot/consequences";
import type { Gap } from "@/lib/domain/snapshot/part";
import type { CallFailure } from "../scan/ports";
import type { IngestInput } from "./ingest";
import type { ProgressBook } from "./ingest-progress";
import type { DayUsage, QueryEngine, QueryScope, SinkRun, UsageSink } from "./ports";
import { readJob } from "./read-job";

const DAY_MS = 86_400_000;
/** After the end of a day, until which its last events are delivered. */
const SETTLED_MS = 30 * 60_000;

/** Days that are not known whole, newest first: they are what is looked at. */
async function openDays(engine: QueryEngine, input: IngestInput, usage: UsageSink): Promise<readonly QueryScope[]> {
  const accounts = input.sources.accounts.map(({ accountId }) => accountId).sort();
  const used = new Set(input.sources.accounts.flatMap((account) => account.regions));
  if (accounts.length === 0 || used.size === 0) return [];
  // IAM records its changes there, and STS what came to its one global address.
  for (const region of [...used]) used.add(globalRegion(partitionOfRegion(region)));
  const regions = [...used].sort();
  const known = await usage.days(engine.id);
  const wanted: QueryScope[] = [];
  const first = Math.floor(input.from.getTime() / DAY_MS) * DAY_MS;
  for (let day = Math.floor(input.to.getTime() / DAY_MS) * DAY_MS; day >= first; day -= DAY_MS) {
    const name = new Date(day).toISOString().slice(0, 10);
    const scope: QueryScope = { accounts, regions, from: name, to: name };
    const state = known.get(name);
    if (state?.settled !== true || state.scope !== scopeName(scope)) wanted.push(scope);
  }
  return wanted;
}

/** Assume events of the days that are open, as records of the run. */
export async function delegateAssumptions(
  engine: QueryEngine,
  input: IngestInput,
  usage: UsageSink,
  run: SinkRun,
  book: ProgressBook,
): Promise<Gap[]> {
  const scopes = await openDays(engine, input, usage);
  book.expected(engine.id, 2 * scopes.length);
  return attempt(engine, input, async () => {
    for (const scope of scopes) {
      const { pages } = await engine.assumptions(scope, { signal: input.signal });
      let page = 0;
      for await (const records of pages()) {
        const key = `${scope.from} page ${++page}`;
        const object = {
          source: engine.id,
          key,
          etag: "",
          size: 0,
          account: null,
          region: null,
          day: scope.from,
          prefix: "",
        };
        await readJob({ account: null, records }, object, input.pool, run, book);
      }
      book.step(engine.id);
    }
    await run.commit();
  });
}

/** Counts of the days that are open. The run's own writes must be done: both number what they store. */
export async function delegateUsage(
  engine: QueryEngine,
  input: IngestInput,
  usage: UsageSink,
  book: ProgressBook,
): Promise<Gap[]> {
  const scopes = await openDays(engine, input, usage);
  const gaps = await attempt(engine, input, async () => {
    for (const scope of scopes) {
      const { cost, pages } = await engine.usage(scope, { signal: input.signal });
      const rows: DayUsage[] = [];
      for await (const page of pages()) rows.push(...page);
      const settled = input.now().getTime() >= Date.parse(scope.from) + DAY_MS + SETTLED_MS;
      const day = { engine: engine.id, day: scope.from, rows, bytesScanned: cost.bytesScanned, settled };
      await usage.replace(day, scopeName(scope));
      book.step(engine.id);
    }
  });
  if (scopes.length > 0) await usage.finish();
  return gaps;
}

/** What the engine refuses is a gap: the days that were done are done. */
async function attempt(engine: QueryEngine, input: IngestInput, work: () => Promise<void>): Promise<Gap[]> {
  try {
    await work();
    return [];
  } catch (error) {
    const failure = error as Partial<CallFailure>;
    if (failure.code !== "call-failed" || failure.kind === "aborted" || input.signal.aborted) throw error;
    const { service = "athena", operation = "StartQueryExecution", message = "", kind } = failure;
    return [
      {
        accountId: "",
        region: null,
        clusterArn: null,
        service,
        operation,
        error: failure.error ?? "",
        message,
        resource: engine.id,
        missingPermission:
          kind === "denied"
            ? (/perform: ([a-z0-9-]+:[A-Za-z]+)/.exec(message)?.[1] ?? `${service}:${operation}`)
            : null,
        consequence:
          service === "athena"
            ? "Calls of the days that could not be asked for are unknown."
            : consequenceOf(service, operation),
        at: input.now().toISOString(),
      },
    ];
  }
}

function scopeName({ accounts, regions }: QueryScope): string {
  return `${accounts.join(",")} ${regions.join(",")}`;
}
