import { podIdentityMoveQuery } from "@/lib/contracts/api";
import { fromSnapshot } from "@/lib/server/http/from-snapshot";
import { guarded } from "@/lib/server/http/guarded";

export const GET = guarded(fromSnapshot("pod-identity-move", podIdentityMoveQuery, ({ workload }) => ({ workload })));
