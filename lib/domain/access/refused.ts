/** Changes that IAM refuses to everyone but AWS's own services, whatever policies allow: grants of them give nothing. */
import { isReserved } from "@/lib/domain/policy";
import { ActionSet, type WhoCanMatch } from "@/lib/domain/policy/sets";
import type { ResourceRegion } from "@/lib/domain/policy/sets/resource-element";
import type { AccessIndex } from "./access-index";
import type { Profile } from "./profile";

/** The account segment of a policy's ARN and a role's path tell; a pattern that leaves them open is not all refused. */
const RESERVED = /^arn:[^:]*:iam::(aws:policy\/|[^:]*:role\/aws-reserved\/)/;

function refusedOn(index: AccessIndex, resource: string, of: ActionSet): ActionSet {
  const range = RESERVED.test(resource) ? index.table.serviceRange("iam") : null;
  if (!range) return ActionSet.EMPTY;
  const within = of.intersect(ActionSet.range(range.start, range.end));
  return ActionSet.unionOf(
    [...within].filter((id) => isReserved(index.table.actionName(id), resource)).map((id) => ActionSet.of(id)),
  );
}

function isExempt({ role }: Profile): boolean {
  return role?.path.startsWith("/aws-service-role/") ?? false;
}

/** What of a grant or row on `region` is refused. */
export function refusedOf(index: AccessIndex, profile: Profile, region: ResourceRegion, of: ActionSet): ActionSet {
  if (region.negated || region.patterns.length === 0 || isExempt(profile)) return ActionSet.EMPTY;
  return region.patterns.map(({ text }) => refusedOn(index, text, of)).reduce((all, one) => all.intersect(one));
}

/** A grant without what is refused of it. */
export function withoutRefused<
  Of extends { readonly region: ResourceRegion; readonly may: ActionSet; readonly must: ActionSet },
>(index: AccessIndex, profile: Profile, grant: Of): Of {
  const refused = refusedOf(index, profile, grant.region, grant.may);
  if (refused.isEmpty) return grant;
  return { ...grant, may: grant.may.subtract(refused), must: grant.must.subtract(refused) };
}

/** Matches of `resource` (null = whatever the grants name) without what is refused. */
export function unrefused(
  index: AccessIndex,
  found: readonly WhoCanMatch[],
  resource: string | null,
): readonly WhoCanMatch[] {
  const range = index.table.serviceRange("iam") ?? { start: 0, end: 0 };
  const changes = ActionSet.range(range.start, range.end);
  if (!found.some(({ may }) => may.intersects(changes))) return found;
  return found.flatMap((match) => {
    const profile = index.book.profiles[Number(match.role)]!;
    if (match.may.isEmpty || isExempt(profile)) return [match];
    const refused = resource === null ? refusedByAll(index, profile, match) : refusedOn(index, resource, match.may);
    if (refused.isEmpty) return [match];
    const may = match.may.subtract(refused);
    return may.isEmpty ? [] : [{ ...match, may, must: match.must.subtract(refused), actions: "part" as const }];
  });
}

/** Actions that no statement gives on anything else. */
function refusedByAll(index: AccessIndex, profile: Profile, { may, statements, notRead }: WhoCanMatch): ActionSet {
  if (notRead.includes("identity") || !statements.some(({ statement }) => namesReserved(statement.resource)))
    return ActionSet.EMPTY;
  let left = may;
  for (const { statement } of statements)
    for (const region of statement.resource.regions) {
      const named = statement.possible.intersect(may);
      left = left.subtract(named.subtract(refusedOf(index, profile, region, named)));
    }
  return left;
}

function namesReserved({ negated, patterns }: ResourceRegion): boolean {
  return !negated && patterns.some(({ text }) => RESERVED.test(text));
}
