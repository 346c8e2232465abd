/** What the store remembers of clusters beyond the snapshots that held them. */
import { describe, expect, it } from "vitest";
import type { ClusterFacts } from "@/lib/domain/snapshot/facts";
import type { Part } from "@/lib/domain/snapshot/part";
import { openStore, type Store } from "@/lib/server/store";
import { unpackSnapshot } from "@/lib/server/usecases/snapshots";
import { ACCOUNT, COUNTS, fixedClock, temporaryFolder } from "./helpers";

const cluster = (name: string, oidcIssuer: string | null) =>
  ({ arn: `arn:aws:eks:eu-west-1:${ACCOUNT}:cluster/${name}`, name, oidcIssuer }) as ClusterFacts;
const part = (...facts: ClusterFacts[]): Part<"clusters"> => ({
  kind: "clusters",
  accountId: ACCOUNT,
  region: "eu-west-1",
  clusterArn: null,
  readAt: "2026-11-01T00:00:00.000Z",
  facts,
});

async function scanned(store: Store, facts: readonly ClusterFacts[], seal = true): Promise<string> {
  const writer = await store.snapshots.begin({ scope: "s", engineVersion: "test" });
  await writer.savePart(part(...facts), new Map());
  if (seal) await writer.seal("complete", COUNTS);
  else await writer.abandon("failed", "test");
  return writer.id;
}

describe("earlier clusters", () => {
  it("are those of sealed snapshots before, as last seen, and outlive them", async () => {
    const clock = fixedClock("2026-09-01T00:00:00.000Z");
    const store = await openStore({ dataDir: temporaryFolder(), clock });
    try {
      const earlierThan = async (id: string) => {
        const packed = await store.snapshots.load(id);
        return packed ? unpackSnapshot(packed).earlierClusters : undefined;
      };
      const first = await scanned(store, [
        cluster("a", "https://oidc/a"),
        cluster("b", "https://oidc/b"),
        cluster("c", null),
      ]);
      clock.set("2026-09-02T00:00:00.000Z");
      await scanned(store, [cluster("never-sealed", "https://oidc/x")], false);
      const second = await scanned(store, [cluster("a", "https://oidc/a")]);
      clock.set("2026-09-03T00:00:00.000Z");
      const third = await scanned(store, []);
      expect(await earlierThan(first)).toEqual([]);
      const seen = { scope: "s", deletedAt: null };
      const [a, b] = [cluster("a", null).arn, cluster("b", null).arn];
      const wasB = { issuer: "oidc/b", arn: b, lastSeenAt: "2026-09-01T00:00:00.000Z", ...seen };
      expect(await earlierThan(second)).toEqual([
        { issuer: "oidc/a", arn: a, lastSeenAt: "2026-09-01T00:00:00.000Z", ...seen },
        wasB,
      ]);
      const wasA = { issuer: "oidc/a", arn: a, lastSeenAt: "2026-09-02T00:00:00.000Z", ...seen };
      expect(await earlierThan(third)).toEqual([wasA, wasB]);

      // Snapshots go, what they were the last to see stays.
      clock.set("2026-11-20T00:00:00.000Z");
      const last = await scanned(store, []);
      const { removedSnapshots } = await store.snapshots.retain(clock.now());
      expect(removedSnapshots).toBeGreaterThan(0);
      expect((await earlierThan(last))?.map((each) => each.issuer)).toEqual(["oidc/a", "oidc/b"]);
    } finally {
      await store.close();
    }
  });
});
