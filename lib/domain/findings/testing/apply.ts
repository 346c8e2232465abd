/** A snapshot as the next scan would read it after a finding's remedy was pasted: the commands decide, not the test. */
import { stableHash } from "@/lib/domain/aws/stable-hash";
import type { AssociationFacts, OidcProviderFacts, RoleFacts } from "@/lib/domain/snapshot/facts";
import type { PodFacts, ServiceAccountFacts } from "@/lib/domain/snapshot/kubernetes-facts";
import type { AnyPart, PartKind } from "@/lib/domain/snapshot/part";
import type { SnapshotContent } from "@/lib/domain/snapshot/snapshot";
import { READ_AT } from "@/tests/estates/estate-builder";
import type { Finding } from "../finding";
import { type Command, commandsOf } from "./commands";

/** Throws on a command that it does not know. */
export function applied(content: SnapshotContent, finding: Finding): SnapshotContent {
  return commandsOf(finding).reduce(run, content);
}

function run(content: SnapshotContent, { name, options, operands }: Command): SnapshotContent {
  const value = (key: string) => {
    const found = options.get(key);
    if (found === undefined) throw new Error(`${name} without --${key}`);
    return found;
  };
  const own = (association: AssociationFacts) => association.id === value("association-id");
  switch (name) {
    case "aws iam update-assume-role-policy":
      return withRole(content, value("role-name"), (role, put) => ({
        ...role,
        trustPolicy: put(value("policy-document")),
      }));
    case "aws iam put-role-policy":
      return withRole(content, value("role-name"), (role, put) => ({
        ...role,
        inlinePolicies: [
          ...role.inlinePolicies,
          { name: value("policy-name"), document: put(value("policy-document")) },
        ],
      }));
    case "aws iam attach-role-policy":
      return withRole(content, value("role-name"), (role) => ({
        ...role,
        attachedPolicies: [...(role.attachedPolicies ?? []), { name: null, arn: value("policy-arn") }],
      }));
    case "aws iam delete-role":
      return withRole(content, value("role-name"), () => null);
    case "aws iam create-role":
      return withNewRole(content, value("role-name"), value("path"), value("assume-role-policy-document"));
    case "aws iam create-open-id-connect-provider": {
      const url = value("url").replace("https://", "");
      return edit<OidcProviderFacts>(content, "oidc-providers", (list, part) => [
        ...list,
        {
          arn: `arn:aws:iam::${part.accountId}:oidc-provider/${url}`,
          accountId: part.accountId,
          url,
          audiences: [value("client-id-list")],
          createdAt: READ_AT,
          tags: {},
        },
      ]);
    }
    case "aws iam add-client-id-to-open-id-connect-provider":
      return edit<OidcProviderFacts>(content, "oidc-providers", (list) =>
        list.map((each) =>
          each.arn === value("open-id-connect-provider-arn")
            ? { ...each, audiences: [...(each.audiences ?? []), value("client-id")] }
            : each,
        ),
      );
    case "aws iam delete-open-id-connect-provider":
      return edit<OidcProviderFacts>(content, "oidc-providers", (list) =>
        list.filter(({ arn }) => arn !== value("open-id-connect-provider-arn")),
      );
    case "aws eks update-pod-identity-association":
      return edit<AssociationFacts>(content, "associations", (list) =>
        list.map((each) => (own(each) ? { ...each, ...changeOf(options) } : each)),
      );
    case "aws eks delete-pod-identity-association":
      return edit<AssociationFacts>(content, "associations", (list) => list.filter((each) => !own(each)));
    case "aws eks create-pod-identity-association":
      return edit<AssociationFacts>(content, "associations", (list, part) =>
        part.clusterArn?.endsWith(`/${value("cluster-name")}`)
          ? [...list, newAssociation(part.clusterArn, value("namespace"), value("service-account"), value("role-arn"))]
          : list,
      );
    case "kubectl annotate serviceaccount":
      return edit<ServiceAccountFacts>(content, "service-accounts", (list) =>
        list.map((each) =>
          each.namespace === value("namespace") && each.name === operands[0]
            ? { ...each, annotations: annotated(each.annotations, operands[1] ?? "") }
            : each,
        ),
      );
    case "kubectl delete pod":
      return edit<PodFacts>(content, "pods", (list) =>
        list.filter((each) => each.namespace !== value("namespace") || !operands.includes(each.name)),
      );
    case "aws eks update-kubeconfig":
    case "kubectl apply":
      return content;
    default:
      throw new Error(`no test knows what ${name} does`);
  }
}

function changeOf(options: Command["options"]): Partial<AssociationFacts> {
  const target = options.get("target-role-arn");
  const role = options.get("role-arn");
  return {
    ...(role === undefined ? {} : { roleArn: role }),
    ...(target === undefined ? {} : { targetRoleArn: target || null }),
    ...(options.has("disable-session-tags") ? { disableSessionTags: true } : {}),
    ...(options.has("no-disable-session-tags") ? { disableSessionTags: false } : {}),
  };
}

function annotated(annotations: ServiceAccountFacts["annotations"], word: string) {
  const others = (key: string) => Object.entries(annotations).filter(([name]) => name !== key);
  if (word.endsWith("-")) return Object.fromEntries(others(word.slice(0, -1)));
  const equals = word.indexOf("=");
  return Object.fromEntries([...others(word.slice(0, equals)), [word.slice(0, equals), word.slice(equals + 1)]]);
}

function newAssociation(
  clusterArn: string,
  namespace: string,
  serviceAccount: string,
  roleArn: string,
): AssociationFacts {
  const id = `a-${stableHash(clusterArn, namespace, serviceAccount).slice(0, 17)}`;
  return {
    arn: `${clusterArn.replace(":cluster/", ":podidentityassociation/")}/${id}`,
    id,
    clusterArn,
    namespace,
    serviceAccount,
    roleArn,
    targetRoleArn: null,
    externalId: null,
    disableSessionTags: false,
    policy: null,
    ownerArn: null,
    tags: {},
    createdAt: READ_AT,
    modifiedAt: READ_AT,
    described: true,
  };
}

function withRole(
  content: SnapshotContent,
  name: string,
  change: (role: RoleFacts, put: (text: string) => string) => RoleFacts | null,
): SnapshotContent {
  const documents = new Map(content.documents);
  const put = (text: string) => {
    const hash = stableHash(text);
    documents.set(hash, text);
    return hash;
  };
  const changed = edit<RoleFacts>(content, "roles", (list) =>
    list.flatMap((role) => (role.name === name ? (change(role, put) ?? []) : [role])),
  );
  return { ...changed, documents };
}

function withNewRole(content: SnapshotContent, name: string, path: string, trust: string): SnapshotContent {
  const hash = stableHash(trust);
  const documents = new Map([...content.documents, [hash, trust]]);
  const changed = edit<RoleFacts>(content, "roles", (list, { accountId }) => [
    ...list,
    {
      arn: `arn:aws:iam::${accountId}:role${path}${name}`,
      roleId: null,
      name,
      path,
      accountId,
      createdAt: READ_AT,
      trustPolicy: hash,
      inlinePolicies: [],
      attachedPolicies: [],
      permissionsBoundaryArn: null,
      tags: {},
      instanceProfileArns: [],
    },
  ]);
  return { ...changed, documents };
}

function edit<T>(
  content: SnapshotContent,
  kind: PartKind,
  change: (facts: readonly T[], part: AnyPart) => readonly T[],
): SnapshotContent {
  const parts = content.parts.map((part) =>
    part.kind === kind
      ? ({ ...part, facts: change(part.facts as unknown as readonly T[], part) } as unknown as AnyPart)
      : part,
  );
  return { ...content, parts };
}
