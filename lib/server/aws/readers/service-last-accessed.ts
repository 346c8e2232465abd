/** IAM's service-last-accessed reports, by service. Source: IAM API Reference, GetServiceLastAccessedDetails. */
import {
  GenerateServiceLastAccessedDetailsCommand,
  GetServiceLastAccessedDetailsCommand,
  type ServiceLastAccessed,
} from "@aws-sdk/client-iam";
import type { UsageSource } from "@/lib/server/usecases/scan/usage-ports";
import type { AccountSession } from "../account-session";
import { malformed } from "../credentials";
import { isoTime, orNull, present } from "../normalise";
import { pages } from "../pages";
import { repeatedToken } from "../repeated-token";

const PAGE = 1000;

export function usageSource(session: AccountSession, homeRegion: string): UsageSource {
  const iam = session.sender("iam", homeRegion);
  return {
    start: (Arn) =>
      iam.send("GenerateServiceLastAccessedDetails", async (client) => {
        const { JobId } = await client.send(
          new GenerateServiceLastAccessedDetailsCommand({ Arn, Granularity: "SERVICE_LEVEL" }),
        );
        if (!JobId) throw malformed("no job id");
        return JobId;
      }),
    report: async (JobId) => {
      let status = "";
      let reportedAt: string | null = null;
      const services: { service: string; lastAt: string | null; region: string | null }[] = [];
      const all = pages(
        (Marker) =>
          iam.send("GetServiceLastAccessedDetails", async (client) => {
            const page = await client.send(
              new GetServiceLastAccessedDetailsCommand({ JobId, MaxItems: PAGE, ...(Marker ? { Marker } : {}) }),
            );
            if (page.JobStatus === "FAILED")
              throw malformed(`the report failed: ${page.Error?.Message ?? "no reason"}`);
            return page;
          }),
        (page) => {
          status = page.JobStatus ?? "";
          reportedAt ??= isoTime(page.JobCompletionDate);
          return { items: present(page.ServicesLastAccessed), next: page.IsTruncated ? page.Marker : undefined };
        },
        repeatedToken("iam", "GetServiceLastAccessedDetails"),
      );
      for await (const page of all) services.push(...page.flatMap(serviceUse));
      return status === "COMPLETED" ? { reportedAt, services } : null;
    },
  };
}

function serviceUse({ ServiceNamespace, LastAuthenticated, LastAuthenticatedRegion }: ServiceLastAccessed) {
  return ServiceNamespace
    ? [{ service: ServiceNamespace, lastAt: isoTime(LastAuthenticated), region: orNull(LastAuthenticatedRegion) }]
    : [];
}
