/** The AWS side of a scan: one of these a scan, with its own connections; limits are shared by everything in the process. */
import { setMaxListeners } from "node:events";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import type { AwsCredentialIdentityProvider } from "@smithy/types";
import { parseArn } from "@/lib/domain/aws/arn";
import type { AccountSource, Caller, EstateSource, ReaderRole } from "@/lib/server/usecases/scan/ports";
import { AccountSession } from "./account-session";
import { CallError } from "./call-error";
import { AwsCaller, type CallObserver } from "./caller";
import { Cancellation } from "./cancellation";
import { configuredRegion, createClient } from "./clients";
import { AssumedCredentials, baseCredentials, malformed } from "./credentials";
import type { Limits } from "./limits/limits";
import { clusterSource } from "./readers/clusters";
import { iamSource } from "./readers/iam";
import { organizationSource } from "./readers/organization";
import { regionReaders } from "./readers/regions";
import { usageSource } from "./readers/service-last-accessed";
import { simulator } from "./readers/simulate";
import { DEFAULT_TIMEOUTS, ScanHandler, type Timeouts } from "./scan-handler";

export interface EstateSourceOptions {
  readonly limits: Limits;
  readonly signal: AbortSignal;
  readonly observer?: CallObserver;
  readonly timeouts?: Timeouts;
  readonly backoffMs?: number;
  /** Instead of the SDK's default chain; for tests. */
  readonly credentials?: AwsCredentialIdentityProvider;
  /** At the end, with what a probing run found out. */
  readonly onClose?: () => Promise<void>;
}

/** Budgets of the identity that asks, before its account is known. */
const CALLER_ACCOUNT = "caller";
const SHOWN_WAITS = 5;

export function createEstateSource(options: EstateSourceOptions): EstateSource {
  const { limits, signal, timeouts = DEFAULT_TIMEOUTS } = options;
  setMaxListeners(0, signal);
  const cancellation = new Cancellation(signal);
  const caller = new AwsCaller({
    limits,
    cancellation,
    ...(options.observer ? { observer: options.observer } : {}),
    ...(options.backoffMs === undefined ? {} : { backoffMs: options.backoffMs }),
  });
  const handler = new ScanHandler(timeouts, cancellation);
  const base = baseCredentials(options.credentials);
  const assumed = new Map<string, AssumedCredentials>();
  let known: Caller | null = null;

  const identified = (): Caller => {
    if (known === null) throw new Error("caller() comes first");
    return known;
  };

  const sessionOf = (
    accountId: string,
    role: ReaderRole,
  ): { session: AccountSession; open: () => Promise<string | null> } => {
    if (role === null) return { session: new AccountSession(accountId, base, handler, caller), open: async () => null };
    const { accountId: callerAccount, homeRegion: region } = identified();
    const key = `${role.arn}|${role.externalId ?? ""}`;
    let credentials = assumed.get(key);
    if (credentials === undefined) {
      const sts = createClient.sts({ handler, credentials: base.provider, region });
      const target = { service: "sts", operation: "AssumeRole", accountId: callerAccount, region };
      credentials = new AssumedCredentials(role, sts, caller, target, base);
      assumed.set(key, credentials);
    }
    const ready = credentials;
    return { session: new AccountSession(accountId, ready, handler, caller), open: () => ready.open() };
  };

  return {
    async caller() {
      const region = await configuredRegion();
      // Somebody waits to learn whether AWS can be reached at all.
      const first = new ScanHandler(impatient(timeouts), cancellation);
      const sts = createClient.sts({ handler: first, credentials: base.provider, region });
      const target = { service: "sts", operation: "GetCallerIdentity", accountId: CALLER_ACCOUNT, region };
      try {
        known = await caller.call({ ...target, first: true }, base, async () => {
          const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}));
          const partition = Arn === undefined ? undefined : parseArn(Arn)?.partition;
          if (!Account || !Arn || !partition) throw malformed("no caller identity");
          return { accountId: Account, arn: Arn, partition, homeRegion: region };
        });
      } catch (error) {
        // The first call is the one whose message must say who was asked.
        if (error instanceof CallError)
          throw new CallError(error.message, { ...error, endpoint: first.lastHost }, error.cause);
        throw error;
      } finally {
        first.destroy();
      }
      return known;
    },
    account(accountId, role): AccountSource {
      const { session, open } = sessionOf(accountId, role);
      const { homeRegion, partition } = identified();
      return {
        accountId,
        open,
        ...regionReaders(session, homeRegion),
        iam: iamSource(session, homeRegion),
        region: (name) => clusterSource(session, partition, name),
        simulate: simulator(session, homeRegion),
        usage: usageSource(session, homeRegion),
        resources: async () => {
          const { resourceSource } = await import("./resources");
          return resourceSource(session, { partition, homeRegion });
        },
      };
    },
    organization(accountId, role) {
      const { session, open } = sessionOf(accountId, role);
      return { open, ...organizationSource(session, identified().homeRegion) };
    },
    traffic: () => ({
      calls: caller.calls,
      failed: caller.failed,
      throttled: caller.throttled,
      waits: limits.busiest(SHOWN_WAITS).map(({ subject, waiting, rate }) => ({
        accountId: subject.accountId,
        region: subject.region,
        service: subject.service,
        limit: subject.operation ?? subject.service,
        queued: waiting,
        perSecond: Number.isFinite(rate) ? rate : null,
      })),
    }),
    async close() {
      handler.destroy();
      await options.onClose?.();
    },
  };
}

const FIRST_ANSWER_MS = 8_000;

function impatient({ connectMs, requestMs, answerMs }: Timeouts): Timeouts {
  return { connectMs, requestMs: Math.min(FIRST_ANSWER_MS, requestMs), answerMs: Math.min(FIRST_ANSWER_MS, answerMs) };
}
