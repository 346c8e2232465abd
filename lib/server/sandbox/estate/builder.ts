/** From a readable description to the model that the endpoint serves. Deterministic for a seed and a present. */
import { AccountBuilder } from "./account-builder";
import type { Document } from "./documents";
import { Ids } from "./ids";
import type { AccessKey, Estate, ManagedPolicy, ReaderSetup } from "./model";
import type { Organization } from "./organization-model";
import { addReader, type ReaderGrants } from "./reader";
import { defaultRegions, type Partition } from "./regions";

export interface BuilderOptions {
  readonly partition?: Partition;
  readonly seed: string;
  /** The estate's present, epoch seconds: all dates lie before it. */
  readonly now: number;
  readonly reader: ReaderSetup & { readonly accessKey: Pick<AccessKey, "id" | "secret">; readonly userName: string };
  readonly grants: ReaderGrants;
}

export class EstateBuilder {
  readonly partition: Partition;
  readonly ids: Ids;
  readonly now: number;
  readonly awsPolicies = new Map<string, ManagedPolicy>();
  readonly accounts = new Map<string, AccountBuilder>();
  organization: Organization | null = null;

  constructor(private readonly options: BuilderOptions) {
    this.partition = options.partition ?? "aws";
    this.ids = new Ids(options.seed);
    this.now = options.now;
  }

  account(id: string, name: string, optedIn: readonly string[] = []): AccountBuilder {
    const account = new AccountBuilder(this, id, name);
    for (const [region, status] of defaultRegions(this.partition))
      account.regions.set(region, optedIn.includes(region) ? "ENABLED" : status);
    this.accounts.set(id, account);
    return account;
  }

  awsPolicyArn(pathAndName: string): string {
    return `arn:${this.partition}:iam::aws:policy/${pathAndName}`;
  }

  /** A policy of AWS itself: "AmazonS3ReadOnlyAccess", "service-role/AmazonEBSCSIDriverPolicy". */
  awsPolicy(pathAndName: string, document: Document, version = "v1"): void {
    const arn = this.awsPolicyArn(pathAndName);
    const name = pathAndName.slice(pathAndName.lastIndexOf("/") + 1);
    const made = this.managedPolicy(arn, name, [
      JSON.stringify(document).replaceAll("arn:aws:", `arn:${this.partition}:`),
    ]);
    const versions = made.versions.map((one) => ({ ...one, id: version }));
    this.awsPolicies.set(arn, { ...made, defaultVersionId: version, versions });
  }

  managedPolicy(arn: string, name: string, documents: readonly string[]): ManagedPolicy {
    const createdAt = Math.floor(this.pastTime(arn, 60, 1200));
    const versions = documents.map((document, i) => ({
      id: `v${i + 1}`,
      document,
      createdAt: createdAt + i * 86_400,
    }));
    return {
      name,
      path: arn.slice(arn.indexOf(":policy/") + 7, arn.length - name.length),
      arn,
      id: this.ids.unique("ANPA", arn),
      description: null,
      createdAt,
      updatedAt: createdAt + (documents.length - 1) * 86_400,
      defaultVersionId: `v${documents.length}`,
      versions: versions.reverse(),
      tags: {},
    };
  }

  daysAgo(days: number): number {
    return this.now - Math.round(days * 86_400);
  }

  /** Some moment between so many days ago, always the same one for the same name; with milliseconds, as EKS has them. */
  pastTime(name: string, fromDays: number, toDays: number): number {
    return (
      this.now -
      this.ids.number(name, fromDays * 86_400, toDays * 86_400) +
      this.ids.number(`${name}|ms`, 0, 1000) / 1000
    );
  }

  build(): Estate {
    const { reader, grants } = this.options;
    addReader(this.accounts, reader, grants);
    const { id, secret } = reader.accessKey;
    return {
      partition: this.partition,
      organization: this.organization,
      accounts: new Map([...this.accounts].map(([accountId, account]) => [accountId, account.build()])),
      awsPolicies: this.awsPolicies,
      accessKeys: [{ id, secret, accountId: reader.hubAccountId, userName: reader.userName }],
      reader,
    };
  }
}
