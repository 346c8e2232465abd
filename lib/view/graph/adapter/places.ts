/** Accounts, clusters, namespaces and service accounts as things of the map. */
import { workloadPath } from "@/lib/contracts/api";
import { parseArn, parseRoleArn } from "@/lib/domain/aws/arn";
import type { Binding } from "@/lib/domain/identity/binding";
import { issuerKey } from "@/lib/domain/snapshot/estate";
import { Drafts } from "../drafts";
import type { AdapterContext } from "./context";

/** Draft numbers of where a binding starts; −1 = it has none. */
export interface Place {
  readonly account: number;
  readonly cluster: number;
  readonly namespace: number;
  readonly workload: number;
  readonly region: string;
}

export interface Subject {
  readonly id: string;
  readonly clusterArn: string | null;
  readonly issuer: string | null;
  readonly namespace: string | null;
  readonly name: string | null;
  readonly pattern: boolean;
}

export class Places {
  readonly accounts = new Drafts("account", [{ name: "unit", title: "organizational unit" }]);
  readonly clusters = new Drafts("cluster", [{ name: "account", title: "account" }]);
  readonly namespaces = new Drafts(
    "namespace",
    [
      { name: "account", title: "account" },
      { name: "cluster", title: "cluster" },
    ],
    { namespace: [{ name: "name", title: "name" }] },
  );
  readonly workloads = new Drafts(
    "service-account",
    [
      { name: "account", title: "account" },
      { name: "cluster", title: "cluster" },
      { name: "namespace", title: "namespace" },
    ],
    {
      owner: [
        { name: "owner", title: "owner" },
        { name: "owner-cluster", title: "cluster" },
      ],
    },
  );
  private readonly known = new Map<string, Place>();

  constructor(private readonly context: AdapterContext) {}

  of(subject: Subject, binding: Binding): Place {
    let place = this.known.get(subject.id);
    if (!place) {
      place = this.make(subject, binding);
      this.known.set(subject.id, place);
    }
    return place;
  }

  private make(subject: Subject, binding: Binding): Place {
    const { context } = this;
    const arn = subject.clusterArn === null ? null : parseArn(subject.clusterArn);
    const facts = subject.clusterArn === null ? undefined : context.model.estate.clusterByArn.get(subject.clusterArn);
    const accountId = facts?.accountId ?? arn?.accountId ?? parseRoleArn(binding.roleArn)?.accountId ?? "";
    const region = facts?.region ?? arn?.region ?? "";
    const clusterName = facts?.name ?? arn?.resource.replace(/^cluster\//, "") ?? issuerLabel(subject.issuer);
    const clusterId = subject.clusterArn ?? subject.issuer ?? "";
    const clusterGroup = { key: clusterId, label: clusterName };
    const accountGroup = context.accountGroup(accountId);
    const accountLabel = context.accountLabel(accountId);
    const account = this.accounts.number(accountId, () => this.accountDraft(accountId));
    const cluster = this.clusters.number(clusterId, () => ({
      label: clusterName,
      sub: subject.clusterArn === null ? "outside the scope" : `${accountLabel} · ${region}`,
      note: subject.clusterArn === null ? "An OIDC issuer that no cluster in scope has" : null,
      groups: [accountGroup],
    }));
    const { namespace: inside } = subject;
    const namespace =
      inside === null
        ? -1
        : this.namespaces.number(`${clusterId}|${inside}`, () => ({
            label: inside,
            sub: clusterName,
            note: subject.pattern && /[*?]/.test(inside) ? "A pattern, as the trust policy writes it" : null,
            groups: [accountGroup, clusterGroup],
            alternatives: { namespace: [{ key: inside, label: inside }] },
          }));
    const owner = this.owner(binding);
    const workload = this.workloads.number(subject.id, () => ({
      label: subject.name ?? "Any pod on the nodes",
      sub: inside === null ? clusterName : `${inside} · ${clusterName}`,
      href: workloadPath({
        accountId,
        region: region === "" ? null : region,
        cluster: subject.clusterArn === null ? issuerKey(subject.issuer ?? "") : clusterName,
        namespace: inside,
        serviceAccount: subject.name,
      }),
      note: noteOf(subject),
      groups: [
        accountGroup,
        clusterGroup,
        inside === null ? null : { key: `${clusterId}|${inside}`, label: inside, sub: clusterName },
      ],
      alternatives: {
        owner: [
          { key: owner ?? "", label: owner ?? "No owner known" },
          { key: `${owner ?? ""}|${clusterId}`, label: clusterName },
        ],
      },
    }));
    return { account, cluster, namespace, workload, region };
  }

  private accountDraft(accountId: string) {
    const { estate } = this.context.model;
    const label = this.context.accountLabel(accountId);
    const path = estate.accounts.get(accountId)?.organizationPath ?? null;
    const unit =
      path
        ?.split("/")
        .filter((part) => part.startsWith("ou-"))
        .at(-1) ?? null;
    const name = estate.organization?.units.find((each) => each.id === unit)?.name ?? unit;
    return {
      label,
      sub: label === accountId ? "" : accountId,
      groups: [unit === null || name === null ? null : { key: unit, label: name }],
    };
  }

  private owner(binding: Binding): string | null {
    if (this.context.ownerOf) return this.context.ownerOf(binding);
    return ownerTags(this.context.model.estate.associations).get(binding.associationArn ?? "") ?? null;
  }
}

function noteOf(subject: Subject): string | null {
  if (subject.name === null) return "Pods that get no credentials of their own can use the role of their node";
  return subject.pattern ? "A pattern: any other service account that matches" : null;
}

/** The last part of an issuer's URL, which is all that tells it from others. */
function issuerLabel(issuer: string | null): string {
  return issuer === null
    ? "unknown cluster"
    : (issuer
        .split("/")
        .filter((part) => part !== "")
        .at(-1) ?? issuer);
}

type Tagged = { readonly arn: string; readonly tags: Readonly<Record<string, string>> };
const owners = new WeakMap<readonly Tagged[], Map<string, string>>();

function ownerTags(associations: readonly Tagged[]): Map<string, string> {
  let known = owners.get(associations);
  if (!known) {
    known = new Map();
    for (const { arn, tags } of associations) {
      const tag = Object.entries(tags).find(([key]) => /^(owner|team)$/i.test(key));
      if (tag) known.set(arn, tag[1]);
    }
    owners.set(associations, known);
  }
  return known;
}
