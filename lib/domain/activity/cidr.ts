/** Address ranges, IPv4 and IPv6, as plain text from configuration and records. */

export interface Cidr {
  readonly bits: 32 | 128;
  readonly base: bigint;
  readonly prefix: number;
}

/** "198.51.100.0/24", "2001:db8::/32", or one address; null where it is none. */
export function parseCidr(text: string): Cidr | null {
  const [address = "", length, ...rest] = text.trim().split("/");
  if (rest.length > 0) return null;
  const parsed = parseAddress(address);
  if (parsed === null) return null;
  if (length === undefined) return { ...parsed, prefix: parsed.bits };
  if (!/^\d{1,3}$/.test(length) || Number(length) > parsed.bits) return null;
  return { ...parsed, prefix: Number(length) };
}

export function inRanges(ranges: readonly Cidr[], ip: string): boolean {
  const parsed = parseAddress(ip);
  if (parsed === null) return false;
  return ranges.some(
    (range) =>
      range.bits === parsed.bits &&
      range.base >> BigInt(range.bits - range.prefix) === parsed.base >> BigInt(range.bits - range.prefix),
  );
}

function parseAddress(text: string): { bits: 32 | 128; base: bigint } | null {
  if (text.includes(":")) return parseV6(text);
  const base = parseV4(text);
  return base === null ? null : { bits: 32, base };
}

function parseV4(text: string): bigint | null {
  const parts = text.split(".");
  if (parts.length !== 4) return null;
  let value = 0n;
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return null;
    value = (value << 8n) | BigInt(part);
  }
  return value;
}

function parseV6(text: string): { bits: 128; base: bigint } | null {
  if (text.length > 45) return null;
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const [head, tail] = halves.map(groupsOf);
  if (!head || (halves.length === 2 && !tail)) return null;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  const groups = [...head, ...Array<bigint>(Math.max(0, missing)).fill(0n), ...(tail ?? [])];
  return { bits: 128, base: groups.reduce((value, group) => (value << 16n) | group, 0n) };
}

/** Groups of one half; the last may be an IPv4 address. */
function groupsOf(half: string): bigint[] | null {
  if (half === "") return [];
  const groups: bigint[] = [];
  const parts = half.split(":");
  for (const [at, part] of parts.entries()) {
    if (at === parts.length - 1 && part.includes(".")) {
      const v4 = parseV4(part);
      if (v4 === null) return null;
      groups.push(v4 >> 16n, v4 & 0xffffn);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(BigInt(`0x${part}`));
    else return null;
  }
  return groups;
}
