/** Credentials: the caller's own from the SDK's default chain, and one assumed session per account, shared by all its clients. */
import { AssumeRoleCommand, type STSClient } from "@aws-sdk/client-sts";
import { fromNodeProviderChain } from "@aws-sdk/credential-providers";
import { doesIdentityRequireRefresh, isIdentityExpired, memoizeIdentityProvider } from "@smithy/core";
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from "@smithy/types";
import type { ReaderRole } from "@/lib/server/usecases/scan/ports";
import type { CallError } from "./call-error";
import type { AwsCaller, CallTarget, Renewal } from "./caller";

/** Role chaining allows no longer session (IAM User Guide, "Methods to assume a role"). */
const SESSION_SECONDS = 3600;
const SESSION_NAME = "podlens";

export interface Credentials extends Renewal {
  /** For `credentials` of any client: memoised once for all of them. */
  readonly provider: AwsCredentialIdentityProvider;
}

type Memoised = (options?: { forceRefresh?: boolean }) => Promise<AwsCredentialIdentity>;

/** The SDK's default chain (environment, profile, SSO, web identity, container, instance), asked once. */
export function baseCredentials(provider: AwsCredentialIdentityProvider = fromNodeProviderChain()): Credentials {
  return shared(memoise(provider));
}

/** The reader role of an account. Its ARN as a session (assumed-role/…) is known after `open`. */
export class AssumedCredentials implements Credentials {
  readonly provider: AwsCredentialIdentityProvider;
  dead: CallError | null = null;
  sessionArn: string | null = null;
  readonly #memoised: Memoised;

  constructor(
    role: NonNullable<ReaderRole>,
    sts: STSClient,
    caller: AwsCaller,
    target: CallTarget,
    base: Credentials,
    endpoint: Promise<string | null>,
  ) {
    const assume = async (): Promise<AwsCredentialIdentity> => {
      const command = new AssumeRoleCommand({
        RoleArn: role.arn,
        RoleSessionName: SESSION_NAME,
        DurationSeconds: SESSION_SECONDS,
        ...(role.externalId === null ? {} : { ExternalId: role.externalId }),
      });
      const result = await caller.call(target, base, await endpoint, async (abortSignal) => {
        const answer = await sts.send(command, { abortSignal });
        const { AccessKeyId, SecretAccessKey } = answer.Credentials ?? {};
        if (!AccessKeyId || !SecretAccessKey) throw malformed("no credentials in the answer");
        return answer;
      });
      const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = result.Credentials ?? {};
      this.sessionArn = result.AssumedRoleUser?.Arn ?? null;
      return {
        accessKeyId: AccessKeyId ?? "",
        secretAccessKey: SecretAccessKey ?? "",
        ...(SessionToken === undefined ? {} : { sessionToken: SessionToken }),
        ...(Expiration === undefined ? {} : { expiration: Expiration }),
      };
    };
    this.#memoised = memoise(assume);
    this.provider = asProvider(this.#memoised);
  }

  /** Assumes the role where that has not been done. Throws CallError (operation AssumeRole). */
  async open(): Promise<string | null> {
    await this.#memoised();
    return this.sessionArn;
  }

  async renew(): Promise<boolean> {
    return renewOnce(this.#memoised);
  }
}

function shared(memoised: Memoised): Credentials {
  return { provider: asProvider(memoised), dead: null, renew: () => renewOnce(memoised) };
}

function memoise(provider: AwsCredentialIdentityProvider): Memoised {
  return memoizeIdentityProvider(provider, isIdentityExpired, doesIdentityRequireRefresh) as Memoised;
}

/** `memoized` tells clients not to put a cache of their own in front, which would outlive a renewal. */
function asProvider(memoised: Memoised): AwsCredentialIdentityProvider {
  return Object.assign(() => memoised(), { memoized: true });
}

const renewing = new WeakMap<Memoised, Promise<boolean>>();

/** Many calls notice at once that a session has ended; one of them asks for the next. */
function renewOnce(memoised: Memoised): Promise<boolean> {
  let pending = renewing.get(memoised);
  if (pending === undefined) {
    pending = (async () => {
      try {
        const before = await memoised().catch(() => null);
        const after = await memoised({ forceRefresh: true });
        return after.accessKeyId !== before?.accessKeyId || after.sessionToken !== before?.sessionToken;
      } catch {
        return false;
      } finally {
        // Latecomers of the same ended session share the answer for a moment.
        setTimeout(() => renewing.delete(memoised), 1000).unref();
      }
    })();
    renewing.set(memoised, pending);
  }
  return pending;
}

/** An answer that parses and yet lacks what the API promises. */
export function malformed(what: string): Error {
  return Object.assign(new Error(`incomplete answer: ${what}`), { name: "MalformedResponse" });
}
