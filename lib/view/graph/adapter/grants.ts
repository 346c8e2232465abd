/** What credential roles may do, by policy and service, as rows. */
import { rolePath } from "@/lib/contracts/api";
import { type LinkState, linkStates } from "@/lib/contracts/graph";
import type { RoleModel, RolePolicy, ServiceReach } from "@/lib/domain/access/model";
import { parseArn } from "@/lib/domain/aws/arn";
import type { AccessLevel } from "@/lib/domain/policy/table";
import { type Draft, Drafts } from "../drafts";
import type { AdapterContext } from "./context";
import { serviceOf, strongest } from "./levels";

export interface GrantRow {
  readonly policy: number;
  readonly service: number;
  readonly state: number;
  readonly unread: boolean;
  readonly model: RolePolicy;
  readonly reach: ServiceReach | null;
  /** What is left is less than what the statements say: something limits the role. */
  readonly limited: boolean;
}

export class Grants {
  readonly policies = new Drafts("policy", [
    { name: "kind", title: "kind" },
    { name: "account", title: "account" },
  ]);
  readonly services = new Drafts("service", [{ name: "level", title: "strongest access" }]);
  /** By service: levels that any document of a role grants; documents that were looked at already. */
  private readonly levels = new Map<string, Set<AccessLevel>>();
  private readonly seen = new Set<string>();

  constructor(private readonly context: AdapterContext) {}

  /** One row per policy and service of the role; a policy that grants nothing nameable has one without service. */
  of(role: RoleModel): readonly GrantRow[] {
    const rows: GrantRow[] = [];
    for (const policy of role.policies) {
      const number = this.policies.number(policyId(role, policy), () => this.policyDraft(role, policy));
      const unread = !policy.document?.document;
      this.noteLevels(policy);
      const reaches = role.services.filter((reach) => reach.statements.some((each) => names(policy, each.policy)));
      const base = { policy: number, unread, model: policy };
      const held = reaches.length === 0 ? undefined : this.context.held?.(role.arn);
      for (const reach of reaches) {
        const service = this.services.number(reach.service, () => this.serviceDraft(reach.service));
        const written = linkStates.indexOf(reach.state);
        const state = held ? Math.max(written, leftOf(held, reach.service)) : written;
        rows.push({ ...base, service, state, reach, limited: state > written });
      }
      if (reaches.length === 0) rows.push({ ...base, service: -1, state: unread ? 2 : 0, reach: null, limited: false });
    }
    return rows;
  }

  private policyDraft(role: RoleModel, policy: RolePolicy): Omit<Draft, "id"> {
    const unread = !policy.document?.document;
    const accountId = policy.kind === "aws" ? "aws" : (policy.arn && parseArn(policy.arn)?.accountId) || role.accountId;
    const account = policy.kind === "aws" ? "AWS" : this.context.accountLabel(accountId);
    const kinds = { aws: "AWS managed", customer: "Customer managed", inline: "Inline" } as const;
    return {
      label: policy.name,
      sub:
        policy.kind === "inline"
          ? `inline · ${role.name}`
          : policy.kind === "aws"
            ? "AWS managed"
            : `customer · ${account}`,
      href: policy.kind === "inline" ? rolePath(role.accountId, role.name) : null,
      note: !unread ? null : policy.document ? "Not a valid document" : "Document not read",
      state: unread ? 2 : 0,
      groups: [
        { key: policy.kind, label: kinds[policy.kind] },
        {
          key: `${policy.kind}|${accountId}`,
          label: kinds[policy.kind],
          ...(policy.kind === "aws" ? {} : { sub: account }),
        },
      ],
    };
  }

  private serviceDraft(service: string): Omit<Draft, "id"> {
    const { levels } = this;
    return {
      label: this.context.serviceLabel(service),
      sub: service,
      // Known only when all roles have been looked at.
      get groups() {
        const level = strongest(levels.get(service) ?? []);
        return [level === null ? null : { key: level, label: level }];
      },
    };
  }

  private noteLevels(policy: RolePolicy): void {
    const { document } = policy;
    const finder = this.context.levels;
    if (!finder || !document?.document || this.seen.has(document.hash)) return;
    this.seen.add(document.hash);
    for (const { effect, action } of document.document.statements) {
      if (effect !== "Allow") continue;
      for (const pattern of action.patterns) {
        const service = action.negated ? "*" : serviceOf(pattern);
        const known = this.levels.get(service) ?? new Set();
        for (const level of finder.of(pattern, action.negated)) known.add(level);
        this.levels.set(service, known);
      }
    }
  }
}

/** As an index of `linkStates`: denied where nothing of the service is left. */
function leftOf(held: ReadonlyMap<string, LinkState>, service: string): number {
  const state = held.get(service) ?? (service === "*" && held.size > 0 ? "conditional" : "denied");
  return linkStates.indexOf(state);
}

function policyId(role: RoleModel, policy: RolePolicy): string {
  return policy.arn ?? `${role.arn}|${policy.name}`;
}

/** Statements name a managed policy by its ARN and an inline one by its name. */
export function names(policy: RolePolicy, reference: string): boolean {
  return reference === (policy.arn ?? policy.name);
}
