/** Who may call: keys of users that the estate has, and sessions that the endpoint's STS has issued. */
import { createHash } from "node:crypto";
import type { Account, Estate, Principal, Role } from "./estate/model";

export interface Identity {
  readonly accessKeyId: string;
  readonly accountId: string;
  /** User ARN, or assumed-role ARN of a session. */
  readonly arn: string;
  /** AIDA… or AROA…:session. */
  readonly userId: string;
  /** The user or role whose policies decide. */
  readonly principal: Principal;
  readonly session: Session | null;
}

export interface Session {
  readonly name: string;
  readonly token: string;
  readonly expiresAt: number;
}

export interface IssuedSession {
  readonly identity: Identity;
  readonly session: Session;
  readonly secretAccessKey: string;
}

export type Authentication =
  | { readonly kind: "known"; readonly identity: Identity }
  | { readonly kind: "unknown" }
  | { readonly kind: "expired" };

export class Identities {
  readonly #byKey = new Map<string, Identity>();
  readonly #expired = new Set<string>();
  readonly #secrets = new Map<string, string>();
  #issued = 0;

  constructor(estate: Estate) {
    for (const key of estate.accessKeys) {
      const user = estate.accounts.get(key.accountId)?.users.get(key.userName);
      if (user === undefined) throw new Error(`access key ${key.id} belongs to no user of the estate`);
      this.#secrets.set(key.id, key.secret);
      this.#byKey.set(key.id, {
        accessKeyId: key.id,
        accountId: key.accountId,
        arn: user.arn,
        userId: user.id,
        principal: user,
        session: null,
      });
    }
  }

  /** The key must be known; a session's token must be its own, and the session not over. Signatures are not checked. */
  authenticate(accessKeyId: string, token: string, now: number): Authentication {
    const identity = this.#byKey.get(accessKeyId);
    if (identity === undefined) return { kind: "unknown" };
    if ((identity.session?.token ?? "") !== token) return { kind: "unknown" };
    if (this.#expired.has(accessKeyId) || (identity.session !== null && identity.session.expiresAt <= now)) {
      return { kind: "expired" };
    }
    return { kind: "known", identity };
  }

  issue(account: Account, role: Role, sessionName: string, seconds: number, now: number): IssuedSession {
    const seed = `${role.arn}|${sessionName}|${this.#issued++}`;
    const secret = createHash("sha256").update(seed).digest();
    const session: Session = {
      name: sessionName,
      token: `FwoGZXIvYXdzE${Buffer.concat([secret, secret, secret]).toString("base64")}`,
      expiresAt: now + seconds,
    };
    const identity: Identity = {
      accessKeyId: `ASIA${base32(secret, 16)}`,
      accountId: account.id,
      arn: role.arn.replace(
        /^(arn:[^:]+):iam::(\d+):role\/(?:.*\/)?([^/]+)$/,
        `$1:sts::$2:assumed-role/$3/${sessionName}`,
      ),
      userId: `${role.id}:${sessionName}`,
      principal: role,
      session,
    };
    const secretAccessKey = secret.toString("base64").slice(0, 40);
    this.#byKey.set(identity.accessKeyId, identity);
    this.#secrets.set(identity.accessKeyId, secretAccessKey);
    return { identity, session, secretAccessKey };
  }

  /** For checking what was signed with the key. */
  secretOf(accessKeyId: string): string | null {
    return this.#secrets.get(accessKeyId) ?? null;
  }

  /** From now on this key is answered as expired, as when its time is up. */
  expire(accessKeyId: string): void {
    this.#expired.add(accessKeyId);
  }

  /** Ends every issued session. */
  expireSessions(): void {
    for (const [id, identity] of this.#byKey) if (identity.session !== null) this.#expired.add(id);
  }
}

/** The alphabet of AWS's unique ids. */
export function base32(bytes: Uint8Array, length: number): string {
  let text = "";
  for (let i = 0; i < length; i++) text += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[(bytes[i % bytes.length] ?? 0) & 31];
  return text;
}
