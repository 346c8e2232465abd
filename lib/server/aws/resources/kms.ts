/** KMS: key policies, grants, aliases, and who manages the key. */
import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  type GrantListEntry,
  KMSClient,
  ListAliasesCommand,
  ListGrantsCommand,
  ListKeysCommand,
} from "@aws-sdk/client-kms";
import type { KeyFacts, KeyGrantFacts } from "@/lib/domain/snapshot/resource-facts";
import type { Ask, ListedResource, ResourceReader } from "@/lib/server/usecases/scan/resource-ports";
import type { AccountSession } from "../account-session";
import { clientOptions } from "../clients";
import { orNull, present, tagMap } from "../normalise";
import { pages } from "../pages";
import { repeatedToken } from "../repeated-token";
import { allOf, arnIn, orAbsent, type PolicyAnswer, policyAnswer, policyFacts, type ResourcePlace } from "./place";

const PAGE = 1000;
const GRANTS_PAGE = 100;
/** A truncated page says so; a marker alone means nothing. */
const next = (page: { Truncated?: boolean | undefined; NextMarker?: string | undefined }) =>
  page.Truncated === true ? page.NextMarker : undefined;

export function keyReader(session: AccountSession, place: ResourcePlace): ResourceReader {
  const { accountId, region } = place;
  const kms = session.senderOf("kms", region, (context) => new KMSClient(clientOptions(context)));
  const aliasesOf = onceOf((ask: Ask) =>
    allOf(
      () =>
        pages(
          (Marker) =>
            kms.send("ListAliases", (client) => client.send(new ListAliasesCommand({ Limit: GRANTS_PAGE, Marker }))),
          (page) => ({ items: present(page.Aliases), next: next(page) }),
          repeatedToken("kms", "ListAliases"),
        ),
      (run) => ask("ListAliases", region, run),
    ),
  );
  const aliasNames = async (ask: Ask, keyId: string): Promise<readonly string[] | null> => {
    const all = await aliasesOf(ask);
    return all === null
      ? null
      : all.flatMap(({ AliasName, TargetKeyId }) =>
          AliasName !== undefined && TargetKeyId === keyId ? [AliasName] : [],
        );
  };
  return {
    service: "kms",
    gapService: "kms",
    listOperations: ["ListKeys", "ListAliases"],
    async list(ask) {
      const keys = await allOf(
        () =>
          pages(
            (Marker) => kms.send("ListKeys", (client) => client.send(new ListKeysCommand({ Limit: PAGE, Marker }))),
            (page) => ({ items: present(page.Keys), next: next(page) }),
            repeatedToken("kms", "ListKeys"),
          ),
        (run) => ask("ListKeys", region, run),
      );
      if (keys === null) return null;
      const listed: ListedResource[] = [];
      for (const { KeyArn, KeyId } of keys) {
        if (KeyArn === undefined || KeyId === undefined) continue;
        listed.push({ arn: KeyArn, name: KeyId, region, aliases: (await aliasNames(ask, KeyId)) ?? [] });
      }
      return listed;
    },
    // An alias stands for whichever key it points to: that the list knows.
    named: (name) => (name.startsWith("alias/") ? null : { arn: arnIn(place, "kms", `key/${name}`), name, region }),
    async read({ arn, name }, ask, { document }): Promise<KeyFacts> {
      const [described, policy, grants, aliases] = await Promise.all([
        ask("DescribeKey", arn, () =>
          kms.send("DescribeKey", (client) =>
            orAbsent(
              client.send(new DescribeKeyCommand({ KeyId: arn })).then(({ KeyMetadata }) => KeyMetadata ?? null),
              { NotFoundException: null },
            ),
          ),
        ),
        ask("GetKeyPolicy", arn, () =>
          kms.send("GetKeyPolicy", (client) =>
            orAbsent<PolicyAnswer, PolicyAnswer>(
              client.send(new GetKeyPolicyCommand({ KeyId: arn })).then(({ Policy }) => policyAnswer(Policy)),
              { NotFoundException: "missing" },
            ),
          ),
        ),
        ask("ListGrants", arn, () => grantsOf(arn)),
        aliasNames(ask, name),
      ]);
      return {
        kind: "key",
        arn,
        name,
        accountId,
        region,
        ...policyFacts(policy, document),
        grants: grants.ok ? grants.value : null,
        aliases,
        manager: described.ok ? orNull(described.value?.KeyManager) : null,
        state: described.ok ? orNull(described.value?.KeyState) : null,
      };
    },
  };

  async function grantsOf(arn: string): Promise<KeyGrantFacts[]> {
    const found: KeyGrantFacts[] = [];
    const all = pages(
      (Marker) =>
        kms.send("ListGrants", (client) =>
          orAbsent(client.send(new ListGrantsCommand({ KeyId: arn, Limit: GRANTS_PAGE, Marker })), {
            NotFoundException: { Grants: [] as GrantListEntry[], Truncated: false, NextMarker: undefined },
          }),
        ),
      (page) => ({ items: present(page.Grants), next: next(page) }),
      repeatedToken("kms", "ListGrants"),
    );
    for await (const page of all) found.push(...page.map(grantFacts));
    return found;
  }
}

function grantFacts(grant: GrantListEntry): KeyGrantFacts {
  const { EncryptionContextSubset: subset, EncryptionContextEquals: equals } = grant.Constraints ?? {};
  return {
    id: grant.GrantId ?? "",
    granteePrincipal: orNull(grant.GranteePrincipal),
    operations: present(grant.Operations),
    encryptionContextSubset: subset === undefined ? null : tagMap(subset),
    encryptionContextEquals: equals === undefined ? null : tagMap(equals),
    issuingAccount: orNull(grant.IssuingAccount),
  };
}

/** Asked once for all keys of the region. */
function onceOf<T>(run: (ask: Ask) => Promise<T>): (ask: Ask) => Promise<T> {
  let running: Promise<T> | null = null;
  return (ask) => {
    running ??= run(ask);
    return running;
  };
}
