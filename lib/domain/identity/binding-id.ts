import { endOfHash, type HashState, mixField, startOfHash } from "@/lib/domain/aws/stable-hash";
import type { Mechanism } from "./binding";

/** The hash behind mechanism and place, as it was for the last binding: those of a cluster come one after the other. */
let begun: { readonly mechanism: Mechanism; readonly place: string; readonly state: HashState } | null = null;
const state = startOfHash();

/** Identity of a binding: the same over snapshots as long as these five stay. The stable hash of the five. */
export function bindingId(of: {
  mechanism: Mechanism;
  place: string;
  namespace: string | null;
  serviceAccount: string | null;
  roleArn: string;
}): string {
  if (begun?.place !== of.place || begun.mechanism !== of.mechanism) {
    const start = startOfHash();
    mixField(start, of.mechanism);
    mixField(start, of.place);
    begun = { mechanism: of.mechanism, place: of.place, state: start };
  }
  state.set(begun.state);
  mixField(state, of.namespace);
  mixField(state, of.serviceAccount);
  mixField(state, of.roleArn);
  return endOfHash(state);
}
