import { whoCanQuery } from "@/lib/contracts/api";
import { orAsOf } from "@/lib/server/http/as-of";
import { fromSnapshot } from "@/lib/server/http/from-snapshot";
import { guarded } from "@/lib/server/http/guarded";

export const GET = guarded(orAsOf(fromSnapshot("who-can", whoCanQuery, ({ snapshot: _, ...query }) => query)));
