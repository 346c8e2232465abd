/** Roles of pods that nobody uses, by IAM's own record and by CloudTrail's. */
import type { Watch } from "@/lib/domain/activity/watch";
import type { FindingActivity } from "../../activity-facts";
import type { FindingFacts } from "../../rule";
import { daysBefore, daysBetween } from "./days";
import { type PodRole, podRoles } from "./pod-roles";

/** Days without use. A quarter, so that what runs at its end is not missed. */
export const UNUSED_DAYS = 90;

export interface UnusedRole extends PodRole {
  /** What IAM says: undefined = not read; null = never within the time that it keeps. */
  readonly lastUsedAt: string | null | undefined;
  /** CloudTrail's records were complete for its account over the period. */
  readonly watched: boolean;
}

/** By role ARN. Only what can be said for sure: one of the two records covers the whole time. */
export function unusedRoles(facts: FindingFacts): ReadonlyMap<string, UnusedRole> {
  return facts.kept("rules of use: unused roles", () => {
    const found = new Map<string, UnusedRole>();
    for (const each of podRoles(facts)) {
      const unused = judge(facts, each);
      if (unused !== null) found.set(each.role.arn, unused);
    }
    return found;
  });
}

function judge(facts: FindingFacts, each: PodRole): UnusedRole | null {
  const { role } = each;
  const limit = daysBefore(facts.now, UNUSED_DAYS);
  if (role.createdAt === null || role.createdAt > limit) return null;
  const use = facts.activity?.roles.get(role.arn);
  if ((use?.lastAt ?? "") > limit || (use?.lastCallAt ?? "") > limit) return null;
  const read = !(role.unread?.includes("details") ?? false);
  const lastUsedAt = read ? facts.model.estate.roleUsage.get(role.arn)?.lastUsedAt : undefined;
  if (lastUsedAt !== undefined && lastUsedAt !== null && lastUsedAt > limit) return null;
  const { activity } = facts;
  const watched =
    activity !== null &&
    daysBetween(activity.from, activity.to) >= UNUSED_DAYS &&
    watchOfRole(activity, role.accountId).state === "all";
  return lastUsedAt !== undefined || watched ? { ...each, lastUsedAt, watched } : null;
}

/** Whether all assumptions of the account's roles were seen, whoever made them and wherever. */
export function watchOfRole(activity: FindingActivity, accountId: string): Watch {
  return activity.watchOf(accountId, daysBefore(activity.to, UNUSED_DAYS)).ofService("sts", "assume");
}
