/** Condition keys that a policy looks at and that the move changes. */

import { isIssuerKey } from "@/lib/domain/identity/issuer-keys";
import { SESSION_TAG_KEYS } from "@/lib/domain/identity/pod-identity-request";
import type { PolicyDocument } from "@/lib/domain/policy/ast";

export interface KeyUse {
  readonly policy: string;
  /** From 0. */
  readonly statement: number;
  readonly sid: string | null;
  readonly key: string;
  /**
   * token: it is only there in sessions begun with a token (IRSA) · tags: session tags give it a value under Pod Identity ·
   * session: the session's name, or what is made of it, has another form.
   */
  readonly kind: "token" | "tags" | "session";
}

const sessionTags: ReadonlySet<string> = new Set(SESSION_TAG_KEYS);
const ofToken: ReadonlySet<string> = new Set(["aws:federatedprovider", "sts:webidentityfederateduserid"]);
const ofSession: ReadonlySet<string> = new Set(["aws:userid", "sts:rolesessionname", "aws:sourceidentity"]);

export function keysUsed(policies: readonly { readonly name: string; readonly document: PolicyDocument }[]): KeyUse[] {
  const found: KeyUse[] = [];
  for (const { name, document } of policies) {
    for (const { index, sid, conditions, resource } of document.statements) {
      const add = (key: string) => {
        const kind = kindOf(key);
        const use = { policy: name, statement: index, sid, key };
        if (
          kind !== null &&
          !found.some((each) => each.policy === name && each.statement === index && each.key === key)
        )
          found.push({ ...use, kind });
      };
      for (const { key, values } of conditions) {
        add(key);
        for (const value of values) for (const variable of variablesOf(value)) add(variable);
      }
      for (const pattern of resource?.patterns ?? []) for (const variable of variablesOf(pattern)) add(variable);
    }
  }
  return found;
}

function kindOf(key: string): KeyUse["kind"] | null {
  const lower = key.toLowerCase();
  const tag = /^aws:(?:principaltag|requesttag)\/(.*)$/s.exec(lower)?.[1];
  if (tag !== undefined) return sessionTags.has(tag) ? "tags" : null;
  if (ofToken.has(lower) || isIssuerKey(key)) return "token";
  return ofSession.has(lower) ? "session" : null;
}

/** "${aws:PrincipalTag/team, 'none'}" → "aws:PrincipalTag/team". */
function variablesOf(text: string): string[] {
  const found: string[] = [];
  for (let open = text.indexOf("${"); open >= 0; open = text.indexOf("${", open + 2)) {
    const close = text.indexOf("}", open);
    if (close < 0) break;
    found.push((text.slice(open + 2, close).split(",")[0] ?? "").trim());
  }
  return found;
}
