/** Payments in Ireland: IRSA of all kinds beside Pod Identity, and a migration that stopped half way. */
import type { ClusterBuilder } from "../builder";
import { bind, clusterRole, rule } from "../rbac";

const ANNOTATION = "eks.amazonaws.com/role-arn";
const DAY = 86_400;

export function paymentsCluster(builder: ClusterBuilder): void {
  const irsa = (name: string) => `arn:aws:iam::${builder.accountId}:role/irsa/${name}`;
  const annotated = (namespace: string, name: string, roleArn: string, more: Record<string, string> = {}) =>
    builder.serviceAccount(namespace, name, { [ANNOTATION]: roleArn, team: "storefront", ...more });
  // Annotated and trusted.
  annotated("storefront", "static-assets", irsa("irsa-exact"));
  builder.pod("storefront", "static-assets", "a1b2c", { carries: { roleArn: irsa("irsa-exact") } });
  annotated("storefront", "robots", irsa("irsa-several"));
  annotated("marketing", "landing-pages", irsa("irsa-several"));
  // Trusted, and nobody annotated it.
  builder.serviceAccount("storefront", "sitemap");
  builder.pod("storefront", "sitemap", "d3e4f");
  // Annotated, and the role does not trust it; the role is gone; another partition's.
  annotated("storefront", "price-feed", irsa("irsa-exact"));
  builder.pod("storefront", "price-feed", "g5h6j", { carries: { roleArn: irsa("irsa-exact") } });
  annotated("storefront", "old-feed", irsa("deleted-feed"));
  annotated("storefront", "copied-from-china", `arn:aws-cn:iam::${builder.accountId}:role/irsa-exact`);
  annotated("storefront", "role-by-name", "irsa-exact");
  // A token for an audience that the provider does not list.
  annotated("storefront", "legacy-web", irsa("irsa-no-audience"), { "eks.amazonaws.com/audience": "vault" });
  migration(builder, irsa);
  whatBeatsBoth(builder);
  builder.namespace("storefront", { team: "storefront" });
  builder.namespace("payments", { team: "payments" });
  builder.withoutServiceAccount("settlement", "archive");
  builder.withoutServiceAccount("settlement", "sepa-export");
  rbac(builder);
}

function migration(builder: ClusterBuilder, irsa: (name: string) => string): void {
  const association = [...builder.cluster.associations.values()].find((each) => each.serviceAccount === "mailer");
  const associatedAt = association?.createdAt ?? builder.cluster.createdAt;
  const old = irsa("notifications-irsa");
  builder.serviceAccount("notifications", "mailer", { [ANNOTATION]: old });
  builder.pod("notifications", "mailer", "older", { carries: { roleArn: old }, createdAt: associatedAt - 30 * DAY });
  // Created in the minute after the association: the webhook did not know it yet.
  builder.withoutPods("notifications", "push");
  builder.pod("notifications", "push", "raced", { createdAt: associatedAt + 20 * DAY });
}

/** Static keys, environments from elsewhere, hosts' networks, and an annotation that does nothing here. */
function whatBeatsBoth(builder: ClusterBuilder): void {
  const key = { name: "AWS_ACCESS_KEY_ID", valueFrom: { secretKeyRef: { name: "pricing-aws", key: "id" } } };
  builder.pod("checkout", "pricing", "static", { carries: "pod-identity", env: [key] });
  builder.pod("checkout", "tax", "envfrom", { carries: "pod-identity", envFrom: [{ secretRef: { name: "tax" } }] });
  builder.pod("payments", "chargebacks", "iamrole", {
    carries: "pod-identity",
    annotations: { "iam.amazonaws.com/role": "payments-chargebacks" },
  });
  builder.pod("observability", "fluent-bit", "hostnet", { carries: "none", hostNetwork: true });
  builder.pod("payments", "wallet", "sidecar", {
    carries: "pod-identity",
    sidecars: ["istio-proxy"],
    annotations: { "eks.amazonaws.com/skip-containers": "istio-proxy" },
  });
}

function rbac(builder: ClusterBuilder): void {
  bind(builder, "checkout", "checkout-developers", "edit", { kind: "Group", name: "checkout-developers" });
  bind(builder, "payments", "payments-on-call", "edit", { kind: "Group", name: "payments-on-call" });
  clusterRole(builder, "secret-reader", [rule("", ["secrets"], "get", "list", "watch")]);
  const operator = { kind: "ServiceAccount", name: "external-secrets", namespace: "external-secrets" } as const;
  bind(builder, null, "external-secrets", "secret-reader", operator);
}
