/** Every question that can be asked about a snapshot: one name, one pure function. The analysis worker serves this table. */

import type { GraphQuery } from "@/lib/contracts/graph";
import { showAccount } from "./account-detail";
import { showIncident } from "./activity/incident";
import { showUnexpected } from "./activity/show-unexpected";
import { showUsedAndGranted } from "./activity/used-and-granted";
import { askCan, askPaste, askWhatCan, askWhatIf, askWhoCan } from "./ask";
import { askMatrix } from "./ask-matrix";
import { exportChanges, showChange, showChanges } from "./changes";
import { showCluster } from "./cluster-detail";
import { listClusters } from "./clusters";
import { showCoverage } from "./coverage";
import { listAcceptances } from "./findings/acceptances";
import { showFinding } from "./findings/detail";
import { evaluateView } from "./findings/evaluate";
import { graphWithFindings } from "./findings/graph";
import { listFindings } from "./findings/list";
import { countFindings, listRules } from "./findings/summary";
import { answerGraph } from "./graph";
import { showLeastPrivilege } from "./least-privilege/show";
import { findSubject, findWorkloads } from "./least-privilege/subject";
import { showOverview } from "./overview";
import { showPodIdentityMove } from "./pod-identity-move";
import { showPolicy } from "./policy-detail";
import { showResource } from "./resource-detail";
import { reviewItems } from "./reviews/review-items";
import { showRole } from "./role-detail";
import { listRoles } from "./role-list";
import { search } from "./search";
import type { SnapshotView } from "./snapshot-view";
import { verifyQuestions, verifyRecorded } from "./verify";
import { showWorkload } from "./workload-detail";
import { listWorkloads } from "./workload-list";

export const queries = {
  overview: (view: SnapshotView, _: object) => showOverview(view),
  workloads: listWorkloads,
  workload: showWorkload,
  roles: listRoles,
  role: showRole,
  coverage: showCoverage,
  clusters: (view: SnapshotView, _: object) => view.kept("clusters", () => listClusters(view)),
  cluster: showCluster,
  account: showAccount,
  policy: showPolicy,
  changes: showChanges,
  change: showChange,
  "changes-export": exportChanges,
  resource: showResource,
  matrix: askMatrix,
  search,
  "who-can": askWhoCan,
  can: askCan,
  "what-can": askWhatCan,
  "what-if": askWhatIf,
  paste: askPaste,
  counts: (view: SnapshotView, _: object) => ({ bindings: view.model.bindings.length }),
  "verify-questions": verifyQuestions,
  "verify-recorded": verifyRecorded,
  graph: (view: SnapshotView, query: GraphQuery) => answerGraph(graphWithFindings(view), query),
  "used-and-granted": showUsedAndGranted,
  unexpected: showUnexpected,
  incident: showIncident,
  "least-privilege-subject": findSubject,
  "least-privilege": showLeastPrivilege,
  "workloads-named": findWorkloads,
  "review-items": reviewItems,
  "pod-identity-move": showPodIdentityMove,
  "evaluate-findings": evaluateView,
  findings: listFindings,
  finding: showFinding,
  "finding-rules": listRules,
  "finding-counts": countFindings,
  "finding-acceptances": listAcceptances,
} as const;

export type QueryName = keyof typeof queries;
export type QueryInput<K extends QueryName> = Parameters<(typeof queries)[K]>[1];
export type QueryOutput<K extends QueryName> = ReturnType<(typeof queries)[K]>;
