/** What a question about ACTION on RESOURCE is put to AWS as: the resource that its request would name. */
import type { AccessIndex } from "./access-index";

/** ARN or pattern; null = no single resource: none was named, or the action is about none. */
export function resourceAsked(index: AccessIndex, action: string, resource: string): string | null {
  if (resource === "" || resource === "*") return null;
  const { matcher, support } = index.engine.compiler;
  const { actions, unknown } = matcher.match(action);
  // Only Resource "*" covers an action without resource types, whatever was asked.
  if (!unknown && !actions.isEmpty && !actions.intersects(support.typed)) return null;
  if (!/^arn:[^:]+:kms:[^:]*:[^:]*:alias\//.test(resource) || /alias$/i.test(action)) return resource;
  // Requests that name an alias are about its key.
  const key = index.estate.resourcePolicyOf(resource);
  return key.state !== "unread" && key.resource ? key.resource.arn : resource;
}
