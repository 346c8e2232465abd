/** What credentials may do, grant by grant: what is left of the role's own, and what resources give by their policies. */
import type { AccessIndex } from "@/lib/domain/access/access-index";
import type { Certainty } from "@/lib/domain/access/levels";
import { stateOn } from "@/lib/domain/access/permission-rows";
import type { Profile } from "@/lib/domain/access/profile";
import { withoutRefused } from "@/lib/domain/access/refused";
import { resourceEnd } from "@/lib/domain/access/resource-end";
import { resourceGrants } from "@/lib/domain/access/resource-grants";
import { resourceSide } from "@/lib/domain/access/resource-side";
import { parseArn } from "@/lib/domain/aws/arn";
import type { Grant } from "@/lib/domain/policy/sets";

/** One role that the subject's credentials come to, and how sure that is. */
export interface Source {
  readonly profile: Profile;
  readonly level: number;
  readonly onward: boolean;
}

export interface Piece {
  readonly source: Source;
  readonly grant: Grant;
  /** How certain the resource's side leaves it at most. */
  readonly most: Certainty;
  /** The resource whose own policy gives it; null = the role's policies do. */
  readonly resource: string | null;
}

export function piecesOf(index: AccessIndex, source: Source): readonly Piece[] {
  const own = index.engine
    .grants(source.profile.sets)
    .map((grant) => withoutRefused(index, source.profile, grant))
    .filter((grant) => !grant.may.isEmpty && stateOf(index, grant)?.effect !== "nothing")
    .flatMap((grant) => withResourceSide(index, source, grant) ?? []);
  const given = resourceGrants(index, source.profile).map(
    ({ grant, resource }): Piece => ({ source, grant, most: "conditional", resource }),
  );
  return [...own, ...given];
}

/** null where the policy of the one resource that the grant names leaves nothing of it. */
function withResourceSide(index: AccessIndex, source: Source, grant: Grant): Piece | null {
  const { region, may, must, statement, limitedBy } = grant;
  const [pattern] = region.patterns;
  const service = pattern && !region.negated ? parseArn(pattern.text)?.service : undefined;
  if (!pattern || !service || /[*?]/.test(service)) return { source, grant, most: "allowed", resource: null };
  const end = resourceEnd(index.library, pattern.text, service);
  const side = resourceSide(index, source.profile, end, may);
  if (side === null) return { source, grant, most: "allowed", resource: null };
  if (side.left.isEmpty) return null;
  const { resourceDecides } = index.engine;
  const waits = side.unread && may.intersects(resourceDecides);
  // A key's policy has to allow it as well: where it does, the grant is as certain as its own statement.
  const sure = statement.conditional || limitedBy.length > 0 ? must : must.union(may.intersect(resourceDecides));
  const left = { ...grant, may: side.left, must: sure.intersect(side.whole) };
  return {
    source,
    grant: left,
    most: waits ? "unknown" : side.left.size < may.size ? "allowed" : side.verdict,
    resource: null,
  };
}

/** What the state of the resource takes from a grant on it. */
export function stateOf(index: AccessIndex, { region, may }: Grant) {
  const [pattern] = region.patterns;
  return region.negated || pattern === undefined ? null : stateOn(index, pattern.text, may);
}
