/** One of the two snapshots that are compared, with what is worked out from it once. */
import type { AccessIndex } from "@/lib/domain/access/access-index";
import type { AccessModel } from "@/lib/domain/access/model";
import { Unseen } from "./hidden";
import type { Holder } from "./permissions";
import { SignatureNumbers, StandingBook } from "./standing";

export interface Side {
  readonly model: AccessModel;
  readonly access: AccessIndex;
  readonly unseen: Unseen;
  readonly book: StandingBook;
  /** Service accounts, patterns of them, and the nodes of clusters, by the id that pages use. */
  readonly holders: ReadonlyMap<string, Holder>;
  readonly holderList: readonly Holder[];
}

interface Opened {
  readonly model: AccessModel;
  readonly access: AccessIndex;
}

export function sidesOf(before: Opened, after: Opened): { readonly before: Side; readonly after: Side } {
  const numbers = new SignatureNumbers();
  const side = ({ model, access }: Opened): Side => {
    const others = othersOf(model);
    return {
      model,
      access,
      unseen: new Unseen(model.estate),
      book: new StandingBook(access, numbers),
      holders: others.size === 0 ? model.workloadById : new Map<string, Holder>([...model.workloadById, ...others]),
      holderList: others.size === 0 ? model.workloads : [...model.workloads, ...others.values()],
    };
  };
  return { before: side(before), after: side(after) };
}

/** Patterns that name no known service account, and nodes. */
function othersOf(model: AccessModel): ReadonlyMap<string, Holder> {
  const others = new Map<string, { id: string; bindings: Holder["bindings"][number][] }>();
  for (const binding of model.bindings) {
    if (binding.namespace !== null && binding.serviceAccount !== null && !binding.pattern) continue;
    const id = `${binding.clusterArn ?? binding.issuer ?? ""}|${binding.namespace ?? ""}|${binding.serviceAccount ?? ""}`;
    if (model.workloadById.has(id)) continue;
    const known = others.get(id);
    if (known) known.bindings.push(binding);
    else others.set(id, { id, bindings: [binding] });
  }
  return others;
}
