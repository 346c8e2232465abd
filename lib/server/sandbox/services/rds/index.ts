/** RDS: query protocol; instances and clusters by their resource ids. Source: Amazon RDS API Reference. */
import type { Database } from "../../estate/resource-model";
import type { Call } from "../../protocol/call";
import { queryErrors } from "../../protocol/common-errors";
import { ServiceError } from "../../protocol/error";
import { awsQuery, routeForm } from "../../protocol/query";
import type { Operation, Service } from "../../protocol/service";
import { element, list } from "../../protocol/xml";
import { inRegion, listing, regionalArn } from "../resources";

const operations: Readonly<Record<string, Operation>> = {
  DescribeDBInstances: {
    resource: (call) => regionalArn(call, "rds", "db:*"),
    run: (call) =>
      databases(call, "instance", "dbi-resource-id", (items) =>
        list(
          "DBInstances",
          items,
          (one) =>
            element("DBInstanceIdentifier", one.name) +
            element("DBInstanceArn", one.arn) +
            element("DbiResourceId", one.resourceId) +
            element("Engine", one.engine) +
            `<Endpoint>${element("Address", one.endpoint)}${element("Port", 5432)}</Endpoint>` +
            element("IAMDatabaseAuthenticationEnabled", one.iamAuthentication),
          "DBInstance",
        ),
      ),
  },
  DescribeDBClusters: {
    resource: (call) => regionalArn(call, "rds", "cluster:*"),
    run: (call) =>
      databases(call, "cluster", "db-cluster-resource-id", (items) =>
        list(
          "DBClusters",
          items,
          (one) =>
            element("DBClusterIdentifier", one.name) +
            element("DBClusterArn", one.arn) +
            element("DbClusterResourceId", one.resourceId) +
            element("Engine", one.engine) +
            element("Endpoint", one.endpoint) +
            element("IAMDatabaseAuthenticationEnabled", one.iamAuthentication),
          "DBCluster",
        ),
      ),
  },
};

export const rdsService: Service = {
  name: "rds",
  global: false,
  protocol: awsQuery("http://rds.amazonaws.com/doc/2014-10-31/"),
  errors: queryErrors({ reasonInDenial: true }),
  route: (request) => routeForm(request, "2014-10-31"),
  operations,
};

function databases(
  call: Call,
  type: Database["type"],
  filter: string,
  render: (items: readonly Database[]) => string,
): string {
  const size = call.parameters.integer("MaxRecords") ?? 100;
  if (!(size >= 20 && size <= 100)) throw invalid("MaxRecords must be between 20 and 100");
  const ids = filterValues(call, filter);
  const all = [...inRegion(call).databases.values()].filter(
    (one) => one.type === type && (ids === null || ids.includes(one.resourceId)),
  );
  const { items, nextToken } = listing(call, all, {
    token: "Marker",
    size,
    selection: ids?.join() ?? "",
    invalidToken: () => invalid("Invalid Marker"),
  });
  return render(items) + element("Marker", nextToken);
}

/** Values of the one filter that selects here; null where none is given. Any other is refused, not ignored. */
function filterValues(call: Call, wanted: string): string[] | null {
  const { parameters } = call;
  const name = parameters.text("Filters.Filter.1.Name");
  if (name === null) return null;
  if (name !== wanted) throw invalid(`Unrecognized filter name: ${name}`);
  const values: string[] = [];
  for (let i = 1; i <= 1000; i++) {
    const value = parameters.text(`Filters.Filter.1.Values.Value.${i}`);
    if (value === null) break;
    values.push(value);
  }
  return values;
}

function invalid(message: string): ServiceError {
  return new ServiceError("InvalidParameterValue", 400, message);
}
