/** All actions of AWS by number: ids run from 0 by service and name, so a service is one contiguous range of ids. */
import { ACCESS_LEVELS, type AccessLevel, arnHead, LEVEL_CODES, type PackedService, type PackedTable } from "./packed";

export interface ResourceType {
  readonly key: string;
  /** With placeholders: "arn:${Partition}:s3:::${BucketName}". */
  readonly arn: string;
}

export interface ActionResourceType extends ResourceType {
  /** Every call of the action touches a resource of this type. */
  readonly required: boolean;
}

/** Ids from `start` up to, not including, `end`. */
export interface IdRange {
  readonly start: number;
  readonly end: number;
}

interface ProfileType {
  readonly index: number;
  readonly required: boolean;
}

/** Numbers, names and levels are unpacked at once; the rest of a service when it is first asked for. */
export class ActionTable {
  /** Version of the source that the table was made from. */
  readonly version: string;
  /** ISO 8601 UTC. */
  readonly updatedAt: string;
  /** Number of actions: ids are 0 … size - 1. */
  readonly size: number;
  /** Service prefixes, sorted. */
  readonly services: readonly string[];

  readonly #packed: readonly PackedService[];
  readonly #serviceIndex: ReadonlyMap<string, number>;
  /** First id of a service; one more at the end. */
  readonly #starts: Uint16Array;
  readonly #names: readonly string[];
  readonly #lowerNames: readonly string[];
  readonly #levels: Uint8Array;
  /** 1 = the action has resource types. */
  readonly #typed: Uint8Array;
  readonly #profiles: Uint16Array;
  readonly #profileCache = new Map<number, readonly Profile[]>();
  readonly #typeCache = new Map<number, readonly ResourceType[]>();

  constructor(packed: PackedTable) {
    this.version = packed.version;
    this.updatedAt = packed.updatedAt;
    this.#packed = packed.services;
    this.services = packed.services.map((service) => service.key);
    this.#serviceIndex = new Map(this.services.map((key, index) => [key, index]));
    const names: string[] = [];
    const levels: number[] = [];
    const typed: number[] = [];
    const profiles: number[] = [];
    const starts: number[] = [];
    for (const service of packed.services) {
      starts.push(names.length);
      const texts = split(service.profiles);
      const profileLevels = texts.map((text) => LEVEL_CODES.indexOf(text.charAt(0)));
      const profileTyped = texts.map((text) => (text.length === 1 || text.charAt(1) === "|" ? 0 : 1));
      let name = "";
      for (const entry of split(service.actions)) {
        const colon = entry.lastIndexOf(":");
        const profile = Number.parseInt(entry.slice(colon + 1), 36);
        name = name.slice(0, Number.parseInt(entry.charAt(0), 36)) + entry.slice(1, colon);
        names.push(name);
        profiles.push(profile);
        levels.push(profileLevels[profile]!);
        typed.push(profileTyped[profile]!);
      }
    }
    starts.push(names.length);
    this.size = names.length;
    this.#names = names;
    this.#lowerNames = names.map((name) => name.toLowerCase());
    this.#starts = Uint16Array.from(starts);
    this.#levels = Uint8Array.from(levels);
    this.#typed = Uint8Array.from(typed);
    this.#profiles = Uint16Array.from(profiles);
  }

  /** `s3:getobject` in any case → id; null where the table has no such action. */
  actionId(action: string): number | null {
    const lower = action.toLowerCase();
    const colon = lower.indexOf(":");
    const service = this.#serviceIndex.get(lower.slice(0, colon));
    if (colon < 0 || service === undefined) return null;
    const name = lower.slice(colon + 1);
    let low = this.#starts[service]!;
    let high = this.#starts[service + 1]!;
    while (low < high) {
      const middle = (low + high) >> 1;
      const found = this.#lowerNames[middle]!;
      if (found === name) return middle;
      if (found < name) low = middle + 1;
      else high = middle;
    }
    return null;
  }

  /** "s3:GetObject". @throws RangeError for a number that is no id. */
  actionName(id: number): string {
    return `${this.services[this.#serviceOf(id)]!}:${this.#names[id]!}`;
  }

  /** The name without its service, in lower case: what patterns are matched against. */
  lowerName(id: number): string {
    const name = this.#lowerNames[id];
    if (name === undefined) throw new RangeError(`no action has the id ${id}`);
    return name;
  }

  accessLevel(id: number): AccessLevel {
    this.#serviceOf(id);
    return ACCESS_LEVELS[this.#levels[id]!]!;
  }

  /** Service prefix of an action: "s3". */
  serviceOf(id: number): string {
    return this.services[this.#serviceOf(id)]!;
  }

  /** The ids of a service, named in any case; null for a service that the table does not have. */
  serviceRange(service: string): IdRange | null {
    const index = this.#serviceIndex.get(service.toLowerCase());
    return index === undefined ? null : { start: this.#starts[index]!, end: this.#starts[index + 1]! };
  }

  /** "Amazon S3"; null for an unknown service. */
  serviceName(service: string): string | null {
    return this.#service(service)?.name ?? null;
  }

  /** Do resource control policies apply to the service; null for an unknown one. */
  rcpSupported(service: string): boolean | null {
    return this.#service(service)?.rcp ?? null;
  }

  /** All resource types of a service; empty for an unknown one. */
  serviceResourceTypes(service: string): readonly ResourceType[] {
    const index = this.#serviceIndex.get(service.toLowerCase());
    return index === undefined ? [] : this.#types(index);
  }

  /** The resource types that an action works on; empty: only Resource "*" matches it. */
  resourceTypes(id: number): readonly ActionResourceType[] {
    const types = this.#types(this.#serviceOf(id));
    return this.#profile(id).types.map(({ index, required }) => ({ ...types[index]!, required }));
  }

  /** For each of the service's resource types, in their order, the ids of the actions that work on resources of it. */
  actionsByResourceType(service: string): readonly (readonly number[])[] {
    const index = this.#serviceIndex.get(service.toLowerCase());
    if (index === undefined) return [];
    const ids = this.#types(index).map((): number[] => []);
    const profiles = this.#serviceProfiles(index);
    for (let id = this.#starts[index]!; id < this.#starts[index + 1]!; id++) {
      for (const type of profiles[this.#profiles[id]!]!.types) ids[type.index]!.push(id);
    }
    return ids;
  }

  /** The action has no resource-level support: only Resource "*" matches it. */
  wildcardOnly(id: number): boolean {
    const typed = this.#typed[id];
    if (typed === undefined) throw new RangeError(`no action has the id ${id}`);
    return typed === 0;
  }

  /** Condition keys of the action and of its resource types; global keys only where the reference lists them. */
  conditionKeys(id: number): readonly string[] {
    return this.#profile(id).conditionKeys;
  }

  /** Actions that a caller needs as well, as the reference lists them ("iam:PassRole"). */
  dependentActions(id: number): readonly string[] {
    return this.#profile(id).dependentActions;
  }

  #service(service: string): PackedService | undefined {
    const index = this.#serviceIndex.get(service.toLowerCase());
    return index === undefined ? undefined : this.#packed[index];
  }

  #serviceOf(id: number): number {
    if (!(id >= 0 && id < this.size)) throw new RangeError(`no action has the id ${id}`);
    let low = 0;
    let high = this.services.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= id) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #types(service: number): readonly ResourceType[] {
    let types = this.#typeCache.get(service);
    if (!types) {
      const { key, types: text } = this.#packed[service]!;
      // Names of types have spaces in them ("function alias"), ARNs have none.
      types = [...text.matchAll(/([^=]+)=(\S+)(?: |$)/g)].map(([, name = "", arn = ""]) => ({
        key: name,
        arn: arn.startsWith("~") ? arnHead(key) + arn.slice(1) : arn,
      }));
      this.#typeCache.set(service, types);
    }
    return types;
  }

  #profile(id: number): Profile {
    return this.#serviceProfiles(this.#serviceOf(id))[this.#profiles[id]!]!;
  }

  #serviceProfiles(service: number): readonly Profile[] {
    let profiles = this.#profileCache.get(service);
    if (!profiles) {
      const packed = this.#packed[service]!;
      const keys = split(packed.conditionKeys);
      profiles = split(packed.profiles).map((text) => new Profile(text, keys));
      this.#profileCache.set(service, profiles);
    }
    return profiles;
  }
}

/** What actions of a service have in common. Condition keys are asked for rarely. */
class Profile {
  readonly types: readonly ProfileType[];
  readonly #parts: readonly string[];
  readonly #keys: readonly string[];

  constructor(text: string, keys: readonly string[]) {
    this.#parts = text.slice(1).split("|");
    this.#keys = keys;
    this.types = split(this.#parts[0] ?? "", ",").map((type) => ({
      index: Number.parseInt(type, 36),
      required: type.endsWith("!"),
    }));
  }

  get conditionKeys(): readonly string[] {
    return split(this.#parts[1] ?? "", ",").map((key) => this.#keys[Number.parseInt(key, 36)]!);
  }

  get dependentActions(): readonly string[] {
    return split(this.#parts[2] ?? "", ",");
  }
}

function split(text: string, separator = " "): string[] {
  return text === "" ? [] : text.split(separator);
}
