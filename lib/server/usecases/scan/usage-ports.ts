/** IAM's service-last-accessed reports: a job is started, then asked for until it is done. */
import type { ServiceUseFacts } from "@/lib/domain/snapshot/facts";

/** Failures are CallFailures of service "iam". The report belongs to the session that started the job. */
export interface UsageSource {
  /** GenerateServiceLastAccessedDetails of one role, by service; the job's id. */
  start(roleArn: string): Promise<string>;
  /** GetServiceLastAccessedDetails, all pages; null while the job runs. A job that failed is a failure, kind "refused". */
  report(jobId: string): Promise<Omit<ServiceUseFacts, "roleArn"> | null>;
}
