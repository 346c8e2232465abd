/** Where a reader reads, and how the answers of all services are put. */
import type { DocumentHash } from "@/lib/domain/snapshot/facts";
import type { ResourcePolicyFacts } from "@/lib/domain/snapshot/resource-facts";
import type { Answer } from "@/lib/server/usecases/scan/resource-ports";

export interface ResourcePlace {
  readonly partition: string;
  readonly accountId: string;
  readonly region: string;
}

export function arnIn(place: ResourcePlace, service: string, resource: string): string {
  return `arn:${place.partition}:${service}:${place.region}:${place.accountId}:${resource}`;
}

/** What a service says of a policy; "missing" = there is no such resource. */
export type PolicyAnswer = { readonly text: string } | "none" | "missing";

/**
 * An answer of which an error is part: some services say by an error that there is no policy, all of them that there is
 * no such resource. Names are the SDK's error names.
 */
export async function orAbsent<T, A>(answer: Promise<T>, absent: Readonly<Record<string, A>>): Promise<T | A> {
  try {
    return await answer;
  } catch (error) {
    const { name } = error as Error;
    if (Object.hasOwn(absent, name)) return absent[name] as A;
    throw error;
  }
}

export function policyAnswer(text: string | undefined): PolicyAnswer {
  return text === undefined || text === "" ? "none" : { text };
}

/** What is kept of it. */
export function policyFacts(
  answer: Answer<PolicyAnswer>,
  document: (text: string) => DocumentHash,
): { readonly exists: boolean; readonly policy: ResourcePolicyFacts } {
  if (!answer.ok) return { exists: true, policy: { state: "unread" } };
  if (answer.value === "missing") return { exists: false, policy: { state: "none" } };
  if (answer.value === "none") return { exists: true, policy: { state: "none" } };
  return { exists: true, policy: { state: "read", document: document(answer.value.text) } };
}

/** All items of a listing, or null where a page could not be had: a list that is not whole names nothing for certain. */
export async function allOf<T>(
  list: () => AsyncIterable<readonly T[]>,
  ask: (run: () => Promise<T[]>) => Promise<Answer<T[]>>,
): Promise<readonly T[] | null> {
  const result = await ask(async () => {
    const items: T[] = [];
    for await (const page of list()) items.push(...page);
    return items;
  });
  return result.ok ? result.value : null;
}
