/** IRSA as it is found: done right, done widely, and every mistake that leaves it open or broken. Plus both mechanisms at once. */
import { allow, irsaTrust, podIdentityTrust, policy, webIdentityTrust } from "../documents";
import type { OidcProvider, Role } from "../model";
import type { Clusters } from "./clusters";
import type { Company } from "./company";

export function irsaRoles(company: Company, clusters: Clusters): void {
  const { payments, data, dev, platform } = company;
  const ireland = clusters.paymentsIreland.oidcProvider();
  const dataProvider = clusters.dataIreland.oidcProvider();
  const aud = "sts.amazonaws.com";
  const role = (name: string, trust: ReturnType<typeof policy>, account = payments): Role =>
    account.role(name, {
      path: "/irsa/",
      trust,
      inline: {
        bucket: policy(
          allow(
            ["s3:GetObject", "s3:ListBucket"],
            ["arn:aws:s3:::shop-prod-static", "arn:aws:s3:::shop-prod-static/*"],
          ),
        ),
      },
      tags: { mechanism: "irsa" },
      // The ones that are right are in daily use.
      usedDaysAgo: account.estate.ids.number(name, 0, /^irsa-(exact|several)$/.test(name) ? 3 : 60),
    });
  const subject = (name: string) => `system:serviceaccount:${name}`;

  role("irsa-exact", irsaTrust(ireland.arn, "storefront:static-assets"));
  role("irsa-several", irsaTrust(ireland.arn, "storefront:sitemap", "storefront:robots", "marketing:landing-pages"));
  role(
    "irsa-namespace-pattern",
    webIdentityTrust(ireland.arn, { StringEquals: { ":aud": aud }, StringLike: { ":sub": subject("storefront:*") } }),
  );
  role("irsa-no-subject", webIdentityTrust(ireland.arn, { StringEquals: { ":aud": aud } }));
  role(
    "irsa-no-audience",
    webIdentityTrust(ireland.arn, { StringEquals: { ":sub": subject("storefront:legacy-web") } }),
  );
  role("irsa-no-condition", webIdentityTrust(ireland.arn, {}));
  role(
    "irsa-literal-wildcard",
    webIdentityTrust(ireland.arn, { StringEquals: { ":aud": aud, ":sub": subject("storefront:*") } }),
  );
  role(
    "irsa-swapped-keys",
    webIdentityTrust(ireland.arn, { StringEquals: { ":sub": aud, ":aud": subject("storefront:swapped") } }),
  );
  role(
    "irsa-scheme-in-key",
    webIdentityTrust(ireland.arn, {
      StringEquals: { [`https://${ireland.url}:sub`]: subject("storefront:gitlab-runner") },
    }),
  );
  role(
    "irsa-everything",
    webIdentityTrust(ireland.arn, {
      StringEquals: { ":aud": aud },
      StringLike: { ":sub": "system:serviceaccount:*:*" },
    }),
  );
  role(
    "irsa-all-but-one",
    webIdentityTrust(ireland.arn, {
      StringEquals: { ":aud": aud },
      StringNotEquals: { ":sub": subject("kube-system:default") },
    }),
  );
  role(
    "irsa-if-exists",
    webIdentityTrust(ireland.arn, {
      StringEqualsIfExists: { [`${dataProvider.url}:sub`]: subject("storefront:maybe") },
    }),
  );

  // No provider of that issuer in this account.
  const missing = { arn: payments.arn(`oidc-provider/${clusters.paymentsVirginia.issuer.slice("https://".length)}`) };
  role("irsa-provider-missing", irsaTrust(missing.arn, "storefront:static-assets"));
  // The provider is there; no cluster that is read has its issuer.
  const gone = data.oidcProvider(
    `https://oidc.eks.eu-west-1.amazonaws.com/id/${data.estate.ids.issuer("a cluster that was deleted")}`,
  );
  role("irsa-cluster-gone", irsaTrust(gone.arn, "analytics:old-airflow"), data);
  // The provider does not list sts.amazonaws.com.
  const otherAudience: OidcProvider = dev.oidcProvider(clusters.devIreland.issuer, ["vault.shop.example"]);
  role("irsa-audience-not-listed", irsaTrust(otherAudience.arn, "default:vault-agent"), dev);
  // Cross-account: the data cluster's issuer is registered in the platform account.
  const foreign = clusters.dataIreland.oidcProvider(platform);
  role("irsa-from-data-cluster", irsaTrust(foreign.arn, "analytics:artifact-publisher"), platform);

  bothMechanisms(company, clusters, ireland);
}

/** Migration left half way: the same service account has an association and an IRSA role, and they differ. */
function bothMechanisms({ payments }: Company, clusters: Clusters, provider: OidcProvider): void {
  payments.role("notifications-irsa", {
    path: "/irsa/",
    trust: irsaTrust(provider.arn, "notifications:mailer"),
    inline: { mail: policy(allow("ses:*")) },
    usedDaysAgo: 200,
  });
  const role = payments.role("notifications-pod-identity", {
    path: "/payments/",
    trust: podIdentityTrust({ StringEquals: { "aws:RequestTag/kubernetes-namespace": "notifications" } }),
    inline: { mail: policy(allow(["ses:SendEmail", "ses:SendRawEmail"])) },
    usedDaysAgo: 0,
  });
  clusters.paymentsIreland.associate("notifications", "mailer", role.arn, { daysAgo: 12, tags: { owner: "crm" } });
  // One role, both doors.
  const shared = payments.role("notifications-push-both", {
    path: "/irsa/",
    trust: policy(...irsaTrust(provider.arn, "notifications:push").Statement, ...podIdentityTrust().Statement),
    inline: { push: policy(allow("sns:Publish", "*")) },
    usedDaysAgo: 1,
  });
  clusters.paymentsIreland.associate("notifications", "push", shared.arn, { daysAgo: 3 });
}
