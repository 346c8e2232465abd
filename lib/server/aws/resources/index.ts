/** The resource side of an account over the SDK. Loaded by the first scan that needs it: nine clients come with it. */
import type { NamedService } from "@/lib/domain/access/named-resources";
import type { ResourceReader, ResourceSource } from "@/lib/server/usecases/scan/resource-ports";
import type { AccountSession } from "../account-session";
import { tableReader } from "./dynamodb";
import { repositoryReader } from "./ecr";
import { keyReader } from "./kms";
import type { ResourcePlace } from "./place";
import { databaseReader } from "./rds";
import { bucketReader, s3AccountBlock } from "./s3";
import { secretReader } from "./secrets-manager";
import { topicReader } from "./sns";
import { queueReader } from "./sqs";

const READERS: Readonly<Record<NamedService, (session: AccountSession, place: ResourcePlace) => ResourceReader>> = {
  s3: bucketReader,
  kms: keyReader,
  sqs: queueReader,
  sns: topicReader,
  secretsmanager: secretReader,
  dynamodb: tableReader,
  ecr: repositoryReader,
  "rds-db": databaseReader,
};

export function resourceSource(
  session: AccountSession,
  { partition, homeRegion }: { readonly partition: string; readonly homeRegion: string },
): ResourceSource {
  return {
    reader: (service, region) => READERS[service](session, { partition, accountId: session.accountId, region }),
    s3Account: () => s3AccountBlock(session, homeRegion),
  };
}
