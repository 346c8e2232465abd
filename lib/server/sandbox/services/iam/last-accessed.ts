/**
 * Service last accessed: a job is generated, then polled. The report belongs to the credentials that asked for it, and
 * lists every service that the role's policies name, used or not.
 */
import { createHash } from "node:crypto";
import type { Account, Estate, Role, ServiceUse } from "../../estate/model";
import type { Call } from "../../protocol/call";
import { ServiceError } from "../../protocol/error";
import type { Operation } from "../../protocol/service";
import { element, list, wrap, xmlTime } from "../../protocol/xml";
import { iamPage, noSuchEntity } from "./shared";

interface Job {
  readonly role: Role;
  readonly account: Account;
  readonly granularity: string;
  readonly accessKeyId: string;
  readonly startedAt: number;
  polls: number;
}

export function lastAccessedOperations(): Readonly<Record<string, Operation>> {
  const jobs = new Map<string, Job>();
  return {
    GenerateServiceLastAccessedDetails: {
      resource: (call) => call.parameters.text("Arn") ?? "*",
      run(call) {
        const arn = call.parameters.text("Arn") ?? "";
        const granularity = call.parameters.text("Granularity") ?? "SERVICE_LEVEL";
        if (!["SERVICE_LEVEL", "ACTION_LEVEL"].includes(granularity)) throw invalidInput("Invalid granularity.");
        const role = call.account.roles.get(arn.slice(arn.lastIndexOf("/") + 1));
        if (role?.arn !== arn) throw noSuchEntity(`ARN ${arn} does not exist.`);
        const digest = createHash("sha256").update(`${arn}|${granularity}|${jobs.size}`).digest("hex");
        const id = digest.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
        const { account, identity, now } = call;
        jobs.set(id, { role, account, granularity, accessKeyId: identity.accessKeyId, startedAt: now, polls: 0 });
        return element("JobId", id);
      },
    },
    GetServiceLastAccessedDetails: { run: (call) => report(call, jobs) },
  };
}

function report(call: Call, jobs: ReadonlyMap<string, Job>): string {
  const id = call.parameters.text("JobId") ?? "";
  const job = jobs.get(id);
  if (job === undefined || job.accessKeyId !== call.identity.accessKeyId)
    throw noSuchEntity(`The job ${id} does not exist.`);
  const head = (status: string) =>
    element("JobStatus", status) +
    element("JobType", job.granularity) +
    element("JobCreationDate", xmlTime(job.startedAt));
  if (job.polls++ === 0) return head("IN_PROGRESS") + element("IsTruncated", false) + wrap("ServicesLastAccessed", "");
  const { items, trailer } = iamPage(call, grantedServices(call.estate, job.account, job.role), id);
  const actions = job.granularity === "ACTION_LEVEL";
  return (
    head("COMPLETED") +
    element("JobCompletionDate", xmlTime(job.startedAt + 1)) +
    trailer +
    list("ServicesLastAccessed", items, (namespace) => {
      const use = job.role.serviceUse.find((one) => one.namespace === namespace);
      return (
        element("ServiceName", SERVICE_NAMES[namespace] ?? namespace) +
        element("ServiceNamespace", namespace) +
        element("TotalAuthenticatedEntities", use === undefined ? 0 : 1) +
        (use === undefined ? "" : usageXml(job.role, use, actions))
      );
    })
  );
}

function usageXml(role: Role, use: ServiceUse, withActions: boolean): string {
  return (
    element("LastAuthenticated", xmlTime(use.at)) +
    element("LastAuthenticatedEntity", role.arn) +
    element("LastAuthenticatedRegion", use.region) +
    (withActions
      ? list(
          "TrackedActionsLastAccessed",
          use.actions,
          (action) =>
            element("ActionName", action) +
            element("LastAccessedEntity", role.arn) +
            element("LastAccessedTime", xmlTime(use.at)) +
            element("LastAccessedRegion", use.region),
        )
      : "")
  );
}

/** Service prefixes of all actions that the role's policies allow, in order. */
function grantedServices(estate: Estate, account: Account, role: Role): string[] {
  const documents = role.inline.map((policy) => policy.document);
  for (const { arn } of role.attached) {
    const policy = account.policies.get(arn) ?? estate.awsPolicies.get(arn);
    documents.push(policy?.versions.find((version) => version.id === policy.defaultVersionId)?.document ?? "{}");
  }
  const found = new Set<string>();
  for (const document of documents) {
    for (const match of document.matchAll(/"([a-z][a-z0-9-]{1,60}):[A-Za-z*?]+"/g)) {
      if (match[1] !== undefined && match[1] !== "arn") found.add(match[1]);
    }
  }
  return [...found].sort();
}

const SERVICE_NAMES: Readonly<Record<string, string>> = {
  s3: "Amazon S3",
  sqs: "Amazon SQS",
  sns: "Amazon SNS",
  kms: "AWS Key Management Service",
  dynamodb: "Amazon DynamoDB",
  secretsmanager: "AWS Secrets Manager",
  ssm: "AWS Systems Manager",
  sts: "AWS Security Token Service",
  ec2: "Amazon EC2",
  iam: "AWS Identity and Access Management",
  kinesis: "Amazon Kinesis Data Streams",
  logs: "Amazon CloudWatch Logs",
  cloudwatch: "Amazon CloudWatch",
  route53: "Amazon Route 53",
};

function invalidInput(message: string): ServiceError {
  return new ServiceError("InvalidInput", 400, message);
}
