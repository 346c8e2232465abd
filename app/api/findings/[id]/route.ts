import { snapshotQuery } from "@/lib/contracts/api";
import { answerFromSnapshot } from "@/lib/server/http/from-snapshot";
import { guarded } from "@/lib/server/http/guarded";
import { parseQuery, pathValues } from "@/lib/server/http/request-input";

export const GET = guarded(
  answerFromSnapshot("finding", async (url, container) => {
    const { snapshot } = parseQuery(snapshotQuery, url.searchParams);
    const [id] = pathValues(url.pathname.split("/").slice(3));
    const finding = (id ?? "").slice(0, 128);
    return { snapshot, input: { id: finding, sightings: await container.findings.sightings(finding, snapshot) } };
  }),
);
