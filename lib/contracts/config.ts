/** podlens.yaml: every key is optional, an unknown key is an error. Defaults are filled in by `parse`. */
import { z } from "zod";
import { parseRoleArn } from "@/lib/domain/aws/arn";
import { severities } from "@/lib/domain/findings/finding";

const accountId = z.string({ error: "must be 12 digits in quotes" }).regex(/^\d{12}$/, "must be 12 digits in quotes");
const regionName = z
  .string()
  .regex(/^[a-z]{2,5}(-[a-z]{2,12}){1,2}-\d{1,2}$/, 'must be the name of a region, such as "eu-west-1"');
const roleArn = z
  .string()
  .max(2048)
  .refine((text) => /^\d{12}$/.test(parseRoleArn(text)?.accountId ?? ""), {
    error: 'must be the ARN of a role, such as "arn:aws:iam::111122223333:role/PodlensReader"',
  });
/** STS API reference, AssumeRole, ExternalId. */
const externalId = z
  .string({ error: "must be text (put digits in quotes)" })
  .regex(/^[\w+=,.@:/-]{2,1224}$/, "must be 2 to 1224 letters, digits or any of _+=,.@:/-");
const roleName = z.string().regex(/^[\w+=,.@/-]{1,512}$/, "must be the name of a role, with its path if it has one");

const account = z
  .strictObject({
    id: accountId,
    name: z.string().min(1).max(256).optional(),
    /** Without it the account is read with the caller's own credentials, which must be of that account. */
    roleArn: roleArn.optional(),
    externalId: externalId.optional(),
  })
  .refine((entry) => entry.roleArn === undefined || parseRoleArn(entry.roleArn)?.accountId === entry.id, {
    error: "is a role of another account than id says",
    path: ["roleArn"],
  });

const organization = z.strictObject({
  roleName,
  externalId: externalId.optional(),
  /** A role of the management or a delegated-administrator account, where the caller is in neither. */
  roleArn: roleArn.optional(),
  organizationalUnits: z
    .array(
      z
        .string()
        .regex(
          /^(ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|r-[0-9a-z]{4,32})$/,
          "must be the id of a unit (ou-…) or root (r-…)",
        ),
    )
    .min(1, "must name at least one unit (leave the key out for all accounts)")
    .optional(),
  exclude: z.array(accountId).default([]),
});

const scope = z.strictObject({
  accounts: z
    .array(account)
    .default([])
    .check((context) => {
      const seen = new Set<string>();
      for (const [index, { id }] of context.value.entries()) {
        if (seen.has(id)) {
          context.issues.push({ code: "custom", message: "names an account twice", path: [index, "id"], input: id });
        }
        seen.add(id);
      }
    }),
  organization: organization.optional(),
  /** Whether the caller's own account is read too. Default: yes, but with `organization` only if it is in the chosen units. */
  includeCaller: z.boolean().optional(),
  regions: z
    .union([z.literal("all"), z.array(regionName).min(1)], { error: 'must be "all" or a list of region names' })
    .default("all"),
  clusters: z.strictObject({ exclude: z.array(z.string().min(1).max(200)).default([]) }).prefault({}),
});

/** `annotation:KEY`, `tag:KEY`, …: where a label is read. */
const labelSource = z
  .string()
  .regex(
    /^(tag|role-tag|cluster-tag|annotation|namespace-annotation|label|namespace-label):.{1,317}$/,
    "must be one of tag:KEY, role-tag:KEY, cluster-tag:KEY, annotation:KEY, namespace-annotation:KEY, label:KEY, namespace-label:KEY",
  );

const remote = { region: regionName.optional(), roleArn: roleArn.optional(), externalId: externalId.optional() };
const source = z.discriminatedUnion(
  "type",
  [
    z.strictObject({ type: z.literal("lookup-events") }),
    z.strictObject({ type: z.literal("files"), path: z.string().min(1) }),
    z.strictObject({
      type: z.literal("s3"),
      bucket: z.string().min(3).max(255),
      prefix: z.string().max(1024).default(""),
      ...remote,
    }),
    z.strictObject({
      type: z.literal("athena"),
      workgroup: z.string().min(1).max(128),
      database: z.string().min(1).max(255),
      table: z.string().min(1).max(255),
      output: z.string().startsWith("s3://", "must be an s3:// address"),
      partitions: z
        .strictObject({
          account: z.string().min(1).optional(),
          region: z.string().min(1).optional(),
          day: z.string().min(1).optional(),
        })
        .prefault({}),
      ...remote,
    }),
  ],
  { error: "must be lookup-events, files, s3 or athena" },
);

/** Name of a variable in the environment of Podlens: what is secret does not stand in the file. */
const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, "must be the name of an environment variable");

const webhook = z
  .strictObject({
    url: z.string().max(2_048).optional(),
    /** For addresses that are secret themselves, as Slack's are. */
    urlEnv: variable.optional(),
    type: z.enum(["generic", "slack"], { error: "must be generic or slack" }).default("generic"),
    minimumSeverity: z.enum(severities, { error: "must be critical, high, medium, low or info" }).default("high"),
    /** Sent as `Authorization: Bearer …`. */
    tokenEnv: variable.optional(),
  })
  .superRefine(({ url, urlEnv, tokenEnv }, context) => {
    if ((url === undefined) === (urlEnv === undefined))
      context.addIssue({ code: "custom", message: "give one of url and urlEnv", path: ["url"] });
    const problem = url === undefined ? null : webhookProblem(url, tokenEnv !== undefined);
    if (problem !== null) context.addIssue({ code: "custom", message: problem, path: ["url"] });
  });

/** Why findings cannot be sent to an address; null where they can. A token never goes out in the clear. */
export function webhookProblem(text: string, withToken: boolean): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) return "must be an https:// address";
  if (url.username !== "" || url.password !== "") return "must hold no user name or password: use tokenEnv";
  const local = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  return withToken && url.protocol === "http:" && !local ? "must be https:// where a token is sent" : null;
}

const requestsPerSecond = z.number().min(0.1).max(10_000);

export const configSchema = z.strictObject({
  scope: scope.prefault({}),
  kubernetes: z.strictObject({ enabled: z.boolean().default(false) }).prefault({}),
  /** Instances and launch templates, which tell how far pods reach their node's role (public/iam/imds.json). */
  nodes: z.strictObject({ metadata: z.boolean().default(false) }).prefault({}),
  /** Policies of the resources that grants name (public/iam/resources.json). */
  resources: z.strictObject({ enabled: z.boolean().default(true) }).prefault({}),
  labels: z
    .strictObject({ owner: z.array(labelSource).default([]), environment: z.array(labelSource).default([]) })
    .prefault({}),
  network: z
    .strictObject({
      egress: z
        .array(z.union([z.cidrv4(), z.cidrv6()], { error: 'must be an address range, such as "198.51.100.0/24"' }))
        .default([]),
    })
    .prefault({}),
  reports: z
    .strictObject({
      /** An Ed25519 private key in PEM, which signs the manifests of reports. Relative to this file. */
      signingKeyFile: z.string().min(1).max(4096).optional(),
    })
    .prefault({}),
  schedule: z.strictObject({ scan: z.string().min(1).optional(), activity: z.string().min(1).optional() }).prefault({}),
  activity: z
    .strictObject({
      days: z.int({ error: "must be a whole number of days" }).min(1).max(3650).default(90),
      sources: z.array(source).default([]),
      /** IAM's service-last-accessed reports of pod roles. Default: read where activity has a source. */
      lastAccessed: z.boolean().optional(),
      /** Whether log files are checked against CloudTrail's digests: each file is read once more. */
      digests: z.boolean().default(false),
    })
    .prefault({}),
  server: z
    .strictObject({
      host: z.string().min(1).max(255).default("127.0.0.1"),
      port: z.int({ error: "must be a port number" }).min(0).max(65_535).default(3000),
      /** Names under which a browser may ask, beside localhost and the address listened on. */
      allowedHosts: z
        .array(z.string().regex(/^[A-Za-z0-9._:-]{1,253}$/, "must be a host name without port"))
        .default([]),
    })
    .prefault({}),
  auth: z.strictObject({ mode: z.enum(["none", "token"], { error: "must be none or token" }).optional() }).prefault({}),
  findings: z
    .strictObject({
      /** YAML list of accepted findings; relative to this file. */
      muteFile: z.string({ error: "must be the path of a file" }).min(1).max(4_096).optional(),
    })
    .prefault({}),
  /** Where new and worsened findings are sent after a scan. Nowhere, unless it is said here. */
  notifications: z.strictObject({ webhooks: z.array(webhook).max(20).default([]) }).prefault({}),
  /** How fast AWS is asked. `probe` looks for a higher rate than the careful starting figures and remembers what it found. */
  limits: z
    .strictObject({
      mode: z.enum(["steady", "probe"], { error: "must be steady or probe" }).default("steady"),
      /** Requests a second for an account and region (IAM: for an account), instead of the built-in figures. */
      rates: z.strictObject({ eks: requestsPerSecond.optional(), iam: requestsPerSecond.optional() }).prefault({}),
    })
    .prefault({}),
});

export type Config = z.output<typeof configSchema>;
export type AccountConfig = Config["scope"]["accounts"][number];
export type OrganizationConfig = NonNullable<Config["scope"]["organization"]>;
export type WebhookConfig = Config["notifications"]["webhooks"][number];
export type ActivitySourceConfig = Config["activity"]["sources"][number];

/** The configuration of somebody who wrote none. */
export function defaultConfig(): Config {
  return configSchema.parse({});
}
