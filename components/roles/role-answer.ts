/** The answer to the first question about a role, in a few sentences. */
import type { RoleDetail } from "@/lib/contracts/api";

export function roleAnswer({ role, usedBy, policies, problem }: RoleDetail): string {
  if (role.exists === false) {
    return `${role.name} does not exist in account ${role.accountId}, but ${usersText(usedBy)}.`;
  }
  if (role.exists === null) {
    return `${role.name} could not be read, so what it allows is unknown; ${usersText(usedBy)}.`;
  }
  const users = usersText(usedBy);
  const incomplete = problem === null ? "" : " That may not be all: see below.";
  const services = role.services.includes("*") ? "actions of every AWS service" : servicesText(role.services);
  const count = policies.length === 1 ? "Its policy allows" : `Its ${policies.length} policies allow`;
  const allows = policies.length === 0 ? "It has no policy" : `${count} ${services}`;
  return `${users.charAt(0).toUpperCase()}${users.slice(1)}. ${allows}.${incomplete}`;
}

function usersText(usedBy: RoleDetail["usedBy"]): string {
  const works = new Set<string>();
  const named = new Set<string>();
  for (const use of usedBy) {
    named.add(use.workload.id);
    if (use.binding.verdict === "allowed" || use.binding.verdict === "conditional") works.add(use.workload.id);
  }
  if (named.size === 0) return "no workload that was read is set up to use it";
  const set = named.size === 1 ? "1 workload is set up to use it" : `${named.size} workloads are set up to use it`;
  if (works.size === named.size) return set;
  return `${set}, ${works.size === 0 ? "none" : works.size} of which can be shown to get there`;
}

function servicesText(services: readonly string[]): string {
  if (services.length === 0) return "nothing";
  if (services.length === 1) return `actions of ${services[0]}`;
  if (services.length > 6)
    return `actions of ${services.slice(0, 5).join(", ")} and ${services.length - 5} more services`;
  return `actions of ${services.slice(0, -1).join(", ")} and ${services.at(-1)}`;
}
