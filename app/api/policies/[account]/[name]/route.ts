import { snapshotQuery } from "@/lib/contracts/api";
import { fromSnapshot } from "@/lib/server/http/from-snapshot";
import { guarded } from "@/lib/server/http/guarded";
import { pathValues } from "@/lib/server/http/request-input";

export const GET = guarded(
  fromSnapshot("policy", snapshotQuery, (_, url) => {
    const [account = null, name = null] = pathValues(url.pathname.split("/").slice(3));
    return { account, name };
  }),
);
