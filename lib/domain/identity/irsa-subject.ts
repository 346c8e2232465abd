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
}

/** Every service account of the cluster: what a trust without a `:sub` condition admits. */
export const ANY_SUBJECT: SubjectPattern = { namespace: "*", serviceAccount: "*", pattern: true };

/**
 * Reads one value of a `:sub` condition. With `wildcards` (StringLike) `*` and `?` are wildcards, without (StringEquals)
 * they are characters that no service account name has. null = no service account can have this subject.
 */
export function parseSubject(value: string, wildcards: boolean): SubjectPattern | null {
  if (!wildcards) {
    if (!value.startsWith(PREFIX)) return null;
    const [namespace, serviceAccount, ...rest] = value.slice(PREFIX.length).split(":");
    if (!namespace || !serviceAccount || rest.length > 0) return null;
    return isName(namespace) && isName(serviceAccount) ? { namespace, serviceAccount, pattern: false } : null;
  }
  const rest = behindPrefix(value);
  if (rest === null) return null;
  const colon = rest.indexOf(":");
  if (colon < 0) {
    // "system:serviceaccount:*" : the star spans both; without a star there is no room for the second colon.
    if (!rest.includes("*")) return null;
    const star = rest.indexOf("*");
    const lastStar = rest.lastIndexOf("*");
    return subject(`${rest.slice(0, star)}*`, `*${rest.slice(lastStar + 1)}`);
  }
  const second = rest.indexOf(":", colon + 1);
  if (second >= 0) return null;
  return subject(rest.slice(0, colon), rest.slice(colon + 1));
}

function subject(namespace: string, serviceAccount: string): SubjectPattern | null {
  const ns = collapse(namespace);
  const sa = collapse(serviceAccount);
  if (ns === "" || sa === "" || !isGlob(ns) || !isGlob(sa)) return null;
  return { namespace: ns, serviceAccount: sa, pattern: /[*?]/.test(ns) || /[*?]/.test(sa) };
}

/** What follows the fixed prefix; a star inside the prefix swallows the rest of it. */
function behindPrefix(value: string): string | null {
  for (let i = 0; i < PREFIX.length; i++) {
    const char = value[i];
    if (char === "*")
      return value.slice(i).includes(":") && value.slice(i) !== "*"
        ? afterStar(value.slice(i), PREFIX.slice(i))
        : value.slice(i);
    if (char !== PREFIX[i] && char !== "?") return null;
  }
  return value.slice(PREFIX.length);
}

function afterStar(rest: string, prefixRest: string): string {
  // "system:*:ns:sa" and "*:ns:sa": the literal text behind the star may still spell part of the prefix.
  const tail = rest.slice(1);
  for (let at = 0; at < prefixRest.length; at++) {
    const piece = prefixRest.slice(at);
    if (tail.startsWith(piece)) return tail.slice(piece.length);
  }
  if (tail.startsWith(":")) return tail.slice(1);
  return rest;
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

/** A subject that the pattern admits, for asking the engine about "some service account of this pattern". */
export function representativeOf(pattern: SubjectPattern): string {
  const fill = (glob: string) => glob.replace(/[*?]/g, "x");
  return `${PREFIX}${fill(pattern.namespace)}:${fill(pattern.serviceAccount)}`;
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
