/** Tags with keys that differ in case only are one tag. */
type TagList = Readonly<Record<string, string>> | Iterable<readonly [string, string]>;

/**
 * The aws:PrincipalTag/… context keys of a role session: the role's own tags, overridden by the session's (keys compared
 * without regard to case). Source: IAM User Guide, "Passing session tags in AWS STS".
 */
export function principalTags(roleTags: TagList, sessionTags: TagList): [string, string][] {
  const tags = new Map<string, [string, string]>();
  for (const [key, value] of [...entries(roleTags), ...entries(sessionTags)]) {
    tags.set(key.toLowerCase(), [`aws:PrincipalTag/${key}`, value]);
  }
  return [...tags.values()];
}

function entries(tags: TagList): Iterable<readonly [string, string]> {
  return Symbol.iterator in tags ? (tags as Iterable<readonly [string, string]>) : Object.entries(tags);
}
