/** The permissions of a binding as rows of a table, under its own facts. */
import { parseArn } from "@/lib/domain/aws/arn";
import type { Binding } from "@/lib/domain/identity/binding";
import { ActionSet, type PermissionRow, permissionRows } from "@/lib/domain/policy/sets";
import { regionOf, resourcePattern } from "@/lib/domain/policy/sets/resource-element";
import type { AccessIndex } from "./access-index";
import { atMost, type Certainty, LEVELS } from "./levels";
import type { Profile } from "./profile";
import { refusedOf } from "./refused";
import { resourceEnd } from "./resource-end";
import { resourceSide } from "./resource-side";
import { limitOn, type StateLimit } from "./resource-state";
import { bindingLevel } from "./who-can";

export interface AccessRow {
  readonly row: PermissionRow;
  readonly effect: Certainty;
  readonly layersNotRead: readonly string[];
  /** The resource's own policy was not read, so that it may deny this. */
  readonly resourceDoubt: boolean;
  /** What the state of the resource takes away: a condition. */
  readonly limit: string | null;
}

/** What the profile's own policies give; rows that nothing is left of are not there. */
export function accessRows(index: AccessIndex, profile: Profile): readonly AccessRow[] {
  if (profile.role === null) return [];
  const rows: AccessRow[] = [];
  for (const whole of permissionRows(index.engine, profile.sets)) {
    const row = leftOf(index, profile, whole);
    if (row.effect === "denied" || row.effect === "inert") continue;
    const found = withResource(index, profile, row, row.effect, onlyInPart(index, row));
    if (found === null) continue;
    const limit = limitOf(index, row);
    if (limit?.effect === "nothing") continue;
    rows.push({
      ...found,
      effect: limit ? atMost(found.effect, "conditional") : found.effect,
      limit: limit?.text ?? null,
    });
  }
  return rows;
}

/** Without changes that IAM refuses. */
function leftOf(index: AccessIndex, profile: Profile, row: PermissionRow): PermissionRow {
  const { may, resource } = row;
  const [text] = resource.patterns;
  if (may === null || resource.negated || text === undefined) return row;
  const region = regionOf([resourcePattern(text, "2012-10-17")]);
  const refused = refusedOf(index, profile, region, may);
  if (refused.isEmpty) return row;
  const left = may.subtract(refused);
  return { ...cutTo(index, row, left), effect: left.isEmpty ? "denied" : row.effect };
}

function limitOf(index: AccessIndex, row: PermissionRow): StateLimit | null {
  const [pattern] = row.resource.patterns;
  if (row.resource.negated || pattern === undefined || row.may === null) return null;
  return stateOn(index, pattern, row.may);
}

/** What the state of the resource takes from what a grant or row gives on it. */
export function stateOn(index: AccessIndex, resource: string, actions: ActionSet): StateLimit | null {
  const service = parseArn(resource)?.service;
  if (service !== "kms" && service !== "rds-db") return null;
  return limitOn(resourceEnd(index.library, resource, service), actions, (id) => index.table.actionName(id));
}

/** Of many actions, only those of keys and roles wait for the resource's policy: the rest is not unknown for that. */
function onlyInPart(index: AccessIndex, { may, notRead }: PermissionRow): boolean {
  return (
    may !== null && notRead.length === 1 && notRead[0] === "resource" && !may.isSubsetOf(index.engine.resourceDecides)
  );
}

/** `effect` under the credentials of a binding; null where these cannot be had. */
export function effectFor(binding: Binding, effect: Certainty): Certainty | null {
  const level = bindingLevel(binding);
  return level === null ? null : atMost(LEVELS[level]!, effect);
}

function withResource(
  index: AccessIndex,
  profile: Profile,
  row: PermissionRow,
  said: Certainty,
  inPart: boolean,
): Omit<AccessRow, "limit"> | null {
  const effect: Certainty = inPart ? "conditional" : said;
  const plain = { row, effect, layersNotRead: row.notRead, resourceDoubt: inPart };
  const [pattern] = row.resource.patterns;
  if (row.resource.negated || pattern === undefined) return plain;
  const end = resourceEnd(index.library, pattern, row.service);
  const side = resourceSide(index, profile, end, row.may ?? ActionSet.EMPTY);
  if (side === null) return plain;
  if (side.unread || row.may === null) {
    const layersNotRead = [...new Set([...row.notRead, "resource"])];
    return { row, effect: atMost(effect, side.verdict), layersNotRead, resourceDoubt: true };
  }
  // Rows that nothing is left of are not there.
  if (side.left.isEmpty) return null;
  const notRead = row.notRead.filter((layer) => layer !== "resource");
  // A key's policy has to allow it, too: that is what was asked here, so that the row alone counts as certain.
  const waited: Certainty = row.conditional ? "conditional" : "allowed";
  const own = row.notRead.includes("resource") ? waited : effect;
  const taken = side.left.size < row.may.size;
  let worst = atMost(own, taken ? atMost(side.verdict, "conditional") : side.verdict);
  if (notRead.length > 0) worst = "unknown";
  if (row.limitedBy.length > 0) worst = atMost(worst, "conditional");
  const left = taken ? cutTo(index, row, side.left) : row;
  const sure =
    row.notRead.includes("resource") && !row.conditional && row.limitedBy.length === 0 ? left.may : left.must;
  const must = sure?.intersect(side.whole) ?? null;
  return { row: { ...left, must }, effect: worst, layersNotRead: notRead, resourceDoubt: false };
}

/** The row with a part of its actions. */
function cutTo(index: AccessIndex, row: PermissionRow, left: ActionSet): PermissionRow {
  const accessLevels = row.accessLevels.filter((level) =>
    [...left].some((id) => index.table.accessLevel(id) === level),
  );
  return { ...row, may: left, must: row.must?.intersect(left) ?? null, accessLevels };
}
