/** An association by its ARN. */
import type { Estate } from "@/lib/domain/snapshot/estate";
import type { AssociationFacts } from "@/lib/domain/snapshot/facts";

/** Made once for an estate: there may be a hundred thousand. */
const indexes = new WeakMap<Estate, ReadonlyMap<string, AssociationFacts>>();

export function associationOf(estate: Estate, arn: string | null): AssociationFacts | null {
  if (arn === null) return null;
  let index = indexes.get(estate);
  if (!index) {
    index = new Map(estate.associations.map((each) => [each.arn, each]));
    indexes.set(estate, index);
  }
  return index.get(arn) ?? null;
}
