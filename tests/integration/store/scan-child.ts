/** A process that scans a made-up estate into the real store, as fast as it goes, and says what is durable. */
import { openStore } from "@/lib/server/store";
import { associationsPart, COUNTS, documentsOf, gap, role, rolesPart } from "./parts";

const store = await openStore({ dataDir: process.argv[2] ?? "" });
const round = process.argv[3] ?? "";
const say = (line: string) => process.stdout.write(`${line}\n`);
const writer = await store.snapshots.begin({ scope: "s", engineVersion: "1" });
say(`begun ${writer.id}`);
for (let from = 0; from < 400; from += 20) {
  await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const name = `cluster-${from + index}`;
      await writer.savePart(associationsPart(name, 1 + (index % 30)), new Map());
      say(`saved ${name}`);
    }),
  );
  const trust = `{"round":"${round}","from":${from}}`;
  await writer.savePart({ ...rolesPart([role(`r${from}`, trust)]), accountId: `account-${from}` }, documentsOf(trust));
  await writer.saveGap(gap(`Operation${from}`));
  say(`saved account-${from}`);
}
await writer.seal("partial", COUNTS);
say("sealed");
await store.close();
