/**
 * Documents of AWS's own managed policies: the same in every account of the partition, so each is read once a scan,
 * with the credentials of the first account that uses it and of the next one where that is not allowed.
 */
import type { ManagedPolicyFacts } from "@/lib/domain/snapshot/facts";
import { type ScanContext, savePart } from "./context";
import { Documents } from "./documents";
import type { GapLog } from "./gap-log";
import { Gate } from "./gate";
import type { IamSource } from "./ports";
import { sortedBy } from "./sorted";

/** `arn:aws:iam::aws:policy/…` names no account but "aws". */
export const AWS_ACCOUNT = "aws";
const AWS_POLICY = /^arn:[a-z0-9-]+:iam::aws:policy\//;

export function isAwsManaged(policyArn: string): boolean {
  return AWS_POLICY.test(policyArn);
}

interface Reader {
  readonly accountId: string;
  readonly iam: IamSource;
  readonly gate: Gate;
}

interface Wanted {
  readonly arn: string;
  readonly readers: Reader[];
  tried: number;
  running: Promise<void> | null;
  facts: ManagedPolicyFacts | null;
}

export class AwsManagedPolicies {
  readonly #wanted = new Map<string, Wanted>();
  readonly #readers = new Map<string, Reader>();
  readonly #documents = new Documents();

  /** Asks for a document. Returns at once; the answer is in the part that `save` writes. */
  want(arn: string, accountId: string, iam: IamSource): void {
    let wanted = this.#wanted.get(arn);
    if (wanted === undefined) {
      wanted = { arn, readers: [], tried: 0, running: null, facts: null };
      this.#wanted.set(arn, wanted);
    }
    if (wanted.facts) return;
    let reader = this.#readers.get(accountId);
    if (reader === undefined) {
      reader = { accountId, iam, gate: new Gate() };
      this.#readers.set(accountId, reader);
    }
    wanted.readers.push(reader);
    this.#start(wanted);
  }

  /** A document that came with an account's own data. */
  offer(policy: { arn: string; name: string; defaultVersionId: string | null; document: string }): void {
    const wanted = this.#wanted.get(policy.arn) ?? {
      arn: policy.arn,
      readers: [],
      tried: 0,
      running: null,
      facts: null,
    };
    wanted.facts ??= {
      arn: policy.arn,
      name: policy.name,
      kind: "aws",
      defaultVersionId: policy.defaultVersionId,
      document: this.#documents.add(policy.document),
    };
    this.#wanted.set(policy.arn, wanted);
  }

  /** After `save`; null where no account could read it. */
  textOf(arn: string): string | null {
    const hash = this.#wanted.get(arn)?.facts?.document ?? null;
    return hash === null ? null : (this.#documents.texts.get(hash) ?? null);
  }

  get size(): number {
    return this.#wanted.size;
  }

  /** Waits for all answers and writes them as one part. What no account may read is a gap of those that use it. */
  async save(context: Pick<ScanContext, "writer" | "clock"> & { readonly gaps: GapLog }): Promise<void> {
    for (const wanted of this.#wanted.values()) while (wanted.running) await wanted.running;
    const facts = sortedBy(this.#wanted.values(), ({ arn }) => arn).map(
      ({ arn, facts }): ManagedPolicyFacts => facts ?? unread(arn),
    );
    if (facts.length === 0) return;
    const scope = { accountId: AWS_ACCOUNT, region: null, clusterArn: null };
    await savePart(context, "managed-policies", scope, context.clock.now(), facts, this.#documents.texts);
    // An account that was denied what another could read hides nothing, and yet something was denied to it.
    const details = facts.every((policy) => policy.document !== null)
      ? { consequence: "Nothing: another account's reader could read these documents." }
      : {};
    for (const { accountId, gate } of this.#readers.values()) {
      await gate.report(context.gaps, { accountId, region: null, clusterArn: null }, () => details);
    }
  }

  #start(wanted: Wanted): void {
    wanted.running ??= this.#run(wanted).finally(() => {
      wanted.running = null;
      if (!wanted.facts && wanted.tried < wanted.readers.length) this.#start(wanted);
    });
    // `save` awaits it too; a rejection (a scan that is cancelled) must not pass for unhandled until then.
    wanted.running.catch(() => undefined);
  }

  async #run(wanted: Wanted): Promise<void> {
    const { arn } = wanted;
    while (wanted.facts === null && wanted.tried < wanted.readers.length) {
      const { iam, gate } = wanted.readers[wanted.tried++] as Reader;
      const policy = await gate.call("GetPolicy", arn, () => iam.policy(arn));
      if (!policy.ok) {
        if (policy.failure.kind === "not-found") gate.failed("GetPolicy", arn, policy.failure);
        continue;
      }
      const { name, defaultVersionId } = policy.value;
      if (defaultVersionId === null) continue;
      const document = await gate.call("GetPolicyVersion", arn, () => iam.policyDocument(arn, defaultVersionId));
      if (document.ok)
        wanted.facts = { arn, name, kind: "aws", defaultVersionId, document: this.#documents.add(document.value) };
    }
  }
}

function unread(arn: string): ManagedPolicyFacts {
  return { arn, name: arn.slice(arn.lastIndexOf("/") + 1), kind: "aws", defaultVersionId: null, document: null };
}
