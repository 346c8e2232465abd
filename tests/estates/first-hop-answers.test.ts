import { expect, it } from "vitest";
import { createContext } from "@/lib/domain/identity/context";
import { createFirstHopAnswers } from "@/lib/domain/identity/first-hop-answers";
import { subjectOf } from "@/lib/domain/identity/pod-identity-request";
import { createDocumentReader } from "@/lib/domain/policy/document-reader";
import { buildEstate } from "@/lib/domain/snapshot/estate";
import { ACCOUNT, EstateBuilder, podTrust, policy } from "./estate-builder";

const TAG = "aws:RequestTag/";
const variable = (name: string) => `\${${name}}`;
const CONDITIONS: readonly unknown[] = [
  undefined,
  { StringEquals: { [`${TAG}kubernetes-namespace`]: "a" } },
  { StringEquals: { [`${TAG}kubernetes-service-account`]: "x" } },
  { StringLike: { [`${TAG}eks-cluster-name`]: "prod*" } },
  { ArnLike: { "AWS:SourceArn": `arn:aws:eks:*:${ACCOUNT}:cluster/prod` } },
  { StringLike: { "sts:RoleSessionName": "eks-prod-*" } },
  { StringEquals: { "aws:SourceOrgID": variable("aws:ResourceOrgID") } },
  { StringLike: { [`${TAG}kubernetes-service-account`]: variable(`${TAG}kubernetes-namespace`) } },
  { StringEquals: { [`${TAG}kubernetes-namespace`]: variable(`${TAG}kubernetes-service-account, 'a'`) } },
];
const CONTROLS: readonly unknown[] = [
  policy({ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::secret" }),
  policy({ Effect: "Deny", Principal: "*", Action: "sts:*", Resource: `arn:aws:iam::${ACCOUNT}:role/first-2` }),
  policy({
    Effect: "Deny",
    Principal: "*",
    Action: "sts:Assume*",
    Resource: "*",
    Condition: { StringEquals: { [`${TAG}kubernetes-namespace`]: "b" } },
  }),
];

it.each(CONTROLS.map((control, index) => [index, control]))(
  "an answer that associations share is the one that each would get alone (control policy %i)",
  (_, content) => {
    const builder = new EstateBuilder();
    builder.organization(
      {
        id: "o-one",
        managementAccountId: "999999999999",
        featureSet: "ALL",
        roots: [{ id: "r-one", policyTypes: ["RESOURCE_CONTROL_POLICY"] }],
        units: [],
        accounts: [{ id: ACCOUNT, name: null, parentId: "r-one", state: "ACTIVE", path: `o-one/r-one/${ACCOUNT}/` }],
      },
      [{ id: "p-1", arn: null, name: null, type: "RCP", awsManaged: false, targets: ["r-one"], content }],
    );
    const clusters = [builder.cluster("prod"), builder.cluster("stage")];
    CONDITIONS.forEach((condition, index) => {
      for (const name of ["first", "second"]) {
        const role = builder.role(`${name}-${index}`, { trust: podTrust(condition) });
        for (const cluster of clusters)
          for (const workload of ["a/x", "a/a", "b/x", "c|x/x", "c/x|x"] as const)
            for (const disableSessionTags of [false, true])
              builder.associate(cluster, workload, role, { disableSessionTags });
      }
    });
    const snapshot = builder.build();
    const estate = buildEstate(snapshot);
    const documents = createDocumentReader(snapshot.documents);
    const shared = createFirstHopAnswers(createContext(estate, documents));
    const verdicts = new Set<string>();
    for (const association of estate.associations) {
      const cluster = estate.clusterByArn.get(association.clusterArn);
      const role = estate.roleByArn.get(association.roleArn ?? "");
      if (!cluster || !role) throw new Error("an association without cluster or role");
      const alone = createFirstHopAnswers(createContext(estate, documents));
      const subject = subjectOf(association, cluster);
      const answer = shared(subject, role);
      expect(answer, `${role.name} ${association.namespace}/${association.serviceAccount}`).toEqual(
        alone(subject, role),
      );
      verdicts.add(answer.hop.verdict);
    }
    expect(verdicts.size).toBeGreaterThan(1);
  },
);
