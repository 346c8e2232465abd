/** "payments/api can read and write 3 S3 buckets and connect to 1 database as app." */
import type { ServiceAccess } from "@/lib/contracts/api";
import type { Subject } from "./subject";

const VERBS = [
  ["Permissions management", "change permissions of"],
  ["Write", "write"],
  ["Tagging", "tag"],
  ["Read", "read"],
  ["List", "list"],
] as const;

const SPOKEN = ["List", "Read", "Write", "Tagging", "Permissions management"] as const;

const PLURALS: ReadonlyMap<string, string> = new Map([["ECR repository", "ECR repositories"]]);

export function whatCanSentence(subject: Subject, services: readonly ServiceAccess[]): string {
  const { workload, role } = subject;
  const name = workload
    ? workload.namespace === null
      ? `nodes of ${workload.clusterName ?? workload.issuer}`
      : `${workload.namespace}/${workload.serviceAccount}`
    : (role?.name ?? "");
  if (subject.credentials.length === 0) return `${name} gets no credentials.`;
  if (services.length === 0) return `${name} can do nothing that is known.`;
  const phrases = services.flatMap(phrasesOf);
  if (phrases.length === 0) return `${name} can use ${joined(services.map((service) => service.name))}.`;
  const named = new Set(services.filter((service) => phrasesOf(service).length > 0).map(({ service }) => service));
  const others = services.filter(({ service }) => !named.has(service)).length;
  const more = others > 0 ? [`use ${others === 1 ? "1 service" : `${others} services`} more`] : [];
  return `${name} can ${joined([...phrases.slice(0, 4), ...(phrases.length > 4 ? ["more"] : []), ...more])}.`;
}

/** "a, b and c" of at most five. */
function joined(parts: readonly string[]): string {
  const shown = parts.length > 6 ? [...parts.slice(0, 5), `${parts.length - 5} more`] : parts;
  return shown.length < 2 ? (shown[0] ?? "") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

/** One phrase for each kind of well-known resource. */
function phrasesOf({ service, resources }: ServiceAccess): string[] {
  const kinds = new Map<string, { names: string[]; levels: Set<string> }>();
  for (const { type, name, levels } of resources) {
    if (type === null || /[*?]/.test(name)) continue;
    const kind = kinds.get(type) ?? { names: [], levels: new Set<string>() };
    // A bucket and its objects are two patterns and one bucket.
    if (!kind.names.includes(name)) kind.names.push(name);
    for (const level of levels) kind.levels.add(level);
    kinds.set(type, kind);
  }
  return [...kinds].map(([type, { names, levels }]) => {
    if (service === "rds-db")
      return `connect to ${names.length === 1 ? "1 database" : `${names.length} databases`} as ${[...new Set(names.map((name) => name.split(" at ")[0]))].slice(0, 3).join(", ")}`;
    if (service === "sts" && type === "IAM role") return `assume ${names.length} role${names.length === 1 ? "" : "s"}`;
    const strongest = VERBS.filter(([level]) => levels.has(level)).slice(0, 3);
    // Told in the order in which one speaks of them: read, write, and what is rarer.
    const verbs = SPOKEN.flatMap((level) => strongest.filter(([each]) => each === level).map(([, verb]) => verb));
    const what = names.length === 1 ? type : (PLURALS.get(type) ?? `${type}s`);
    return `${joined(verbs) || "use"} ${names.length} ${what}`;
  });
}
