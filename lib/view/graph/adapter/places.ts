/** Accounts, clusters, namespaces and service accounts as things of the map. */
import { workloadPath } from "@/lib/contracts/api";
import { parseArn, parseRoleArn } from "@/lib/domain/aws/arn";
import type { Binding } from "@/lib/domain/identity/binding";
import { issuerKey } from "@/lib/domain/snapshot/estate";
import { type DraftGroup, Drafts } from "../drafts";
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
  private readonly homes = new Map<string, Home>();
  private readonly owners = new Map<string, OwnerGroups>();

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
    const home = this.home(subject, binding);
    const inside = subject.namespace === null ? null : this.inside(home, subject.namespace, subject.pattern);
    const owner = this.owner(binding);
    const workload = this.workloads.add(subject.id, new WorkloadDraft(subject, home, inside, this.ownerGroups(owner)));
    return {
      account: home.account,
      cluster: home.cluster,
      namespace: inside?.number ?? -1,
      workload,
      region: home.region,
    };
  }

  /** A cluster with what its workloads share. Outside the scope the account is that of the role, so it is part of the key. */
  private home(subject: Subject, binding: Binding): Home {
    const outside = subject.clusterArn === null ? (parseRoleArn(binding.roleArn)?.accountId ?? "") : "";
    const key = `${subject.clusterArn ?? subject.issuer ?? ""}|${outside}`;
    let home = this.homes.get(key);
    if (!home) {
      home = this.makeHome(subject, outside);
      this.homes.set(key, home);
    }
    return home;
  }

  private makeHome({ clusterArn, issuer }: Subject, outside: string): Home {
    const { context } = this;
    const arn = clusterArn === null ? null : parseArn(clusterArn);
    const facts = clusterArn === null ? undefined : context.model.estate.clusterByArn.get(clusterArn);
    const accountId = facts?.accountId ?? arn?.accountId ?? outside;
    const region = facts?.region ?? arn?.region ?? "";
    const name = facts?.name ?? arn?.resource.replace(/^cluster\//, "") ?? issuerLabel(issuer);
    const id = clusterArn ?? issuer ?? "";
    const accountGroup = context.accountGroup(accountId);
    const accountLabel = context.accountLabel(accountId);
    return {
      id,
      name,
      pathName: clusterArn === null ? issuerKey(issuer ?? "") : name,
      accountId,
      region,
      accountGroup,
      clusterGroup: { key: id, label: name },
      account: this.accounts.number(accountId, () => this.accountDraft(accountId)),
      cluster: this.clusters.number(id, () => ({
        label: name,
        sub: clusterArn === null ? "outside the scope" : `${accountLabel} · ${region}`,
        note: clusterArn === null ? "An OIDC issuer that no cluster in scope has" : null,
        groups: [accountGroup],
      })),
      namespaces: new Map(),
    };
  }

  private inside(home: Home, namespace: string, pattern: boolean): Inside {
    let inside = home.namespaces.get(namespace);
    if (!inside) {
      const id = `${home.id}|${namespace}`;
      inside = {
        group: { key: id, label: namespace, sub: home.name },
        number: this.namespaces.number(id, () => ({
          label: namespace,
          sub: home.name,
          note: pattern && /[*?]/.test(namespace) ? "A pattern, as the trust policy writes it" : null,
          groups: [home.accountGroup, home.clusterGroup],
          alternatives: { namespace: [{ key: namespace, label: namespace }] },
        })),
      };
      home.namespaces.set(namespace, inside);
    }
    return inside;
  }

  private ownerGroups(owner: string | null): OwnerGroups {
    const key = owner ?? "";
    let groups = this.owners.get(key);
    if (!groups) {
      groups = { key, group: { key, label: owner ?? "No owner known" }, byCluster: new Map() };
      this.owners.set(key, groups);
    }
    return groups;
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

interface Home {
  /** ARN, or issuer of a cluster outside the scope. */
  readonly id: string;
  readonly name: string;
  readonly pathName: string;
  readonly accountId: string;
  readonly region: string;
  readonly accountGroup: DraftGroup;
  readonly clusterGroup: DraftGroup;
  readonly account: number;
  readonly cluster: number;
  readonly namespaces: Map<string, Inside>;
}

interface Inside {
  readonly number: number;
  readonly group: DraftGroup;
}

interface OwnerGroups {
  readonly key: string;
  readonly group: DraftGroup;
  readonly byCluster: Map<string, DraftGroup>;
}

/** There are a hundred thousand of them, so each holds what it shares with others, and makes the rest when asked. */
class WorkloadDraft {
  constructor(
    private readonly subject: Subject,
    private readonly home: Home,
    private readonly inside: Inside | null,
    private readonly ownerGroups: OwnerGroups,
  ) {}

  get label(): string {
    return this.subject.name ?? "Any pod on the nodes";
  }

  get sub(): string {
    return this.subject.namespace === null ? this.home.name : `${this.subject.namespace} · ${this.home.name}`;
  }

  get href(): string {
    const { accountId, region, pathName } = this.home;
    const { namespace, name } = this.subject;
    const place = { accountId, region: region === "" ? null : region, cluster: pathName };
    return workloadPath({ ...place, namespace, serviceAccount: name });
  }

  get note(): string | null {
    return noteOf(this.subject);
  }

  get groups(): readonly (DraftGroup | null)[] {
    return [this.home.accountGroup, this.home.clusterGroup, this.inside?.group ?? null];
  }

  get alternatives() {
    const { key, group, byCluster } = this.ownerGroups;
    let own = byCluster.get(this.home.id);
    if (!own) {
      own = { key: `${key}|${this.home.id}`, label: this.home.name };
      byCluster.set(this.home.id, own);
    }
    return { owner: [group, own] };
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
      const key = Object.keys(tags).find(isOwnerTag);
      if (key !== undefined) known.set(arn, tags[key] ?? "");
    }
    owners.set(associations, known);
  }
  return known;
}

/** As `/^(owner|team)$/i` would say, without asking it of every tag of every association. */
function isOwnerTag(key: string): boolean {
  return (key.length === 5 || key.length === 4) && /^(owner|team)$/i.test(key);
}
