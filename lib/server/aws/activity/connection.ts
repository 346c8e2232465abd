/** What sources of activity share while they are open: connections, budgets, and one session for each role. */
import { setMaxListeners } from "node:events";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import type { AwsCredentialIdentityProvider } from "@smithy/types";
import type { Caller, ReaderRole } from "@/lib/server/usecases/scan/ports";
import { AccountSession } from "../account-session";
import { AwsCaller, type CallObserver } from "../caller";
import { Cancellation } from "../cancellation";
import { configuredRegion, createClient } from "../clients";
import { AssumedCredentials, baseCredentials, type Credentials, malformed } from "../credentials";
import type { Limits } from "../limits/limits";
import { DEFAULT_TIMEOUTS, ScanHandler, type Timeouts } from "../scan-handler";

export interface ConnectionOptions {
  /** Those of the scans: an account has one budget, whoever asks. */
  readonly limits: Limits;
  /** Ends everything that is under way. */
  readonly signal: AbortSignal;
  readonly observer?: CallObserver;
  readonly timeouts?: Timeouts;
  readonly backoffMs?: number;
  /** Instead of the SDK's default chain; for tests. */
  readonly credentials?: AwsCredentialIdentityProvider;
}

const LAST_WORD_MS = 5_000;

export class Connection {
  readonly #handler: ScanHandler;
  readonly #caller: AwsCaller;
  readonly #base: Credentials;
  readonly #assumed = new Map<string, Credentials>();
  #known: Promise<Pick<Caller, "accountId" | "partition" | "homeRegion">> | null = null;

  constructor(private readonly options: ConnectionOptions) {
    const { limits, signal, observer, backoffMs, timeouts = DEFAULT_TIMEOUTS } = options;
    setMaxListeners(0, signal);
    const cancellation = new Cancellation(signal);
    this.#handler = new ScanHandler(timeouts, cancellation);
    this.#caller = new AwsCaller({
      limits,
      cancellation,
      ...(observer ? { observer } : {}),
      ...(backoffMs === undefined ? {} : { backoffMs }),
    });
    this.#base = baseCredentials(options.credentials);
  }

  /** Who asks (sts:GetCallerIdentity, once). */
  caller(): Promise<Pick<Caller, "accountId" | "partition" | "homeRegion">> {
    this.#known ??= this.#identify().catch((error: unknown) => {
      this.#known = null;
      throw error;
    });
    return this.#known;
  }

  /** null = the caller's own credentials, in the caller's own account. */
  async session(role: ReaderRole, accountId?: string): Promise<AccountSession> {
    const { accountId: own, homeRegion: region } = await this.caller();
    if (role === null) return new AccountSession(accountId ?? own, this.#base, this.#handler, this.#caller);
    const key = `${role.arn}|${role.externalId ?? ""}`;
    let credentials = this.#assumed.get(key);
    if (credentials === undefined) {
      const sts = createClient.sts({ handler: this.#handler, credentials: this.#base.provider, region });
      const target = { service: "sts", operation: "AssumeRole", accountId: own, region };
      credentials = new AssumedCredentials(role, sts, this.#caller, target, this.#base);
      this.#assumed.set(key, credentials);
    }
    return new AccountSession(accountId ?? role.arn.split(":")[4] ?? own, credentials, this.#handler, this.#caller);
  }

  /** For a last word after this one was cancelled: a connection of its own that ends soon. */
  aside(): Connection {
    return new Connection({ ...this.options, signal: AbortSignal.timeout(LAST_WORD_MS) });
  }

  close(): void {
    this.#handler.destroy();
  }

  async #identify(): Promise<Pick<Caller, "accountId" | "partition" | "homeRegion">> {
    const region = await configuredRegion();
    const sts = createClient.sts({ handler: this.#handler, credentials: this.#base.provider, region });
    const target = { service: "sts", operation: "GetCallerIdentity", accountId: "caller", region };
    return this.#caller.call(target, this.#base, async () => {
      const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}));
      const partition = Arn?.split(":")[1];
      if (!Account || !partition) throw malformed("no caller identity");
      return { accountId: Account, partition, homeRegion: region };
    });
  }
}
