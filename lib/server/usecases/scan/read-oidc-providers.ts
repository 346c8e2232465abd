/** OIDC identity providers of one account. */
import type { OidcProviderFacts } from "@/lib/domain/snapshot/facts";
import type { PartScope } from "@/lib/domain/snapshot/part";
import { type ScanContext, savePart } from "./context";
import { attempt } from "./failure";
import { Gate } from "./gate";
import { pool } from "./pool";
import type { AccountSource } from "./ports";

export async function readOidcProviders(context: ScanContext, account: AccountSource): Promise<void> {
  const scope: PartScope = { accountId: account.accountId, region: null, clusterArn: null };
  const readAt = context.clock.now();
  const listed = await attempt(() => account.iam.oidcProviderArns());
  if (!listed.ok) return context.gaps.report(listed.failure, scope);
  const gate = new Gate();
  const facts: (OidcProviderFacts | null)[] = [];
  await pool(listed.value, 4, async (arn, index) => {
    const read = await gate.call("GetOpenIDConnectProvider", arn, () => account.iam.oidcProvider(arn));
    // Not found means deleted since it was listed.
    const gone = !read.ok && read.failure.kind === "not-found";
    facts[index] = read.ok
      ? read.value
      : gone
        ? null
        : { arn, accountId: account.accountId, url: null, audiences: null, createdAt: null, tags: {} };
  });
  await savePart(
    context,
    "oidc-providers",
    scope,
    readAt,
    facts.filter((provider) => provider !== null),
  );
  await gate.report(context.gaps, scope);
}
