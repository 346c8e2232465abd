/**
 * Of many resources at once, those that were read and that let somebody in by their own policies, whatever the roles'
 * policies say: a bucket that names a role, a key with a grant.
 */
import { parseArn } from "@/lib/domain/aws/arn";
import { overlap, resourcePattern } from "@/lib/domain/policy/sets";
import type { AccessIndex } from "./access-index";
import type { Profile } from "./profile";
import { principalsLetIn } from "./resource-callers";
import { type ResourceEnd, resourceEnd } from "./resource-end";

interface Bearer {
  readonly service: string;
  /** The resource, and where its policy is about more than itself what is in it. */
  readonly ends: readonly ResourceEnd[];
}

/** What is in them has no ARN of another kind. */
const WITHIN: ReadonlySet<string> = new Set(["s3", "dynamodb"]);
const known = new WeakMap<AccessIndex, readonly Bearer[]>();

function bearersOf(index: AccessIndex): readonly Bearer[] {
  let bearers = known.get(index);
  if (!bearers) {
    bearers = [...index.estate.resources.values()].flatMap((facts) => {
      const grants = facts.kind === "key" && (facts.grants?.length ?? 0) > 0;
      if (facts.kind === "database" || !(grants || facts.policy.state === "read")) return [];
      const service = parseArn(facts.arn)?.service ?? "";
      const end = resourceEnd(index.library, facts.arn, service);
      const { everyone, names } = principalsLetIn(end);
      if (!everyone && names.size === 0) return [];
      const within = WITHIN.has(service) ? [resourceEnd(index.library, `${facts.arn}/*`, service)] : [];
      return [{ service, ends: [end, ...within] }];
    });
    known.set(index, bearers);
  }
  return bearers;
}

/** `pattern` null = any resource. Each with the profiles that its policy or its grants can be about. */
export function* letIn(
  index: AccessIndex,
  service: string,
  pattern: string | null,
): Iterable<{ readonly end: ResourceEnd; readonly profiles: Iterable<Profile> }> {
  const asked = pattern === null ? null : resourcePattern(pattern, "2008-10-17");
  for (const { service: of, ends } of bearersOf(index)) {
    if (of !== service && service !== "*") continue;
    for (const whole of ends) {
      const covers = asked === null ? "all" : overlap(asked, resourcePattern(whole.text, "2008-10-17"));
      if (covers === "none") continue;
      const end = covers === "all" || pattern === null ? whole : { ...whole, text: pattern, concrete: false };
      yield { end, profiles: named(index, whole) };
    }
  }
}

/** The other way round: resources whose policies or grants can be about the profile. */
export function* lettingIn(index: AccessIndex, { role }: Profile): Iterable<ResourceEnd> {
  if (role === null) return;
  for (const { ends } of bearersOf(index)) {
    const end = ends[0]!;
    const { everyone, names } = principalsLetIn(end);
    const within = end.grants !== null || end.accountId === role.accountId;
    if (!within) continue;
    if (everyone || names.has(role.arn) || names.has(`${role.accountId}/${role.name}`)) yield end;
  }
}

interface ByPrincipal {
  readonly byAccount: ReadonlyMap<string, readonly Profile[]>;
  /** By ARN, and by "account/name". */
  readonly byName: ReadonlyMap<string, readonly Profile[]>;
}

const profiles = new WeakMap<AccessIndex, ByPrincipal>();

function* named(index: AccessIndex, end: ResourceEnd): Iterable<Profile> {
  let by = profiles.get(index);
  if (!by) {
    by = byPrincipal(index.book.profiles);
    profiles.set(index, by);
  }
  const { everyone, names } = principalsLetIn(end);
  if (everyone) yield* by.byAccount.get(end.accountId ?? "") ?? [];
  // Without a policy of its own, a role of another account gets in by a key's grant alone.
  else
    for (const name of names)
      for (const profile of by.byName.get(name) ?? [])
        if (end.grants !== null || end.accountId === null || profile.role?.accountId === end.accountId) yield profile;
}

function byPrincipal(all: readonly Profile[]): ByPrincipal {
  const byAccount = new Map<string, Profile[]>();
  const byName = new Map<string, Profile[]>();
  const add = (map: Map<string, Profile[]>, key: string, profile: Profile) => {
    const found = map.get(key);
    if (found) found.push(profile);
    else map.set(key, [profile]);
  };
  for (const profile of all) {
    const { role } = profile;
    if (role === null) continue;
    add(byAccount, role.accountId, profile);
    add(byName, role.arn, profile);
    add(byName, `${role.accountId}/${role.name}`, profile);
  }
  return { byAccount, byName };
}
