/** The same estate some days later: of everything a little is another one, and one policy of the organization. */
import type { AssociationFacts, ManagedPolicyFacts, RoleFacts } from "@/lib/domain/snapshot/facts";
import type { AnyPart } from "@/lib/domain/snapshot/part";
import type { SnapshotContent } from "@/lib/domain/snapshot/snapshot";

const wider = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: ["s3:*", "iam:PassRole"], Resource: "*" }],
});
const open = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Service: "pods.eks.amazonaws.com", AWS: "arn:aws:iam::999999999999:root" },
      Action: ["sts:AssumeRole", "sts:TagSession"],
    },
  ],
});

/** `every`: one thing of so many is changed. `organization`: the first control policy, too, which binds every role. */
export function later(content: SnapshotContent, every: number, organization: boolean): SnapshotContent {
  const documents = new Map(content.documents).set("wider", wider).set("open", open);
  const parts = content.parts.map((part): AnyPart => {
    if (part.kind === "associations") return { ...part, facts: part.facts.flatMap(associationThen(every)) };
    if (part.kind === "roles") return { ...part, facts: part.facts.map(roleThen(every)) };
    if (part.kind === "managed-policies") return { ...part, facts: part.facts.map(policyThen(every)) };
    if (part.kind === "organization-policies" && organization)
      return { ...part, facts: part.facts.map((policy, i) => (i === 0 ? { ...policy, document: "wider" } : policy)) };
    return part;
  });
  const meta = { ...content.meta, id: "01K11111111111111111111111" };
  return { ...content, meta, parts, documents };
}

const associationThen =
  (every: number) =>
  (association: AssociationFacts, i: number): readonly AssociationFacts[] => {
    if (i % every === 1) return [];
    if (i % every !== 2) return [association];
    return [
      association,
      { ...association, arn: `${association.arn}-new`, serviceAccount: `${association.serviceAccount}-new` },
    ];
  };

const roleThen =
  (every: number) =>
  (role: RoleFacts, i: number): RoleFacts => {
    if (i % every === 3) return { ...role, trustPolicy: "open" };
    if (i % every === 4)
      return { ...role, inlinePolicies: [...role.inlinePolicies, { name: "more", document: "wider" }] };
    return i % every === 5 ? { ...role, permissionsBoundaryArn: null } : role;
  };

const policyThen =
  (every: number) =>
  (policy: ManagedPolicyFacts, i: number): ManagedPolicyFacts =>
    i % every === 6 ? { ...policy, document: "wider" } : policy;
