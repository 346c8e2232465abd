/** Which context keys documents look at, and which of those tell apart the holders of one role. */

import { SESSION_TAG_KEYS } from "@/lib/domain/identity/pod-identity-request";
import type { PolicyDocument } from "@/lib/domain/policy";
import { tokenize } from "@/lib/domain/policy/match/variables";

/** All context keys of conditions and policy variables, in lower case. */
export function keysOf(document: PolicyDocument): ReadonlySet<string> {
  const keys = new Set<string>();
  const addVariables = (text: string) => {
    if (!text.includes("${")) return;
    for (const token of tokenize(text, document.version)) if (token.kind === "variable") keys.add(token.key);
  };
  for (const statement of document.statements) {
    for (const text of statement.resource?.patterns ?? []) addVariables(text);
    for (const clause of statement.conditions) {
      keys.add(clause.key.toLowerCase());
      for (const value of clause.values) addVariables(value);
    }
  }
  return keys;
}

const SESSION_TAGS: ReadonlySet<string> = new Set(
  SESSION_TAG_KEYS.flatMap((key) => [`aws:principaltag/${key}`, `aws:requesttag/${key}`]),
);
const OF_THE_SESSION: ReadonlySet<string> = new Set([
  "aws:userid",
  "aws:federatedprovider",
  "aws:tagkeys",
  "sts:transitivetagkeys",
  "ec2:sourceinstancearn",
  "ec2:roledelivery",
  "aws:ec2instancesourcevpc",
  "aws:ec2instancesourceprivateipv4",
]);

/** True where two sessions of one role can have different values of the key. In lower case. */
export function tellsSessionsApart(key: string): boolean {
  return SESSION_TAGS.has(key) || OF_THE_SESSION.has(key);
}

const OF_THE_ACCOUNT = /^(?:aws:principal(?:org|account$|isawsservice$)|kms:calleraccount$)/;

/** True where all roles of an account have the same value of the key. In lower case. */
export function isOfTheAccount(key: string): boolean {
  return OF_THE_ACCOUNT.test(key);
}

const ABOUT_THE_CALLER =
  /^aws:(principal|userid|username|sourceidentity|multifactor|sourcearn|sourceaccount|sourceorg|federatedprovider|tokenissuetime|ec2instance|assumedroot|currenttime|epochtime|requesttag\/|tagkeys)|^ec2:(sourceinstancearn|roledelivery)|^kms:calleraccount$|^sts:/;

/** True where something can be known of the key before any call is made. In lower case. */
export function isAboutTheCaller(key: string): boolean {
  return ABOUT_THE_CALLER.test(key);
}
