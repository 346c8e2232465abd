/** Roles as an estate has them: managed policies, a policy of their own, half of them bounded, under three SCP levels. */
import { parsePolicy } from "@/lib/domain/policy";
import type { IndexedRole, NamedSets, RolePolicySets, SetCompiler } from "@/lib/domain/policy/sets";
import { sequence } from "./sequence";

const ALLOW_ALL = { Effect: "Allow", Action: "*", Resource: "*" };
const SERVICES = [
  "s3",
  "dynamodb",
  "sqs",
  "sns",
  "kms",
  "logs",
  "ec2",
  "ecr",
  "eks",
  "iam",
  "cloudwatch",
  "secretsmanager",
  "rds",
  "lambda",
];

export function estateOf(compiler: SetCompiler, managed: readonly NamedSets[], roles: number): readonly IndexedRole[] {
  const random = sequence(3);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
  const compile = (name: string, ...statements: readonly object[]): NamedSets => {
    const parsed = parsePolicy({ Version: "2012-10-17", Statement: statements });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
    return { name, sets: compiler.compile(name, parsed.document) };
  };
  const full = compile("FullAWSAccess", ALLOW_ALL);
  const regions = compile("regions", {
    Effect: "Deny",
    NotAction: ["iam:*", "organizations:*", "route53:*", "cloudfront:*", "sts:*", "support:*"],
    Resource: "*",
    Condition: { StringNotEquals: { "aws:RequestedRegion": ["eu-west-1", "eu-central-1"] } },
  });
  const accounts = Array.from({ length: 50 }, (_, account): RolePolicySets["serviceControl"] => [
    [full, regions],
    [
      full,
      compile(`unit-${account % 5}`, {
        Effect: "Deny",
        Action: ["cloudtrail:Stop*", "cloudtrail:Delete*", "guardduty:*", "config:Delete*"],
        Resource: "*",
      }),
    ],
    [
      full,
      compile(`account-${account}`, {
        Effect: "Deny",
        Action: "iam:*",
        Resource: `arn:aws:iam::*:role/protected-${account}-*`,
      }),
    ],
  ]);
  const boundaries = Array.from({ length: 20 }, (_, i) => [
    compile(
      `boundary-${i}`,
      { Effect: "Allow", Action: SERVICES.slice(0, 5 + (i % 10)).map((service) => `${service}:*`), Resource: "*" },
      { Effect: "Deny", Action: "iam:*Boundary*", Resource: "*" },
    ),
  ]);
  return Array.from({ length: roles }, (_, i): IndexedRole => {
    const account = String(100_000_000_000 + (i % 50));
    const own = compile(
      `own-${i}`,
      { Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: `arn:aws:s3:::app-${i}/*` },
      { Effect: "Allow", Action: "dynamodb:*", Resource: `arn:aws:dynamodb:*:${account}:table/app-${i}-*` },
      {
        Effect: "Allow",
        Action: ["sqs:SendMessage", "kms:Decrypt"],
        Resource: "*",
        Condition: { StringEquals: { "aws:ResourceAccount": account } },
      },
    );
    const attached = Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(managed));
    return {
      id: `arn:aws:iam::${account}:role/app-${i}`,
      policies: {
        identity: [...attached, own],
        permissionsBoundary: random() < 0.5 ? pick(boundaries) : null,
        session: null,
        serviceControl: accounts[i % 50]!,
        resourceControl: [],
      },
    };
  });
}
