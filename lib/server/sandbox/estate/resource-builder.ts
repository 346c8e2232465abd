/** Builds the resources of one account: buckets, keys, queues, topics, secrets, tables, repositories, databases. */
import type { EstateBuilder } from "./builder";
import type { Document } from "./documents";
import type {
  AccountResources,
  BlockPublicAccess,
  Bucket,
  Database,
  Key,
  KeyGrant,
  Queue,
  RegionResources,
  Repository,
  Secret,
  Table,
  Topic,
} from "./resource-model";

type Text = Document | string;

export const ALL_BLOCKED: BlockPublicAccess = {
  blockPublicAcls: true,
  ignorePublicAcls: true,
  blockPublicPolicy: true,
  restrictPublicBuckets: true,
};
export const NOTHING_BLOCKED: BlockPublicAccess = {
  blockPublicAcls: false,
  ignorePublicAcls: false,
  blockPublicPolicy: false,
  restrictPublicBuckets: false,
};

type Filled<M> = M extends ReadonlyMap<string, infer T> ? Map<string, T> : never;
type Regional = { readonly [K in keyof RegionResources]: Filled<RegionResources[K]> };

export class ResourceBuilder {
  readonly buckets = new Map<string, Bucket>();
  readonly #regions = new Map<string, Regional>();
  /** S3's block for the account as a whole; null = never set. */
  publicAccessBlock: BlockPublicAccess | null = null;

  constructor(
    private readonly estate: EstateBuilder,
    private readonly accountId: string,
  ) {}

  arn(service: string, region: string, resource: string): string {
    return `arn:${this.estate.partition}:${service}:${region}:${this.accountId}:${resource}`;
  }

  /** As made today unless said otherwise: public access blocked, ACLs off, no policy. */
  bucket(
    name: string,
    region: string,
    spec: {
      readonly policy?: Text;
      readonly block?: BlockPublicAccess | null;
      readonly ownership?: Bucket["ownership"];
    } = {},
  ): Bucket {
    const bucket: Bucket = {
      name,
      region,
      createdAt: Math.floor(this.estate.pastTime(`bucket ${name}`, 60, 1500)),
      policy: spec.policy === undefined ? null : text(spec.policy),
      publicAccessBlock: spec.block === undefined ? ALL_BLOCKED : spec.block,
      ownership: spec.ownership === undefined ? "BucketOwnerEnforced" : spec.ownership,
    };
    this.buckets.set(name, bucket);
    return bucket;
  }

  /** Without a policy: the one that the console writes, by which identity policies of the account decide. */
  key(
    region: string,
    id: string,
    spec: {
      readonly policy?: Text;
      readonly aliases?: readonly string[];
      readonly manager?: Key["manager"];
      readonly state?: string;
      readonly grants?: readonly (Pick<KeyGrant, "grantee" | "operations"> & Partial<KeyGrant>)[];
    } = {},
  ): Key {
    const arn = this.arn("kms", region, `key/${id}`);
    const createdAt = Math.floor(this.estate.pastTime(arn, 60, 900));
    const key: Key = {
      id,
      arn,
      policy: text(spec.policy ?? rootKeyPolicy(this.estate.partition, this.accountId)),
      manager: spec.manager ?? "CUSTOMER",
      state: spec.state ?? "Enabled",
      aliases: (spec.aliases ?? []).map((alias) => `alias/${alias}`),
      grants: (spec.grants ?? []).map((grant, i) => ({
        id: this.estate.ids.hex("grant", `${arn}|${i}`, 64),
        contextSubset: null,
        createdAt,
        ...grant,
      })),
      createdAt,
    };
    this.#in(region).keys.set(id, key);
    return key;
  }

  queue(region: string, name: string, policy?: Text): Queue {
    const queue = { name, arn: this.arn("sqs", region, name), policy: policy === undefined ? null : text(policy) };
    this.#in(region).queues.set(name, queue);
    return queue;
  }

  topic(region: string, name: string, policy?: Text): Topic {
    const arn = this.arn("sns", region, name);
    const topic = { name, arn, policy: text(policy ?? ownAccountTopicPolicy(arn, this.accountId)) };
    this.#in(region).topics.set(name, topic);
    return topic;
  }

  secret(region: string, name: string, spec: { readonly policy?: Text; readonly kmsKeyId?: string } = {}): Secret {
    const suffix = this.estate.ids.suffix(`${this.accountId}|${region}|${name}`);
    const secret = {
      name,
      arn: this.arn("secretsmanager", region, `secret:${name}-${suffix}`),
      policy: spec.policy === undefined ? null : text(spec.policy),
      kmsKeyId: spec.kmsKeyId ?? null,
    };
    this.#in(region).secrets.set(name, secret);
    return secret;
  }

  table(
    region: string,
    name: string,
    spec: { readonly policy?: Text; readonly stream?: { readonly policy?: Text } } = {},
  ): Table {
    const arn = this.arn("dynamodb", region, `table/${name}`);
    const label = new Date(this.estate.daysAgo(90) * 1000).toISOString().slice(0, 23);
    const table = {
      name,
      arn,
      policy: spec.policy === undefined ? null : text(spec.policy),
      stream:
        spec.stream === undefined
          ? null
          : {
              arn: `${arn}/stream/${label}`,
              policy: spec.stream.policy === undefined ? null : text(spec.stream.policy),
            },
    };
    this.#in(region).tables.set(name, table);
    return table;
  }

  repository(region: string, name: string, policy?: Text): Repository {
    const arn = this.arn("ecr", region, `repository/${name}`);
    const repository = { name, arn, policy: policy === undefined ? null : text(policy) };
    this.#in(region).repositories.set(name, repository);
    return repository;
  }

  /** An instance ("db-…") or a cluster ("cluster-…"), by the resource id that `rds-db` ARNs hold. */
  database(
    region: string,
    name: string,
    resourceId: string,
    spec: { readonly engine?: string; readonly iamAuthentication: boolean },
  ): Database {
    const type = resourceId.startsWith("cluster-") ? "cluster" : "instance";
    const database: Database = {
      type,
      name,
      arn: this.arn("rds", region, `${type === "cluster" ? "cluster" : "db"}:${name}`),
      resourceId,
      engine: spec.engine ?? "postgres",
      endpoint: `${name}.${type === "cluster" ? "cluster-" : ""}c1example.${region}.rds.amazonaws.com`,
      iamAuthentication: spec.iamAuthentication,
    };
    this.#in(region).databases.set(resourceId, database);
    return database;
  }

  build(): AccountResources {
    return { buckets: this.buckets, publicAccessBlock: this.publicAccessBlock, regions: this.#regions };
  }

  #in(region: string): Regional {
    let known = this.#regions.get(region);
    if (known === undefined) {
      known = {
        keys: new Map(),
        queues: new Map(),
        topics: new Map(),
        secrets: new Map(),
        tables: new Map(),
        repositories: new Map(),
        databases: new Map(),
      };
      this.#regions.set(region, known);
    }
    return known;
  }
}

function rootKeyPolicy(partition: string, accountId: string): Document {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "Enable IAM User Permissions",
        Effect: "Allow",
        Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
        Action: "kms:*",
        Resource: "*",
      },
    ],
  };
}

function ownAccountTopicPolicy(arn: string, accountId: string): Document {
  return {
    Version: "2008-10-17",
    Statement: [
      {
        Sid: "own_account",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: ["SNS:GetTopicAttributes", "SNS:SetTopicAttributes", "SNS:Subscribe", "SNS:Publish"],
        Resource: arn,
        Condition: { StringEquals: { "AWS:SourceOwner": accountId } },
      },
    ],
  };
}

function text(document: Text): string {
  return typeof document === "string" ? document : JSON.stringify(document);
}
