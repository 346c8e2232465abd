/** Which policy documents a part needs: kept beside its blob, so that a snapshot is whole as long as its parts are. */
import type { DocumentHash } from "@/lib/domain/snapshot/facts";
import type { AnyPart } from "@/lib/domain/snapshot/part";

/** Hashes that the facts of the part name, each once. */
export function documentReferences(part: AnyPart): Set<DocumentHash> {
  const found = new Set<DocumentHash>();
  const add = (hash: DocumentHash | null) => {
    if (hash !== null) found.add(hash);
  };
  if (part.kind === "roles") {
    for (const role of part.facts) {
      add(role.trustPolicy);
      for (const policy of role.inlinePolicies) add(policy.document);
    }
  } else if (part.kind === "managed-policies" || part.kind === "organization-policies") {
    for (const policy of part.facts) add(policy.document);
  }
  return found;
}
