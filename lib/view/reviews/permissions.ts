/** What a workload may do, in a few lines: the gravest access level by service. */
import type { Profile } from "@/lib/domain/access/profile";
import type { AccessLevel } from "@/lib/domain/policy/table";
import type { ReviewPermission } from "@/lib/domain/review/review";
import type { SnapshotView } from "@/lib/view/snapshot-view";

export interface PermissionSummary {
  readonly actions: number;
  readonly services: number;
  readonly permissions: readonly ReviewPermission[];
}

const shown = 8;
/** Gravest first. */
const gravest: readonly AccessLevel[] = ["Permissions management", "Write", "Tagging", "Read", "List"];

export function summarise(view: SnapshotView, profiles: readonly Profile[]): PermissionSummary {
  if (profiles.length === 1) return summaryOf(view, profiles[0]!);
  const parts = profiles.map((profile) => summaryOf(view, profile));
  const byService = new Map<string, ReviewPermission>();
  for (const { permissions } of parts)
    for (const each of permissions) {
      const known = byService.get(each.service);
      if (!known || rank(each) < rank(known)) byService.set(each.service, each);
    }
  return {
    actions: Math.max(0, ...parts.map(({ actions }) => actions)),
    services: Math.max(0, ...parts.map(({ services }) => services)),
    permissions: [...byService.values()].sort(byGravity).slice(0, shown),
  };
}

function summaryOf(view: SnapshotView, profile: Profile): PermissionSummary {
  const known = view.kept("permission summaries", () => new Map<Profile, PermissionSummary>());
  let summary = known.get(profile);
  if (!summary) {
    summary = makeSummary(view, profile);
    known.set(profile, summary);
  }
  return summary;
}

function makeSummary(view: SnapshotView, profile: Profile): PermissionSummary {
  const index = view.access();
  const { table } = index;
  const { may, must } = index.permissions(profile);
  const byService = new Map<string, { level: number; actions: number; certain: boolean }>();
  for (const id of may) {
    const service = table.serviceOf(id);
    const level = gravest.indexOf(table.accessLevel(id));
    const found = byService.get(service);
    if (!found) byService.set(service, { level, actions: 1, certain: false });
    else {
      found.actions += 1;
      found.level = Math.min(found.level, level);
    }
  }
  for (const id of must) {
    const found = byService.get(table.serviceOf(id));
    if (found && gravest.indexOf(table.accessLevel(id)) === found.level) found.certain = true;
  }
  const permissions = [...byService].map(([service, { level, actions, certain }]) => ({
    service,
    level: gravest[level] ?? "List",
    actions,
    certain,
  }));
  return { actions: may.size, services: byService.size, permissions: permissions.sort(byGravity).slice(0, shown) };
}

/** What others can be let in with, then what changes things; services that hold secrets and identities before others. */
const weighty: readonly string[] = [
  "iam",
  "sts",
  "kms",
  "secretsmanager",
  "s3",
  "organizations",
  "eks",
  "ec2",
  "ssm",
  "lambda",
];

function byGravity(a: ReviewPermission, b: ReviewPermission): number {
  return rank(a) - rank(b) || weight(a) - weight(b) || b.actions - a.actions || (a.service < b.service ? -1 : 1);
}

function rank({ level }: ReviewPermission): number {
  return gravest.indexOf(level);
}

function weight({ service }: ReviewPermission): number {
  const at = weighty.indexOf(service);
  return at < 0 ? weighty.length : at;
}
