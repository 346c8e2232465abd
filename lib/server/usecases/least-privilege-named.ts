/** Least privilege by names, as the command line asks for it. */
import { z } from "zod";
import { type LeastPrivilegeAnswer, leastPrivilegeQuery } from "@/lib/contracts/api";
import { type LeastPrivilegeParts, leastPrivilege, workloadsNamed } from "./least-privilege";

export const leastPrivilegeNamed = z
  .object({
    /** NAMESPACE/NAME, a workload's id, or a role's ARN. */
    names: z.array(z.string().min(1).max(2_048)).min(1).max(200),
    /** Name or ARN, where a name is there in several clusters. */
    cluster: z.string().max(512).optional(),
    snapshot: z.string().max(64).default("latest"),
    from: z.string().max(64).optional(),
    to: z.string().max(64).optional(),
    keep: z.string().max(8_192).default(""),
    drop: z.string().max(8_192).default(""),
    holes: z.string().max(16).default("keep"),
  })
  .strict();
export type LeastPrivilegeNamed = z.input<typeof leastPrivilegeNamed>;

/** What somebody asked for is not there, or is there several times. */
export class NameError extends Error {
  override readonly name = "NameError";
  readonly code = "least-privilege/name";
}

/** One answer a name, in their order. Throws NameError; AskError where there is no such snapshot. */
export async function leastPrivilegeOf(
  parts: LeastPrivilegeParts,
  request: z.output<typeof leastPrivilegeNamed>,
  signal?: AbortSignal,
): Promise<LeastPrivilegeAnswer[]> {
  const { names, cluster, ...rest } = request;
  const answers: LeastPrivilegeAnswer[] = [];
  for (const name of names) {
    const subject = name.startsWith("arn:") && !name.includes("|") ? { role: name } : { workload: await idOf(name) };
    const query = leastPrivilegeQuery.safeParse({ ...rest, ...subject });
    if (!query.success) {
      const [issue] = query.error.issues;
      throw new NameError(`--${String(issue?.path[0] ?? "from")}: ${issue?.message ?? "not understood"}`);
    }
    answers.push(await leastPrivilege(parts, query.data, signal));
  }
  return answers;

  async function idOf(name: string): Promise<string> {
    const all = await workloadsNamed(parts, request.snapshot, name, signal);
    const found = all.filter(
      (each) => cluster === undefined || each.clusterName === cluster || each.clusterArn === cluster,
    );
    const [first] = found;
    if (!first)
      throw new NameError(
        `no workload ${JSON.stringify(name)} in this snapshot${cluster === undefined ? "" : ` and cluster ${cluster}`}`,
      );
    if (found.length > 1)
      throw new NameError(
        `${JSON.stringify(name)} is in ${found.map(({ clusterName, issuer }) => clusterName ?? issuer).join(", ")}: choose one with --cluster`,
      );
    return first.id;
  }
}
