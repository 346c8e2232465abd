/**
 * CARTO Self-Hosted as its documentation sets it up: the service account's role connects to the metadata database in RDS
 * as an IAM database user, and reads and writes CARTO's own buckets.
 */
import { allow, podIdentityTrust, policy } from "../documents";
import type { Clusters } from "./clusters";
import type { Company } from "./company";

export function cartoSelfHosted(company: Company, clusters: Clusters): void {
  const { data } = company;
  const buckets = ["shop-carto-import", "shop-carto-thumbnails", "shop-carto-export"];
  const role = data.role("carto-self-hosted", {
    trust: podIdentityTrust(),
    description: "CARTO Self-Hosted: metadata database and buckets",
    inline: {
      "carto-metadata-database": policy({
        Effect: "Allow",
        Action: ["rds-db:connect"],
        Resource: [`arn:aws:rds-db:eu-west-1:${data.id}:dbuser:db-CARTOMETADATA0EXAMPLE00001/carto_workspace`],
      }),
      "carto-buckets": policy(
        allow(
          ["s3:ListBucket", "s3:GetBucketLocation"],
          buckets.map((bucket) => `arn:aws:s3:::${bucket}`),
        ),
        allow(
          ["s3:GetObject", "s3:PutObject", "s3:PutObjectAcl", "s3:DeleteObject"],
          buckets.map((bucket) => `arn:aws:s3:::${bucket}/*`),
        ),
      ),
    },
    tags: { owner: "geo", application: "carto" },
    usedDaysAgo: 0,
  });
  clusters.dataIreland.associate("carto", "carto-common-backend", role.arn, {
    tags: { owner: "geo", application: "carto" },
  });
}
