/**
 * Kubernetes service-account subjects as IRSA trust policies write them: `system:serviceaccount:NAMESPACE:NAME`, exact or
 * with the wildcards of StringLike. Source: EKS User Guide, "Assign IAM roles to Kubernetes service accounts".
 */

const PREFIX = "system:serviceaccount:";

export interface SubjectPattern {
  /** Glob over namespaces; "*" = every one. */
  readonly namespace: string;
  /** Glob over service account names. */
  readonly serviceAccount: string;
  readonly pattern: boolean;
  /** Written so that no service account fits: it only shows who was meant. */
  readonly meantOnly?: true;
}

/** Every service account of the cluster: what a trust without a `:sub` condition admits. */
export const ANY_SUBJECT: SubjectPattern = { namespace: "*", serviceAccount: "*", pattern: true };

/** More readings of one value than this say nothing any more. */
const MOST_READINGS = 16;

/**
 * Reads one value of a `:sub` condition: the service accounts that it can mean. With `wildcards` (StringLike) `*` and `?`
 * stand for any text and any character, colons too, so that "system:*:api" has more than one reading; without
 * (StringEquals) they are characters that no service account name has. Empty = no service account can have this subject.
 */
export function parseSubjects(value: string, wildcards: boolean): readonly SubjectPattern[] {
  if (!wildcards) {
    if (!value.startsWith(PREFIX)) return [];
    const [namespace, serviceAccount, ...rest] = value.slice(PREFIX.length).split(":");
    if (!namespace || !serviceAccount || rest.length > 0) return [];
    return isName(namespace) && isName(serviceAccount) ? [{ namespace, serviceAccount, pattern: false }] : [];
  }
  const found: SubjectPattern[] = [];
  for (const rest of behindPrefix(collapse(value))) {
    for (const reading of splitAtColon(rest)) {
      if (!found.some((known) => covers(known, reading))) found.push(reading);
      if (found.length > MOST_READINGS) return [ANY_SUBJECT];
    }
  }
  return found.filter((each, at) => !found.some((other, index) => index !== at && covers(other, each)));
}

/** What may follow the fixed prefix: the rest of the value at each place where the prefix can have ended. */
function behindPrefix(value: string): readonly string[] {
  let places = new Set([0]);
  const skipStars = (from: Set<number>) => {
    for (const place of from) if (value[place] === "*") from.add(place + 1);
    return from;
  };
  skipStars(places);
  for (const char of PREFIX) {
    const next = new Set<number>();
    for (const place of places) {
      const at = value[place];
      if (at === "*") next.add(place);
      else if (at === "?" || at === char) next.add(place + 1);
    }
    places = skipStars(next);
  }
  // A place on a star and the one behind it read the same, but for what the star still takes.
  return [...places].filter((place) => value[place - 1] !== "*" || !places.has(place - 1)).map((at) => value.slice(at));
}

/** Namespace and name have no colon: the one between them is written, or a wildcard takes it. */
function splitAtColon(rest: string): readonly SubjectPattern[] {
  const colon = rest.indexOf(":");
  if (colon >= 0) {
    if (rest.includes(":", colon + 1)) return [];
    return present(subject(rest.slice(0, colon), rest.slice(colon + 1)));
  }
  const readings: SubjectPattern[] = [];
  for (let at = 0; at < rest.length; at++) {
    if (rest[at] === "*") readings.push(...present(subject(`${rest.slice(0, at)}*`, `*${rest.slice(at + 1)}`)));
    else if (rest[at] === "?") readings.push(...present(subject(rest.slice(0, at), rest.slice(at + 1))));
    if (readings.length > MOST_READINGS) break;
  }
  return readings;
}

function present<T>(item: T | null): readonly T[] {
  return item === null ? [] : [item];
}

function subject(namespace: string, serviceAccount: string): SubjectPattern | null {
  const ns = collapse(namespace);
  const sa = collapse(serviceAccount);
  if (ns === "" || sa === "" || !isGlob(ns) || !isGlob(sa)) return null;
  return { namespace: ns, serviceAccount: sa, pattern: /[*?]/.test(ns) || /[*?]/.test(sa) };
}

/** The service accounts that both mean; null = none. Where two patterns only overlap it is the first of them. */
export function intersectSubjects(a: SubjectPattern, b: SubjectPattern): SubjectPattern | null {
  const namespace = intersectGlobs(a.namespace, b.namespace);
  const serviceAccount = intersectGlobs(a.serviceAccount, b.serviceAccount);
  return namespace === null || serviceAccount === null ? null : subject(namespace, serviceAccount);
}

function intersectGlobs(a: string, b: string): string | null {
  if (coversGlob(a, b)) return b;
  if (coversGlob(b, a)) return a;
  return /[*?]/.test(a) && /[*?]/.test(b) ? a : null;
}

function covers(wide: SubjectPattern, narrow: SubjectPattern): boolean {
  return coversGlob(wide.namespace, narrow.namespace) && coversGlob(wide.serviceAccount, narrow.serviceAccount);
}

/** A star of the narrow one is taken by a star only, never by a question mark. */
function coversGlob(wide: string, narrow: string): boolean {
  if (wide.includes("?") && narrow.includes("*")) return wide === narrow;
  return matchesGlob(wide, narrow);
}

function collapse(glob: string): string {
  return glob.replace(/\*+/g, "*");
}

function isName(text: string): boolean {
  return text.length <= 253 && /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(text);
}

function isGlob(text: string): boolean {
  return /^[-a-z0-9.*?]+$/.test(text);
}

/** A subject that the pattern admits and that no other condition is likely to name, for asking about "some of them". */
export function representativeOf(pattern: SubjectPattern): string {
  const fill = (glob: string) => glob.replace(/\?/g, "z").replace(/\*/g, "zz-podlens-some");
  return `${PREFIX}${fill(pattern.namespace)}:${fill(pattern.serviceAccount)}`;
}

/** All subjects of the pattern, as a pattern. */
export function subjectGlob(pattern: SubjectPattern): string {
  return `${PREFIX}${pattern.namespace}:${pattern.serviceAccount}`;
}

/** Glob match of a name, in time proportional to name × stars at worst (names are at most 253 characters). */
export function matchesGlob(glob: string, text: string): boolean {
  let g = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    if (g < glob.length && (glob[g] === "?" || (glob[g] === text[t] && glob[g] !== "*"))) {
      g++;
      t++;
    } else if (g < glob.length && glob[g] === "*") {
      star = g++;
      mark = t;
    } else if (star >= 0) {
      g = star + 1;
      t = ++mark;
    } else return false;
  }
  while (g < glob.length && glob[g] === "*") g++;
  return g === glob.length;
}
