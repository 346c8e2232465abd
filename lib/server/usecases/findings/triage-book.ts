/** All acceptances: those of the store and those of the mute file, with what makes a changed state known. */
import { ulid } from "ulid";
import type { AcceptanceBody } from "@/lib/contracts/api";
import { acceptanceBody } from "@/lib/contracts/api";
import { stableHash } from "@/lib/domain/aws/stable-hash";
import { type Acceptance, acceptanceState } from "@/lib/domain/findings/triage";
import type { Clock } from "../ports";
import type { AcceptanceStore, MuteFile } from "./ports";

/** More than anybody reviews. */
const most = 5_000;

export class TriageError extends Error {
  override readonly name = "TriageError";
  readonly code: "bad-request" | "not-found";
  readonly body: { readonly code: "bad-request" | "not-found"; readonly message: string; readonly remedy: string };
  constructor(code: TriageError["code"], message: string, remedy: string) {
    super(message);
    this.code = code;
    this.body = { code, message, remedy };
  }
}

export interface TriageState {
  readonly acceptances: readonly Acceptance[];
  /** ISO 8601 UTC. */
  readonly now: string;
  /** Another one as soon as an acceptance is added, revoked, changed or has expired. */
  readonly version: string;
  /** Why the mute file as it is now cannot be read. */
  readonly muteFileError: string | null;
}

export interface TriageBook {
  readonly muteFile: string | null;
  state(): Promise<TriageState>;
  /** Throws TriageError. */
  accept(body: AcceptanceBody, by: string): Promise<Acceptance>;
  revoke(id: string, by: string): Promise<void>;
}

export function createTriageBook(parts: {
  readonly store: AcceptanceStore;
  readonly muteFile: MuteFile | null;
  readonly clock: Clock;
}): TriageBook {
  const { store, muteFile, clock } = parts;
  let stored: Promise<Acceptance[]> | null = null;
  const list = () => {
    stored ??= store.list().catch((error: unknown) => {
      stored = null;
      throw error;
    });
    return stored;
  };
  return {
    muteFile: muteFile?.path ?? null,
    async state() {
      const [own, file] = await Promise.all([list(), muteFile?.read() ?? { entries: [], error: null }]);
      const acceptances = [...own, ...file.entries];
      const now = clock.now().toISOString();
      const version = stableHash(
        file.error ?? "",
        ...acceptances.map((each) => `${each.id} ${acceptanceState(each, now)}`),
      );
      return { acceptances, now, version, muteFileError: file.error };
    },
    async accept(body, by) {
      const { finding, rule, subject, account, cluster, reason, owner, expires } = acceptanceBody.parse(body);
      const now = clock.now();
      if (expires !== null && expires <= now.toISOString())
        throw new TriageError("bad-request", "The acceptance would have expired already.", "Choose a later day.");
      if ((await list()).filter(({ revokedAt }) => revokedAt === null).length >= most)
        throw new TriageError("bad-request", `There are ${most} acceptances already.`, "Revoke some that are stale.");
      const acceptance: Acceptance = {
        id: ulid(now.getTime()),
        finding: finding ?? null,
        rule: rule ?? null,
        subject: subject ?? null,
        account: account ?? null,
        cluster: cluster ?? null,
        reason,
        owner,
        expires,
        source: "store",
        place: null,
        acceptedAt: now.toISOString(),
        acceptedBy: by,
        revokedAt: null,
        revokedBy: null,
      };
      await store.add(acceptance);
      stored = null;
      return acceptance;
    },
    async revoke(id, by) {
      const inFile = (await muteFile?.read())?.entries.find((each) => each.id === id);
      if (inFile)
        throw new TriageError("bad-request", `This acceptance stands in ${inFile.place}.`, "Remove it from the file.");
      if (!(await store.revoke(id, clock.now().toISOString(), by)))
        throw new TriageError("not-found", "There is no such acceptance, or it was revoked.", "Reload the page.");
      stored = null;
    },
  };
}
