import { canQuery } from "@/lib/contracts/api";
import { orAsOf } from "@/lib/server/http/as-of";
import { fromSnapshot } from "@/lib/server/http/from-snapshot";
import { guarded } from "@/lib/server/http/guarded";

export const GET = guarded(
  orAsOf(fromSnapshot("can", canQuery, ({ snapshot: _, context, ...query }) => ({ ...query, context: [...context] }))),
);
