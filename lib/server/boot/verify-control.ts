/** `verify` with the parts of this process; one runs at a time, since all of them share IAM's budget of requests. */
import type { VerifyAnswer } from "@/lib/contracts/api";
import type { Config } from "@/lib/contracts/config";
import type { VerifyControl } from "@/lib/server/http/web-container";
import type { ActivityQueries } from "@/lib/server/usecases/activity/ports";
import type { AnalysisPort } from "@/lib/server/usecases/ask-snapshot";
import type { Clock, SnapshotStore } from "@/lib/server/usecases/ports";
import { recordedOutcomes } from "@/lib/server/usecases/verify/recorded-outcomes";
import { verify } from "@/lib/server/usecases/verify/verify";
import type { OpenSource } from "./estate-source";

export function createVerifyControl(parts: {
  readonly config: Config;
  readonly store: Pick<SnapshotStore, "get">;
  readonly analysis: AnalysisPort;
  readonly activity: ActivityQueries;
  readonly openSource: OpenSource;
  readonly clock: Clock;
  /** Ends with the process. */
  readonly closing: AbortSignal;
}): VerifyControl {
  const { config, store, analysis, activity, openSource, clock, closing } = parts;
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(request, signal): Promise<VerifyAnswer> {
      const both = AbortSignal.any([signal, closing]);
      const mine = last.then(() =>
        verify(
          {
            store,
            analysis,
            clock,
            scope: config.scope,
            openSimulator: openSource,
            recorded: recordedOutcomes(activity, both),
          },
          request,
          both,
        ),
      );
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}
