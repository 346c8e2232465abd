/** Writes the action table: what the refresh script calls. */
import { ACCESS_LEVELS, type AccessLevel, arnHead, LEVEL_CODES, type PackedService, type PackedTable } from "./packed";

export interface ActionSource {
  readonly name: string;
  readonly accessLevel: AccessLevel;
  readonly resourceTypes: readonly { readonly name: string; readonly required: boolean }[];
  readonly conditionKeys: readonly string[];
  readonly dependentActions: readonly string[];
}

export interface ServiceSource {
  readonly key: string;
  readonly name: string;
  readonly rcp: boolean;
  readonly actions: readonly ActionSource[];
  readonly resourceTypes: readonly { readonly key: string; readonly arn: string }[];
}

export interface TableSource {
  readonly version: string;
  readonly updatedAt: string;
  readonly services: readonly ServiceSource[];
}

/** Ids are stored in 16 bits. */
export const MAX_ACTIONS = 65_535;

/** @throws RangeError where the source cannot be represented (too many actions, names with separators, unknown types). */
export function packTable(source: TableSource): PackedTable {
  const services = [...source.services].sort((a, b) => compare(a.key, b.key)).map(packService);
  const total = source.services.reduce((sum, service) => sum + service.actions.length, 0);
  if (total > MAX_ACTIONS) throw new RangeError(`${total} actions are more than the ${MAX_ACTIONS} that ids can name`);
  return { format: 1, version: source.version, updatedAt: source.updatedAt, services };
}

/** The file's text: one service a line. */
export function printTable(table: PackedTable): string {
  const { services, ...head } = table;
  const lines = services.map((service) => JSON.stringify(service));
  return `${JSON.stringify(head).slice(0, -1)},"services":[\n${lines.join(",\n")}\n]}\n`;
}

function packService(service: ServiceSource): PackedService {
  if (!/^[a-z0-9-]+$/.test(service.key)) throw new RangeError(`service prefix ${JSON.stringify(service.key)}`);
  const types = [...service.resourceTypes].sort((a, b) => compare(a.key, b.key));
  const typeIndex = new Map(types.map((type, index) => [type.key.toLowerCase(), index]));
  const head = arnHead(service.key);
  const keys = new Map<string, number>();
  const profiles = new Map<string, number>();
  const actions: string[] = [];
  let previous = "";
  for (const action of [...service.actions].sort((a, b) => compare(a.name.toLowerCase(), b.name.toLowerCase()))) {
    if (!/^[\w-]+$/.test(action.name)) throw new RangeError(`action ${service.key}:${JSON.stringify(action.name)}`);
    const shared = sharedLength(previous, action.name);
    const profile = indexOf(profiles, profileOf(service.key, action, typeIndex, keys));
    actions.push(`${shared.toString(36)}${action.name.slice(shared)}:${profile.toString(36)}`);
    previous = action.name;
  }
  return {
    key: service.key,
    name: service.name,
    rcp: service.rcp,
    types: types.map(({ key, arn }) => `${key}=${arn.startsWith(head) ? `~${arn.slice(head.length)}` : arn}`).join(" "),
    conditionKeys: [...keys.keys()].join(" "),
    profiles: [...profiles.keys()].join(" "),
    actions: actions.join(" "),
  };
}

function profileOf(
  service: string,
  action: ActionSource,
  typeIndex: ReadonlyMap<string, number>,
  keys: Map<string, number>,
): string {
  const types = action.resourceTypes.map(({ name, required }) => {
    const index = typeIndex.get(name.toLowerCase());
    if (index === undefined) throw new RangeError(`${service}:${action.name} names the unknown resource type ${name}`);
    return index.toString(36) + (required ? "!" : "");
  });
  const strange = action.conditionKeys.find((key) => /\s/.test(key));
  if (strange !== undefined)
    throw new RangeError(`condition key ${JSON.stringify(strange)} of ${service}:${action.name}`);
  const conditionKeys = [...new Set(action.conditionKeys)].sort(compare).map((key) => indexOf(keys, key).toString(36));
  const level = LEVEL_CODES[ACCESS_LEVELS.indexOf(action.accessLevel)];
  return `${level}${types.join(",")}|${conditionKeys.join(",")}|${[...new Set(action.dependentActions)].sort(compare).join(",")}`;
}

function indexOf(map: Map<string, number>, key: string): number {
  const known = map.get(key);
  if (known !== undefined) return known;
  map.set(key, map.size);
  return map.size - 1;
}

/** At most 35: one digit in base 36. */
function sharedLength(a: string, b: string): number {
  const end = Math.min(a.length, b.length, 35);
  let i = 0;
  while (i < end && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  return i;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
