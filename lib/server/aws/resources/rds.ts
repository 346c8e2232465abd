/** RDS: the instance or cluster behind the resource id of an `rds-db` ARN, and whether IAM authentication is on. */
import {
  type DBCluster,
  type DBInstance,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import type { DatabaseFacts } from "@/lib/domain/snapshot/resource-facts";
import type { ListedResource, ResourceReader } from "@/lib/server/usecases/scan/resource-ports";
import type { AccountSession } from "../account-session";
import { clientOptions } from "../clients";
import { orNull, present } from "../normalise";
import { pages } from "../pages";
import { repeatedToken } from "../repeated-token";
import { allOf, type ResourcePlace } from "./place";

const PAGE = 100;
/** A filter takes no more values; above that everything is listed. */
const MOST_VALUES = 100;

export function databaseReader(session: AccountSession, place: ResourcePlace): ResourceReader {
  const { accountId, region } = place;
  const rds = session.senderOf("rds", region, (context) => new RDSClient(clientOptions(context)));
  const filter = (Name: string, Values: readonly string[] | null) =>
    Values === null || Values.length > MOST_VALUES ? {} : { Filters: [{ Name, Values: [...Values] }] };
  const listed = (facts: DatabaseFacts): ListedResource => ({ arn: facts.arn, name: facts.resourceId, region, facts });

  const instances = (ids: readonly string[] | null) =>
    pages(
      (Marker) =>
        rds.send("DescribeDBInstances", (client) =>
          client.send(new DescribeDBInstancesCommand({ MaxRecords: PAGE, Marker, ...filter("dbi-resource-id", ids) })),
        ),
      (page) => ({ items: present(page.DBInstances).flatMap(instanceFacts), next: page.Marker }),
      repeatedToken("rds", "DescribeDBInstances"),
    );
  const clusters = (ids: readonly string[] | null) =>
    pages(
      (Marker) =>
        rds.send("DescribeDBClusters", (client) =>
          client.send(
            new DescribeDBClustersCommand({ MaxRecords: PAGE, Marker, ...filter("db-cluster-resource-id", ids) }),
          ),
        ),
      (page) => ({ items: present(page.DBClusters).flatMap(clusterFacts), next: page.Marker }),
      repeatedToken("rds", "DescribeDBClusters"),
    );

  return {
    service: "rds-db",
    gapService: "rds",
    listOperations: ["DescribeDBInstances", "DescribeDBClusters"],
    async list(ask, exact) {
      const of = (prefix: string) => exact?.filter((id) => id.startsWith(prefix)) ?? null;
      const [db, cluster] = [of("db-"), of("cluster-")];
      const [some, others] = await Promise.all([
        db?.length === 0
          ? []
          : allOf(
              () => instances(db),
              (run) => ask("DescribeDBInstances", region, run),
            ),
        cluster?.length === 0
          ? []
          : allOf(
              () => clusters(cluster),
              (run) => ask("DescribeDBClusters", region, run),
            ),
      ]);
      if (some === null && others === null) return null;
      return [...(some ?? []), ...(others ?? [])].map(listed);
    },
    named: () => null,
    read: async ({ facts }) => facts ?? null,
  };

  function instanceFacts(one: DBInstance): DatabaseFacts[] {
    const { DBInstanceArn: arn, DbiResourceId: resourceId } = one;
    if (arn === undefined || resourceId === undefined) return [];
    return [
      {
        kind: "database",
        arn,
        name: one.DBInstanceIdentifier ?? arn,
        accountId,
        region,
        exists: true,
        resourceId,
        type: "instance",
        iamAuthentication: orNull(one.IAMDatabaseAuthenticationEnabled),
        engine: orNull(one.Engine),
        endpoint: orNull(one.Endpoint?.Address),
      },
    ];
  }

  function clusterFacts(one: DBCluster): DatabaseFacts[] {
    const { DBClusterArn: arn, DbClusterResourceId: resourceId } = one;
    if (arn === undefined || resourceId === undefined) return [];
    return [
      {
        kind: "database",
        arn,
        name: one.DBClusterIdentifier ?? arn,
        accountId,
        region,
        exists: true,
        resourceId,
        type: "cluster",
        iamAuthentication: orNull(one.IAMDatabaseAuthenticationEnabled),
        engine: orNull(one.Engine),
        endpoint: orNull(one.Endpoint),
      },
    ];
  }
}
