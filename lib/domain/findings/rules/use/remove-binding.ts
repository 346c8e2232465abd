/** What takes bindings away: associations are deleted, subjects leave the role's trust policy. */
import { parseRoleArn } from "@/lib/domain/aws/arn";
import { associationOf } from "@/lib/domain/identity/association-of";
import type { Binding } from "@/lib/domain/identity/binding";
import type { Remedy } from "../../finding";
import { deleteAssociations } from "../../remedy/associations";
import { inWords } from "../../remedy/text";
import type { FindingFacts } from "../../rule";

const MOST = 20;

/** `why`: one sentence, for the comment. */
export function removeBindings(facts: FindingFacts, bindings: readonly Binding[], why: string): readonly Remedy[] {
  const { estate } = facts.model;
  const associations = bindings.flatMap((binding) => {
    const association = associationOf(estate, binding.associationArn);
    const cluster = estate.clusterByArn.get(binding.clusterArn ?? "");
    return association && cluster ? [{ cluster, association }] : [];
  });
  const subjects = bindings.filter(({ mechanism }) => mechanism === "irsa").map(inTrust);
  const more = subjects.length > MOST ? [`${subjects.length - MOST} more subjects, in the same way.`] : [];
  return [
    ...deleteAssociations(associations, why),
    ...(subjects.length === 0
      ? []
      : [inWords("Take the subjects out of the trust policy", why, ...subjects.slice(0, MOST), ...more)]),
  ];
}

function inTrust({ roleArn, namespace, serviceAccount }: Binding): string {
  const role = parseRoleArn(roleArn)?.name ?? roleArn;
  return `In the trust policy of role ${role}, remove system:serviceaccount:${namespace}:${serviceAccount} from the condition on the token's "sub", and the annotation eks.amazonaws.com/role-arn from the service account.`;
}
