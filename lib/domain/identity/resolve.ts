/** All bindings of an estate: every way by which a pod gets a role, judged. Pure, and linear but for pattern matching. */
import { createDocumentReader, type DocumentReader } from "@/lib/domain/policy/document-reader";
import { buildEstate, type Estate } from "@/lib/domain/snapshot/estate";
import type { SnapshotContent } from "@/lib/domain/snapshot/snapshot";
import type { Binding } from "./binding";
import { createContext } from "./context";
import { createFirstHopAnswers } from "./first-hop-answers";
import { irsaBindings } from "./irsa";
import { joinAnnotations } from "./irsa-annotated";
import { kube2iamBindings } from "./kube2iam";
import { nodeRoleBindings } from "./node-role";
import { podIdentityBinding } from "./pod-identity";
import { joinServiceAccounts } from "./service-account-state";
import { staticKeyBindings } from "./static-key";
import { settleWhoWins } from "./who-wins";

export function resolveEstate(estate: Estate, documents: DocumentReader): readonly Binding[] {
  const context = createContext(estate, documents);
  const firstHops = createFirstHopAnswers(context);
  const bindings: Binding[] = [];
  for (const association of estate.associations) {
    const cluster = estate.clusterByArn.get(association.clusterArn);
    if (cluster) bindings.push(podIdentityBinding(context, firstHops, association, cluster));
  }
  for (const role of estate.roles) bindings.push(...irsaBindings(context, role));
  for (const cluster of estate.clusters)
    bindings.push(
      ...nodeRoleBindings(context, cluster),
      ...kube2iamBindings(context, cluster),
      ...staticKeyBindings(estate, cluster),
    );
  return settleWhoWins(joinServiceAccounts(estate, joinAnnotations(context, bindings)));
}

/** The same, from a snapshot as stored. */
export function resolveBindings(content: SnapshotContent): readonly Binding[] {
  return resolveEstate(buildEstate(content), createDocumentReader(content.documents));
}
