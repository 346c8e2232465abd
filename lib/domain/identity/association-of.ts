/** An association by its ARN. */
import type { Estate } from "@/lib/domain/snapshot/estate";
import type { AssociationFacts } from "@/lib/domain/snapshot/facts";

interface Known {
  /** Where the last answer stood: bindings are walked in the order of their associations, which needs no index. */
  at: number;
  /** Made when one is asked for out of turn: there may be a hundred thousand. */
  byArn: ReadonlyMap<string, AssociationFacts> | null;
}

const known = new WeakMap<Estate, Known>();

export function associationOf(estate: Estate, arn: string | null): AssociationFacts | null {
  if (arn === null) return null;
  const { associations } = estate;
  let kept = known.get(estate);
  if (!kept) {
    kept = { at: associations.length - 1, byArn: null };
    known.set(estate, kept);
  }
  // The next one comes first: ARNs that differ only at their end are dear to tell apart.
  const after = kept.at + 1 < associations.length ? kept.at + 1 : 0;
  const next = associations[after];
  if (next?.arn === arn) {
    kept.at = after;
    return next;
  }
  const same = associations[kept.at];
  if (same?.arn === arn) return same;
  kept.byArn ??= new Map(associations.map((each) => [each.arn, each]));
  return kept.byArn.get(arn) ?? null;
}
