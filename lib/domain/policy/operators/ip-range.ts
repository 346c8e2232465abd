/** Addresses and CIDR ranges as groups of 16 bits: two for IPv4, eight for IPv6. */
export interface IpRange {
  readonly groups: readonly number[];
  readonly prefix: number;
}

const OCTET = /^(?:0|[1-9]\d{0,2})$/;
const GROUP = /^[0-9a-fA-F]{1,4}$/;
const PREFIX = /^\d{1,3}$/;
/** The longest address text, with a prefix: more is none. */
const MAX_LENGTH = 64;

/** An address or range; without a prefix it is that one address. null for any other text. */
export function readIpRange(text: string): IpRange | null {
  if (text.length > MAX_LENGTH) return null;
  const slash = text.indexOf("/");
  const groups = readAddress(slash < 0 ? text : text.slice(0, slash));
  if (groups === null) return null;
  const bits = groups.length * 16;
  if (slash < 0) return { groups, prefix: bits };
  const length = text.slice(slash + 1);
  const prefix = PREFIX.test(length) ? Number(length) : bits + 1;
  return prefix <= bits ? { groups, prefix } : null;
}

/** Whether the range holds all of the other (an address or a range of the same family). */
export function rangeHolds(range: IpRange, other: IpRange): boolean {
  if (range.groups.length !== other.groups.length || range.prefix > other.prefix) return false;
  for (let i = 0, left = range.prefix; left > 0; i++, left -= 16) {
    const mask = left >= 16 ? 0xffff : (0xffff << (16 - left)) & 0xffff;
    if ((range.groups[i]! & mask) !== (other.groups[i]! & mask)) return false;
  }
  return true;
}

function readAddress(text: string): number[] | null {
  return text.includes(":") ? readIpv6(text) : readIpv4(text);
}

function readIpv4(text: string): number[] | null {
  const octets = text.split(".");
  if (octets.length !== 4 || !octets.every((octet) => OCTET.test(octet) && Number(octet) < 256)) return null;
  const [a, b, c, d] = octets.map(Number) as [number, number, number, number];
  return [(a << 8) | b, (c << 8) | d];
}

function readIpv6(text: string): number[] | null {
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const head = readGroups(halves[0]!, halves.length === 1);
  const tail = halves.length === 2 ? readGroups(halves[1]!, true) : [];
  if (head === null || tail === null) return null;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  return [...head, ...new Array<number>(missing).fill(0), ...tail];
}

/** `atEnd`: the last part may be written as an IPv4 address. */
function readGroups(text: string, atEnd: boolean): number[] | null {
  if (text === "") return [];
  const parts = text.split(":");
  const groups: number[] = [];
  for (const [i, part] of parts.entries()) {
    if (atEnd && i === parts.length - 1 && part.includes(".")) {
      const embedded = readIpv4(part);
      if (embedded === null) return null;
      groups.push(...embedded);
    } else if (GROUP.test(part)) {
      groups.push(Number.parseInt(part, 16));
    } else {
      return null;
    }
  }
  return groups;
}
