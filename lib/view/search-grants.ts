/** What can be asked about besides what was read: resources that grants name, actions and services. */
import { pageHref, resourcePath, type SearchHit } from "@/lib/contracts/api";
import { parseArn } from "@/lib/domain/aws/arn";
import type { ActionTable } from "@/lib/domain/policy/table";
import type { SnapshotView } from "./snapshot-view";

export interface Found {
  readonly kind: SearchHit["kind"];
  readonly title: string;
  readonly context: string;
  readonly href: string;
  readonly value: string;
}

/** More patterns than this are found on the pages of their policies. */
const mostResources = 50_000;

/** Resources that were read, and ARNs and patterns of them that policies name. */
export function* namedResources(view: SnapshotView): Generator<Found> {
  const { estate, roles } = view.model;
  const seen = new Set<string>();
  for (const resource of estate.resources.values()) {
    seen.add(resource.arn);
    yield toFound(resource.arn, view.accountName(resource.accountId) ?? resource.accountId);
  }
  const documents = new Set<string>();
  for (const role of roles) {
    for (const { document } of role.policies) {
      if (document?.document === null || document === null || documents.has(document.hash)) continue;
      documents.add(document.hash);
      for (const { resource } of document.document.statements) {
        for (const pattern of resource?.patterns ?? []) {
          if (seen.size >= mostResources) return;
          if (!pattern.startsWith("arn:") || pattern.includes("${") || seen.has(pattern)) continue;
          seen.add(pattern);
          yield toFound(pattern, "named by a policy");
        }
      }
    }
  }
}

function toFound(value: string, where: string): Found {
  const arn = parseArn(value);
  const title = arn === null || arn.resource === "" ? value : arn.resource;
  const service = arn === null ? "" : `${arn.service}, `;
  return { kind: "resource", title, context: `${service}${where}`, href: resourcePath(value), value };
}

/** Every service and action of the table, with what it does. */
export function* knownActions(table: ActionTable): Generator<Found> {
  for (const service of table.services) {
    const value = `${service}:*`;
    const context = table.serviceName(service) ?? "service";
    yield { kind: "service", title: service, context, href: pageHref("/ask", { action: value }), value };
  }
  for (let id = 0; id < table.size; id++) {
    const name = table.actionName(id);
    yield {
      kind: "action",
      title: name,
      context: table.accessLevel(id),
      href: pageHref("/ask", { action: name }),
      value: name,
    };
  }
}
