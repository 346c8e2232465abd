/** The demo reads its CloudTrail history by itself, beside the tests. */
import type { APIRequestContext } from "@playwright/test";
import type { IngestProgress } from "@/lib/contracts/api";
import { expect } from "./test";

/** Ninety days of records take the sample a while; pages work meanwhile, but their numbers are not yet whole. */
export async function historyRead(request: APIRequestContext): Promise<void> {
  await expect(async () => {
    const progress = (await (await request.get("/api/activity/ingest")).json()) as Partial<IngestProgress>;
    expect(progress.state).toMatch(/^(complete|partial)$/);
  }).toPass({ timeout: 220_000, intervals: [2_000] });
}
