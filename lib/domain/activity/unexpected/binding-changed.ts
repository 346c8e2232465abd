/** An association, a trust policy or a policy of a pod's role was changed: by whom, when, with which call. */
import type { ChangeRow, Unexpected, UnexpectedFacts } from "./facts";
import type { BindingBook } from "./known-bindings";
import { moment, roleName } from "./names";

const words: Readonly<Record<string, string>> = {
  "association-created": "created an association",
  "association-updated": "changed an association",
  "association-deleted": "deleted an association",
  "role-created": "created the role",
  "role-deleted": "deleted the role",
  "trust-changed": "changed the trust policy",
  "policy-changed": "changed the permissions",
};

export function changedBindings(facts: UnexpectedFacts, book: BindingBook): readonly Unexpected[] {
  return facts.changes.flatMap((change) => {
    const did = Object.hasOwn(words, change.kind) ? words[change.kind] : undefined;
    if (did === undefined || change.at < facts.from || change.at >= facts.to) return [];
    const roleArn = roleOf(change, book);
    const ofAssociation = change.kind.startsWith("association-");
    if (!ofAssociation && (roleArn === null || !book.isPodRole(roleArn))) return [];
    const subject = ofAssociation
      ? `${change.namespace ?? "?"}/${change.serviceAccount ?? "?"}${change.clusterName === null ? "" : ` in ${change.clusterName}`}`
      : roleName(roleArn ?? "");
    return [
      {
        kind: "binding-changed" as const,
        key: change.eventId,
        at: change.at,
        title: `${actorName(change.actor)} ${did} of ${subject}`,
        explanation: `${change.actor ?? "An actor that the record does not name"}, ${moment(change.at)}${roleArn === null ? "" : `, role ${roleArn}`}${change.targetRoleArn === null ? "" : `, target role ${change.targetRoleArn}`}.`,
        accountId: change.accountId,
        region: change.region,
        who:
          change.namespace === null || change.serviceAccount === null
            ? null
            : {
                id: null,
                clusterArn: null,
                clusterName: change.clusterName,
                issuer: null,
                namespace: change.namespace,
                serviceAccount: change.serviceAccount,
              },
        roleArn,
        sessionId: null,
        eventIds: [change.eventId],
        events: 1,
        limits: [],
      },
    ];
  });
}

function roleOf(change: ChangeRow, book: BindingBook): string | null {
  if (change.roleArn !== null) return change.roleArn;
  if (change.subject === null || change.kind.startsWith("association-")) return null;
  return change.subject.startsWith("arn:") ? change.subject : book.roleNamed(change.accountId, change.subject);
}

/** The last part of an ARN: a user's name, a session's name. */
function actorName(actor: string | null): string {
  return actor === null ? "Somebody" : actor.slice(actor.lastIndexOf("/") + 1);
}
