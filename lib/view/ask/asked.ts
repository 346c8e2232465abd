/** What was asked, said back: actions that a pattern names, and what a resource is. */
import { type AskedAction, type AskedResource, resourcePath } from "@/lib/contracts/api";
import type { AccessIndex } from "@/lib/domain/access/access-index";
import type { ResourceEnd } from "@/lib/domain/access/resource-end";
import { knownResource } from "@/lib/domain/access/well-known";
import type { ActionSet } from "@/lib/domain/policy/sets";
import { take } from "./path";

/** `asked` null: the table has no such action. */
export function askedAction(index: AccessIndex, pattern: string, asked: ActionSet | null): AskedAction {
  const { table } = index;
  return {
    pattern,
    names: asked ? [...take(asked, 20)].map((id) => table.actionName(id)) : [],
    count: asked?.size ?? 0,
    unknown: asked === null,
    suggestions: asked === null ? suggestions(index, pattern) : [],
  };
}

/** Actions of the service whose names begin alike. */
function suggestions({ table }: AccessIndex, pattern: string): readonly string[] {
  const [service = "", name = ""] = pattern.toLowerCase().split(":");
  const range = table.serviceRange(service);
  if (range === null)
    return table.services
      .filter((each) => each.startsWith(service.slice(0, 3)))
      .slice(0, 5)
      .map((each) => `${each}:*`);
  for (let length = name.length; length >= 3; length--) {
    const found: string[] = [];
    for (let id = range.start; id < range.end && found.length < 5; id++)
      if (table.lowerName(id).startsWith(name.slice(0, length))) found.push(table.actionName(id));
    if (found.length > 0) return found;
  }
  return [];
}

export function askedResource(index: AccessIndex, end: ResourceEnd): AskedResource {
  const known = knownResource(end.text, index.estate);
  const policy = { read: "read", none: "none", "no-layer": "no-such-layer", unread: "not-read" } as const;
  return {
    pattern: end.text,
    type: known?.type ?? null,
    name: known?.name ?? null,
    accountId: end.accountId,
    href: end.text.startsWith("arn:") ? resourcePath(end.text) : null,
    policy: policy[end.policy.state],
  };
}
