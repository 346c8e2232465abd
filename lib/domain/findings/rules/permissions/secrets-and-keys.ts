import type { DataKind } from "../../reach/action-classes";
import type { Rule } from "../../rule";
import { withoutLimits } from "./without-limits";

const KEYS = "keys to decrypt with";
const SECRETS: ReadonlySet<string> = new Set(["secrets", "parameters", KEYS]);

export function isSecret({ name }: DataKind): boolean {
  return SECRETS.has(name);
}

/** Secrets lead further: to databases, other services and other accounts. */
export const secretsAndKeys: Rule = {
  id: "secrets-and-keys",
  category: "permission",
  title: "A pod's role reads secrets, parameters or keys of the whole account",
  severity: "high",
  description:
    "The role may read values of Secrets Manager or Parameter Store, or decrypt with KMS keys, on every resource. " +
    "Decryption also needs each key's own policy: alone it is conditional on that. Grants that hold for one service, encryption context or tag are not counted.",
  references: [
    "https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html",
    "https://docs.aws.amazon.com/kms/latest/developerguide/iam-policies-best-practices.html",
  ],
  find: (facts) =>
    withoutLimits(facts, {
      kinds: isSecret,
      // A key opens nothing by itself: what it encrypts has to be read, too.
      level: (names) => (names.every((name) => name === KEYS) ? "write" : "data"),
      policyName: "podlens-no-wide-secrets",
      advice:
        "Name the secrets, parameters and keys of the workload in Resource, or ask for their tags in Condition; for keys that a service uses, ask for kms:ViaService.",
    }),
};
