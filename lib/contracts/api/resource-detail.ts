/** GET /api/resources?arn=… — what is known of one resource, and the questions that people ask of its kind. */
import { z } from "zod";
import { snapshotParam } from "./common";
import type { CoverageGap } from "./coverage";
import type { PolicyAnswer } from "./policy";

export const resourceQuery = z.object({
  snapshot: snapshotParam,
  arn: z.string().trim().min(1).max(2048),
});
export type ResourceQuery = z.infer<typeof resourceQuery>;

export interface ResourceDetail {
  readonly arn: string;
  /** "S3 bucket"; null where it is not recognised. */
  readonly type: string | null;
  readonly name: string;
  /** IAM service prefix, and its name where AWS's list has it. */
  readonly service: string;
  readonly serviceName: string | null;
  /** It stands for several resources. */
  readonly pattern: boolean;
  /** null = not known. */
  readonly account: { readonly id: string; readonly name: string | null; readonly href: string } | null;
  readonly region: string | null;
  readonly consoleUrl: string | null;
  /** A page that says more of it (a role, a policy, a cluster); null where this is its page. */
  readonly page: string | null;
  /** false = a grant names it, and the service says that there is no such thing. null = not read. */
  readonly exists: boolean | null;
  readonly facts: readonly { readonly term: string; readonly value: string; readonly href: string | null }[];
  /** Its own policy; null where it has none, or none of its kind has. */
  readonly policy: PolicyAnswer | null;
  readonly policyState: "read" | "none" | "not-read" | "no-such-layer";
  /** What the state means for who can use it. */
  readonly policyWords: string;
  /** Each is a who-can question. */
  readonly questions: readonly ResourceQuestion[];
  readonly gaps: readonly CoverageGap[];
}

export interface ResourceQuestion {
  /** "read its objects": fits behind "who can". */
  readonly verb: string;
  readonly action: string;
  readonly resource: string;
}
