/** The permissions of a binding as rows of a table, under its own facts. */
import { parseArn } from "@/lib/domain/aws/arn";
import type { Binding } from "@/lib/domain/identity/binding";
import { ActionSet, type PermissionRow, permissionRows, type WhoCanMatch } from "@/lib/domain/policy/sets";
import { regionOf, resourcePattern } from "@/lib/domain/policy/sets/resource-element";
import type { AccessIndex } from "./access-index";
import { ownerUnknown } from "./judge";
import { atMost, type Certainty, LEVELS } from "./levels";
import { patternVoice } from "./pattern-voice";
import type { Profile } from "./profile";
import { refusedOf } from "./refused";
import { resourceEnd } from "./resource-end";
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

/** More actions than these of one row are not held against a resource's policy one by one. */
const ACTIONS = 64;

/** What the profile's own policies give; rows that nothing is left of are not there. */
export function accessRows(index: AccessIndex, profile: Profile): readonly AccessRow[] {
  if (profile.role === null) return [];
  const rows: AccessRow[] = [];
  for (const whole of permissionRows(index.engine, profile.sets)) {
    const row = leftOf(index, profile, whole);
    if (row.effect === "denied" || row.effect === "inert") continue;
    const found = withResource(index, profile, row, row.effect, onlyInPart(index, row));
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
  const { may, must, resource } = row;
  const [text] = resource.patterns;
  if (may === null || resource.negated || text === undefined) return row;
  const region = regionOf([resourcePattern(text, "2012-10-17")]);
  const refused = refusedOf(index, profile, region, may);
  if (refused.isEmpty) return row;
  const left = may.subtract(refused);
  const effect = left.isEmpty ? "denied" : row.effect;
  const accessLevels = row.accessLevels.filter((level) =>
    [...left].some((id) => index.table.accessLevel(id) === level),
  );
  return { ...row, may: left, must: must?.subtract(refused) ?? null, accessLevels, effect };
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
): Omit<AccessRow, "limit"> {
  const effect: Certainty = inPart ? "conditional" : said;
  const layers = new Set<string>(row.notRead);
  const plain = { row, effect, layersNotRead: [...layers], resourceDoubt: inPart };
  const [pattern] = row.resource.patterns;
  if (row.resource.negated || pattern === undefined) return plain;
  const end = resourceEnd(index.library, pattern, row.service);
  if (end.policy.state === "no-layer") return plain;
  if (end.policy.state !== "unread" && row.may !== null && row.may.size <= ACTIONS)
    return heard(index, profile, row, effect, end);
  const cross = end.accountId !== null && end.accountId !== profile.role?.accountId;
  layers.add("resource");
  const limit: Certainty = cross || ownerUnknown(end) ? "unknown" : "conditional";
  return { row, effect: atMost(effect, limit), layersNotRead: [...layers], resourceDoubt: true };
}

/** The resource's policy was read: it is held against each action of the row. */
function heard(
  index: AccessIndex,
  profile: Profile,
  row: PermissionRow,
  effect: Certainty,
  end: ReturnType<typeof resourceEnd>,
): Omit<AccessRow, "limit"> {
  const voice = patternVoice(index, end);
  const may = row.may ?? ActionSet.EMPTY;
  const notRead = row.notRead.filter((layer) => layer !== "resource");
  const own: WhoCanMatch = {
    role: String(profile.number),
    // A key's policy has to allow it, too: that is what is asked here, so that the row alone counts as certain.
    verdict: "allowed",
    may,
    must: row.conditional ? ActionSet.EMPTY : may,
    actions: "all",
    resource: "all",
    statements: [],
    notRead,
  };
  let worst: Certainty = row.notRead.includes("resource") ? (row.conditional ? "conditional" : "allowed") : effect;
  for (const id of may) {
    const { verdict } = voice(profile, index.table.actionName(id), own, id, {});
    worst = atMost(worst, verdict === "denied" ? "conditional" : verdict);
  }
  if (notRead.length > 0) worst = "unknown";
  if (row.limitedBy.length > 0) worst = atMost(worst, "conditional");
  return { row, effect: worst, layersNotRead: notRead, resourceDoubt: false };
}
