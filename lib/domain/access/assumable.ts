/** Who can assume any of several roles: their trust policies were held against every caller already. */
import { parseArn } from "@/lib/domain/aws/arn";
import { overlap, resourcePattern } from "@/lib/domain/policy/sets";
import type { AccessIndex } from "./access-index";
import { atMost, type Certainty } from "./levels";
import type { Profile } from "./profile";

/** `pattern` of roles' ARNs; null = any. The best of what each profile's credentials lead to. */
export function assumable(index: AccessIndex, pattern: string | null): ReadonlyMap<Profile, Certainty> {
  const asked = pattern === null ? null : resourcePattern(pattern, "2008-10-17");
  const found = new Map<Profile, Certainty>();
  for (let number = 0; number < index.roles.roles.length; number++) {
    const profile = index.book.profiles[number]!;
    for (const { roleArn, verdict } of index.edges(profile)) {
      if (asked && overlap(asked, resourcePattern(roleArn, "2008-10-17")) === "none") continue;
      const known = found.get(profile);
      if (!known || atMost(known, verdict) === known) found.set(profile, verdict);
    }
  }
  return found;
}

/** Every role that the pattern names was read, so that there are no others. */
export function rolesAllRead({ estate }: AccessIndex, pattern: string | null): boolean {
  const account = pattern === null ? null : (parseArn(pattern)?.accountId ?? "");
  if (account === null || !/^\d{12}$/.test(account)) return false;
  return estate.wasRead("roles", account) && estate.gapsOf("iam", account).length === 0;
}
