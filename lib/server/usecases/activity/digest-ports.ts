/** Where digests of log files come from, and where what they came to is kept. */
import type { CheckedDigest } from "@/lib/domain/activity/digest";
import type { Gap } from "@/lib/domain/snapshot/part";

export interface DigestObject {
  readonly key: string;
  readonly etag: string;
  readonly account: string;
  readonly region: string;
  readonly day: string;
}

export interface StoredDigest {
  /** As it is stored. */
  readonly bytes: Uint8Array;
  /** Hexadecimal; null = the copy has none. */
  readonly signature: string | null;
}

/** Digests beside the log files of one source. All failures are CallFailures; kind "not-found" where an object is gone. */
export interface DigestSource {
  /** The bucket that objects lie in; null = a copy of one, whose name is not known. */
  readonly bucket: string | null;
  /** Digests of the days, in order of their keys within an account and region. */
  list(request: {
    readonly from: string;
    readonly to: string;
    readonly onGap: (gap: Gap) => void;
    readonly signal: AbortSignal;
  }): AsyncIterable<DigestObject>;
  read(key: string, signal: AbortSignal): Promise<StoredDigest>;
  /** A log file by the key that a digest names. */
  open(key: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
  /** Public keys (DER, PKCS #1) of the region by fingerprint; null = they may not be read. Never asked for where nothing is signed. */
  publicKeys(
    region: string,
    range: { readonly from: Date; readonly to: Date },
    onGap: (gap: Gap) => void,
  ): Promise<ReadonlyMap<string, Uint8Array> | null>;
}

export interface KnownDigest {
  readonly etag: string;
  readonly hash: string;
  readonly signed: string | null;
  /** It is checked again: always, since something was wrong, or once its public key can be had. */
  readonly again: "no" | "always" | "with-key";
}

export interface DigestSink {
  /** By key: those that were checked. */
  known(source: string): Promise<ReadonlyMap<string, KnownDigest>>;
  save(source: string, checked: readonly CheckedDigest[]): Promise<void>;
}
