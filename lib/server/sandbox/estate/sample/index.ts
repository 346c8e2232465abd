/** The sample estate: an online shop with seven accounts, its platform, its teams, and what people have documented. */
import { EstateBuilder } from "../builder";
import type { Estate } from "../model";
import type { Capability } from "../reader";
import { cartoSelfHosted } from "./carto";
import { companyClusters } from "./clusters";
import { ACCOUNTS, companyAccounts } from "./company";
import { crossAccountChains } from "./cross-account";
import { crossplaneExample } from "./crossplane";
import { dataApplications } from "./data";
import { devApplications } from "./dev";
import { escalationPaths } from "./escalation";
import { describeOrganization } from "./guardrails";
import { irsaRoles } from "./irsa";
import { hurtfulNames } from "./names";
import { paymentsApplications } from "./payments";
import { peopleAndPipelines } from "./people";
import { platformAddons } from "./platform";
import { dataResources } from "./resources-data";
import { paymentsResources } from "./resources-payments";
import { tutorialCases } from "./tutorials";

export interface SampleOptions {
  /** Optional files of public/iam that the reader holds. Default: all that a scan uses. */
  readonly capabilities?: readonly Capability[];
  /** The estate's present, epoch seconds: last uses and creation dates count from it. Default: a fixed day. */
  readonly now?: number;
}

export const SAMPLE_NOW = Date.UTC(2026, 10, 20, 9) / 1000;

export function sampleEstate(options: SampleOptions = {}): Estate {
  const estate = new EstateBuilder({
    seed: "shopfront",
    now: options.now ?? SAMPLE_NOW,
    grants: {
      capabilities: options.capabilities ?? [
        "organization",
        "imds",
        "activity",
        "activity-s3",
        "activity-athena",
        "resources",
        "simulate",
      ],
    },
    reader: {
      hubAccountId: ACCOUNTS.security,
      homeRegion: "eu-west-1",
      roleName: "PodlensReader",
      externalId: "podlens-sandbox",
      userName: "podlens",
      accessKey: { id: "AKIAPODLENSSANDBOX01", secret: "sandbox/only/never/checked/0000000000001" },
      accountsWithoutReader: [ACCOUNTS.acquired],
    },
  });
  const company = companyAccounts(estate);
  estate.organization = describeOrganization(company);
  const clusters = companyClusters(company);
  platformAddons(company, clusters);
  paymentsApplications(company, clusters);
  dataApplications(company, clusters);
  cartoSelfHosted(company, clusters);
  crossAccountChains(company, clusters);
  irsaRoles(company, clusters);
  devApplications(company, clusters);
  crossplaneExample(company);
  tutorialCases(company, clusters);
  escalationPaths(company, clusters);
  peopleAndPipelines(company, clusters);
  hurtfulNames(company);
  paymentsResources(company);
  dataResources(company);
  return estate.build();
}
