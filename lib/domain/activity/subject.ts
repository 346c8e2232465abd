/** `system:serviceaccount:NAMESPACE:NAME`: the subject of a service account's token. */
const PREFIX = "system:serviceaccount:";

export function serviceAccountOf(subject: string | null): { namespace: string; serviceAccount: string } | null {
  if (subject === null || !subject.startsWith(PREFIX)) return null;
  const [namespace, serviceAccount, ...rest] = subject.slice(PREFIX.length).split(":");
  return namespace && serviceAccount && rest.length === 0 ? { namespace, serviceAccount } : null;
}
