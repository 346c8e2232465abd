import { parseGraphQuery } from "@/lib/contracts/graph-query";
import { ApiFailure } from "@/lib/server/http/errors";
import { answerFromSnapshot } from "@/lib/server/http/from-snapshot";
import { guarded } from "@/lib/server/http/guarded";

export const GET = guarded(
  answerFromSnapshot(
    "graph",
    (url) => {
      const result = parseGraphQuery(url.searchParams);
      if (result.kind === "query") return { snapshot: result.query.snapshot, input: result.query };
      const message = `The query parameter "${result.field}" is not understood.`;
      throw new ApiFailure({ code: "bad-request", message, remedy: result.message, field: result.field });
    },
    { nullable: true },
  ),
);
