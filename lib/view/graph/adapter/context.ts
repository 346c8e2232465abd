/** What the parts of the adapter share: the model, names of accounts, and what the caller knows besides. */
import type { GraphColumnId, GraphReason } from "@/lib/contracts/graph";
import type { AccessModel } from "@/lib/domain/access/model";
import type { Severity } from "@/lib/domain/findings/finding";
import type { Binding } from "@/lib/domain/identity/binding";
import type { ActionTable } from "@/lib/domain/policy/table";
import type { DraftGroup } from "../drafts";
import { LevelFinder } from "./levels";

/** A role that the credentials of another one can assume, directly or through further roles. */
export interface OnwardRole {
  readonly roleArn: string;
  readonly state: "allowed" | "conditional" | "unknown";
  /** Each hop with the statements that allow it, in order. */
  readonly reasons: readonly GraphReason[];
}

export interface SourceOptions {
  /** Names services and tells access levels; without it the column of access levels is empty. */
  readonly actions?: ActionTable;
  /** Worst open finding of a thing (id without its column). */
  readonly severityOf?: (column: GraphColumnId, id: string) => Severity | null;
  /** Roles that can be assumed onward from a credential role. */
  readonly onward?: (roleArn: string) => readonly OnwardRole[];
  /** What is left of the services that a role's statements name, once boundary, organization and denials count. */
  readonly held?: (roleArn: string) => ReadonlyMap<string, "allowed" | "conditional" | "unknown">;
  /** Owner of what a binding is about, for the grouping by owner. By default the tag "owner" or "team" of its association. */
  readonly ownerOf?: (binding: Binding) => string | null;
}

export interface AdapterContext extends SourceOptions {
  readonly model: AccessModel;
  accountGroup(accountId: string): DraftGroup;
  /** "payments-prod", or the id where no name is known. */
  accountLabel(accountId: string): string;
  /** "S3" for "s3"; the prefix itself where no name is known. */
  serviceLabel(service: string): string;
  /** null without the action table. */
  readonly levels: LevelFinder | null;
}

export function adapterContext(model: AccessModel, options: SourceOptions): AdapterContext {
  const named = new Map<string, string>();
  for (const account of model.estate.organization?.accounts ?? [])
    if (account.name) named.set(account.id, account.name);
  for (const [id, account] of model.estate.accounts) if (account.name) named.set(id, account.name);
  const accountLabel = (accountId: string) =>
    named.get(accountId) ?? (accountId === "" ? "unknown account" : accountId);
  const groups = new Map<string, DraftGroup>();
  const accountGroup = (id: string): DraftGroup => {
    let group = groups.get(id);
    if (!group) {
      group = { key: id, label: accountLabel(id) };
      groups.set(id, group);
    }
    return group;
  };
  return {
    ...options,
    model,
    accountLabel,
    accountGroup,
    serviceLabel: (service) => {
      if (service === "*") return "Every service";
      // Every second name begins so: it tells nothing, and the rest is what people say.
      return options.actions?.serviceName(service)?.replace(/^(Amazon|AWS) /, "") ?? service;
    },
    levels: options.actions ? new LevelFinder(options.actions) : null,
  };
}
