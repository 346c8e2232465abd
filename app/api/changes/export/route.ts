import { changesExportQuery } from "@/lib/contracts/api";
import { guarded } from "@/lib/server/http/guarded";
import { parseQuery } from "@/lib/server/http/request-input";
import { changesFile } from "@/lib/server/usecases/changes/file";

/** All changes of the filter as a file. */
export const GET = guarded(async ({ url, container, request }) => {
  const query = parseQuery(changesExportQuery, url.searchParams);
  const ends = await container.changes.ends(query);
  const json = await container.changes.export(ends, query, request.signal);
  const { bytes, type, name } = changesFile(json, query.format, container.csv);
  return new Response(Buffer.from(bytes), {
    headers: {
      "content-type": type,
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "no-store",
    },
  });
});
