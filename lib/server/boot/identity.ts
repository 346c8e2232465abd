/** As whom Podlens is signed in to AWS: asked once, and again after a failure, never while a request waits. */
import type { IdentityAnswer } from "@/lib/contracts/api";
import type { Caller, CallFailure, FailureKind } from "@/lib/server/usecases/scan/ports";

export interface Identity {
  /** What is known now; a failure older than half a minute is asked anew behind the scenes. */
  answer(): IdentityAnswer;
  refresh(): Promise<IdentityAnswer>;
}

const againAfterMs = 30_000;

export function createIdentity(ask: () => Promise<Caller>, now: () => Date): Identity {
  let known: IdentityAnswer = { kind: "pending" };
  let askedAt = Number.NEGATIVE_INFINITY;
  let running: Promise<IdentityAnswer> | null = null;
  const refresh = (): Promise<IdentityAnswer> => {
    askedAt = now().getTime();
    running ??= ask()
      .then(({ arn, accountId, partition }): IdentityAnswer => ({ kind: "known", arn, accountId, partition }), failed)
      .then((answer) => {
        known = answer;
        running = null;
        return answer;
      });
    return running;
  };
  return {
    refresh,
    answer: () => {
      if (known.kind !== "known" && now().getTime() - askedAt > againAfterMs) void refresh();
      return known;
    },
  };
}

/** Words of ours by the kind of failure: what the SDK says may hold more than a page should show. */
function failed(error: unknown): IdentityAnswer {
  const kind = (error as Partial<CallFailure> | null)?.code === "call-failed" ? (error as CallFailure).kind : null;
  const [message, remedy] = kind && words[kind] ? words[kind] : otherwise;
  return { kind: "failed", message, remedy, missingPermission: null };
}

const otherwise = [
  "AWS did not say who Podlens is.",
  "Check the credentials and the network, then reload the page.",
] as const;

const words: Partial<Record<FailureKind, readonly [string, string]>> = {
  credentials: [
    "No usable AWS credentials were found.",
    "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, in the environment of Podlens and start it again.",
  ],
  expired: ["The AWS credentials have expired.", "Renew them (for example with aws sso login) and reload the page."],
  denied: [
    "AWS denies these credentials.",
    "Check that the key is active and that no policy denies sts:GetCallerIdentity.",
  ],
  timeout: ["AWS does not answer.", "Check the network, and AWS_ENDPOINT_URL where it is set."],
  unreachable: ["AWS cannot be reached.", "Check the network, and AWS_ENDPOINT_URL where it is set."],
  malformed: ["What answered is not AWS.", "Check AWS_ENDPOINT_URL and any proxy in between."],
  "region-disabled": ["The region is not enabled for this account.", "Set AWS_REGION to an enabled region."],
};
