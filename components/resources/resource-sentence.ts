import type { ResourceDetail, WhoCanAnswer } from "@/lib/contracts/api";

/** "orders is an S3 bucket of data-prod: 3 workloads can list it, 12 can read its objects and none can change its policy." */
export function resourceSentence(
  detail: Pick<ResourceDetail, "name" | "type" | "serviceName" | "account" | "questions" | "pattern">,
  answers: readonly (Pick<WhoCanAnswer, "total"> | null)[],
): string {
  const kind = detail.type ?? (detail.serviceName === null ? "a resource" : `a resource of ${detail.serviceName}`);
  const article = detail.type === null ? "" : /^(S3|SNS|SQS|SSM|RDS|MSK|ECR|EKS|[aeiou])/i.test(kind) ? "an " : "a ";
  const whose = detail.account === null ? "" : ` of ${detail.account.name ?? detail.account.id}`;
  const what = detail.pattern
    ? `${detail.name} stands for ${detail.type === null ? kind : `${detail.type} resources`}${whose}`
    : `${detail.name} is ${article}${kind}${whose}`;
  if (answers.some((answer) => answer === null)) return `${what}.`;
  const parts = detail.questions.map(({ verb }, at) => {
    const total = answers[at]?.total ?? 0;
    const count = total === 0 ? "none" : total.toLocaleString("en");
    return at === 0
      ? `${total === 0 ? "no" : count} ${total === 1 ? "workload" : "workloads"} can ${verb}`
      : `${count} can ${verb}`;
  });
  const last = parts.at(-1) ?? "";
  return `${what}: ${parts.length > 1 ? `${parts.slice(0, -1).join(", ")} and ${last}` : last}.`;
}
