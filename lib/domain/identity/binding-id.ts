import { stableHash } from "@/lib/domain/aws/stable-hash";
import type { Mechanism } from "./binding";

/** Identity of a binding: the same over snapshots as long as these five stay. */
export function bindingId(of: {
  mechanism: Mechanism;
  place: string;
  namespace: string | null;
  serviceAccount: string | null;
  roleArn: string;
}): string {
  return stableHash(of.mechanism, of.place, of.namespace, of.serviceAccount, of.roleArn);
}
