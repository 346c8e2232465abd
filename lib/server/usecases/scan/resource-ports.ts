/** What a scan needs of the services whose resources grants name. lib/server/aws/resources implements it over the SDK. */
import type { NamedService } from "@/lib/domain/access/named-resources";
import type { DocumentHash } from "@/lib/domain/snapshot/facts";
import type { ResourceFacts, S3AccountFacts } from "@/lib/domain/snapshot/resource-facts";

/** A resource as its service's list tells of it, or as its name does. */
export interface ListedResource {
  readonly arn: string;
  /** What patterns of policies are matched with: bucket, key id, queue, secret with its suffix, resource id. */
  readonly name: string;
  readonly region: string;
  /** Further names: aliases of a key. */
  readonly aliases?: readonly string[];
  /** Facts that came with the list, where nothing more is to be asked. */
  readonly facts?: ResourceFacts;
  /** The key that encrypts a secret. */
  readonly kmsKeyId?: string | null;
}

/** What a call gave; why it failed is in the log of what could not be read. */
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false };

/** One call about one resource. */
export type Ask = <T>(operation: string, resource: string, run: () => Promise<T>) => Promise<Answer<T>>;

export interface ReadOptions {
  /** A grant names its stream, too. */
  readonly stream: boolean;
  /** Keeps a policy's text; its hash. */
  document(text: string): DocumentHash;
}

export interface ResourceReader {
  readonly service: NamedService;
  /** The prefix that gaps and permissions carry: "rds" for "rds-db". */
  readonly gapService: string;
  /** Operations of `list`, in the order in which they are sent. */
  readonly listOperations: readonly string[];
  /** All of the account and region, in pages. `exact`: the only names that are wanted, where that can be asked for. */
  list(ask: Ask, exact: readonly string[] | null): Promise<readonly ListedResource[] | null>;
  /** A resource of a policy that names it without wildcards; null where only the list knows its ARN. */
  named(name: string): ListedResource | null;
  /** null: nothing could be learnt of it; what failed is in the log. */
  read(listed: ListedResource, ask: Ask, options: ReadOptions): Promise<ResourceFacts | null>;
}

export interface ResourceSource {
  /** Readers for one region; "s3" lists the buckets of all regions, whichever is asked. */
  reader(service: NamedService, region: string): ResourceReader;
  /** S3's Block Public Access of the account. */
  s3Account(): Promise<S3AccountFacts["publicAccessBlock"]>;
}
