/** S3 with buckets in the path. Operations stand in files of their own; each takes what `routes` found in path and query. */
import { restXml, s3Errors } from "../../protocol/rest-xml";
import type { Service } from "../../protocol/service";
import { bucketOperations } from "./buckets";
import { bucketPolicyOperations } from "./policies";
import { routeS3 } from "./routes";

export const s3Service: Service = {
  name: "s3",
  global: false,
  protocol: restXml,
  errors: s3Errors,
  route: routeS3,
  operations: { ...bucketOperations, ...bucketPolicyOperations },
};
