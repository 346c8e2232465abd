import { join } from "node:path";
import { expect, test } from "vitest";
import { openStore } from "@/lib/server/store";
import { generate } from "../../bench/activity/generate";
import { startChild } from "../store/child-process";
import { temporaryFolder } from "../store/helpers";
import { everything } from "./store-place";

const CHILD = new URL("./ingest-child.ts", import.meta.url);
/** More by `PODLENS_KILLS=25`. */
const ROUNDS = Number(process.env.PODLENS_KILLS ?? 2);
/** Milliseconds: a round starts a process, which on a machine with much else to do takes its time. */
const LIMIT = 180_000 + ROUNDS * 60_000;

/** Everything that is asked, as text. */
async function answers(dataDir: string): Promise<string> {
  const store = await openStore({ dataDir });
  try {
    const { queries } = store.activity;
    const ids: string[] = [];
    for await (const rows of queries.exportCalls(everything))
      for (const row of rows) ids.push(`${row.eventId} ${row.accountId} ${row.workload.id} ${row.confidence}`);
    const assumed: string[] = [];
    // Which of two deliveries came first is as it happens.
    for await (const rows of queries.exportAssumptions(everything))
      assumed.push(...rows.map(({ origin: _, ...row }) => JSON.stringify(row)));
    const all = {
      workloads: [],
      roles: [],
      accounts: [],
      from: everything.from,
      to: everything.to,
      deniedOnly: false,
      limit: 100_000,
    };
    const { rows } = await queries.usage(all);
    return JSON.stringify({ ids, assumed, rows });
  } finally {
    await store.close();
  }
}

test(
  `killed ${ROUNDS} times while it reads: the next run ends with what an undisturbed one has`,
  async () => {
    const folder = temporaryFolder();
    const logs = join(folder, "logs");
    const { files, unique } = generate({
      folder: logs,
      events: 3_000,
      eventsPerFile: 100,
      duplicates: 0.2,
      days: 4,
      seed: 5,
    });
    const undisturbed = join(folder, "undisturbed");
    const whole = startChild(CHILD, [undisturbed, logs]);
    await whole.said("done");
    await whole.ended;
    const expected = await answers(undisturbed);
    expect((JSON.parse(expected) as { ids: string[] }).ids).toHaveLength(unique);

    const killed = join(folder, "killed");
    for (let round = 0; round < ROUNDS; round++) {
      const child = startChild(CHILD, [killed, logs]);
      // "open", then some of the files; where fewer are left it ends by itself, which is one more moment.
      await child.lines(1 + ((round * 5) % Math.max(2, Math.floor(files.length / ROUNDS)))).catch(() => undefined);
      await child.killed();
    }
    const last = startChild(CHILD, [killed, logs]);
    await last.said("done");
    await last.ended;
    expect(await answers(killed)).toBe(expected);
  },
  LIMIT,
);
