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
  return new SharedCredentials(provider);
}

/** One set of credentials for many clients. */
export class SharedCredentials implements Credentials {
  readonly provider: AwsCredentialIdentityProvider;
  dead: CallError | null = null;
  generation = 0;
  readonly #memoised: Memoised;
  #renewing: Promise<boolean> | null = null;

  constructor(source: AwsCredentialIdentityProvider) {
    const counted = async () => {
      const identity = await source();
      this.generation++;
      return identity;
    };
    this.#memoised = memoizeIdentityProvider(counted, isIdentityExpired, doesIdentityRequireRefresh) as Memoised;
    // `memoized` tells clients not to put a cache of their own in front, which would outlive a renewal.
    this.provider = Object.assign(() => this.#memoised(), { memoized: true });
  }

  get(): Promise<AwsCredentialIdentity> {
    return this.#memoised();
  }

  /** Many calls notice at once that a session has ended; one of them asks for the next. */
  async renew(generation: number): Promise<boolean> {
    if (generation < this.generation) return true;
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  async #renew(): Promise<boolean> {
    try {
      const before = await this.#memoised();
      const after = await this.#memoised({ forceRefresh: true });
      return after.accessKeyId !== before.accessKeyId || after.sessionToken !== before.sessionToken;
    } catch {
      return false;
    }
  }
}

/** The reader role of an account. */
export class AssumedCredentials extends SharedCredentials {
  /** "arn:aws:sts::…:assumed-role/…", known after `open`. */
  sessionArn: string | null = null;

  constructor(role: NonNullable<ReaderRole>, sts: STSClient, caller: AwsCaller, target: CallTarget, base: Credentials) {
    super(async () => {
      const command = new AssumeRoleCommand({
        RoleArn: role.arn,
        RoleSessionName: SESSION_NAME,
        DurationSeconds: SESSION_SECONDS,
        ...(role.externalId === null ? {} : { ExternalId: role.externalId }),
      });
      const result = await caller.call(target, base, async () => {
        const answer = await sts.send(command);
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
    });
  }

  /** Assumes the role where that has not been done. Throws CallError (operation AssumeRole). */
  async open(): Promise<string | null> {
    await this.get();
    return this.sessionArn;
  }
}

/** An answer that parses and yet lacks what the API promises. */
export function malformed(what: string): Error {
  return Object.assign(new Error(`incomplete answer: ${what}`), { name: "MalformedResponse" });
}
