/** What people ask first of a resource, by its kind: each an action that stands for the matter. */
import type { ResourceQuestion } from "@/lib/contracts/api";

type Ask = readonly [verb: string, action: string, below?: string];

/** By the type that `knownResource` tells. `below` is put behind the ARN: objects of a bucket. */
const byType: ReadonlyMap<string, readonly Ask[]> = new Map([
  [
    "S3 bucket",
    [
      ["list it", "s3:ListBucket"],
      ["read its objects", "s3:GetObject", "/*"],
      ["write its objects", "s3:PutObject", "/*"],
      ["delete its objects", "s3:DeleteObject", "/*"],
      ["change its policy", "s3:PutBucketPolicy"],
    ],
  ],
  [
    "DynamoDB table",
    [
      ["read items", "dynamodb:GetItem"],
      ["query it", "dynamodb:Query"],
      ["write items", "dynamodb:PutItem"],
      ["delete items", "dynamodb:DeleteItem"],
      ["delete the table", "dynamodb:DeleteTable"],
    ],
  ],
  ["RDS database user", [["connect as it", "rds-db:connect"]]],
  [
    "SQS queue",
    [
      ["receive messages", "sqs:ReceiveMessage"],
      ["send messages", "sqs:SendMessage"],
      ["purge it", "sqs:PurgeQueue"],
      ["change its policy", "sqs:SetQueueAttributes"],
    ],
  ],
  [
    "SNS topic",
    [
      ["publish to it", "sns:Publish"],
      ["subscribe to it", "sns:Subscribe"],
      ["change its policy", "sns:SetTopicAttributes"],
    ],
  ],
  [
    "Secrets Manager secret",
    [
      ["read its value", "secretsmanager:GetSecretValue"],
      ["change its value", "secretsmanager:PutSecretValue"],
      ["change its policy", "secretsmanager:PutResourcePolicy"],
    ],
  ],
  [
    "KMS key",
    [
      ["decrypt with it", "kms:Decrypt"],
      ["encrypt with it", "kms:Encrypt"],
      ["make data keys", "kms:GenerateDataKey"],
      ["give grants", "kms:CreateGrant"],
      ["change its policy", "kms:PutKeyPolicy"],
    ],
  ],
  [
    "SSM parameter",
    [
      ["read it", "ssm:GetParameter"],
      ["change it", "ssm:PutParameter"],
    ],
  ],
  [
    "IAM role",
    [
      ["assume it", "sts:AssumeRole"],
      ["pass it to a service", "iam:PassRole"],
      ["change its trust policy", "iam:UpdateAssumeRolePolicy"],
      ["attach a policy to it", "iam:AttachRolePolicy"],
    ],
  ],
  [
    "ECR repository",
    [
      ["pull images", "ecr:BatchGetImage"],
      ["push images", "ecr:PutImage"],
      ["change its policy", "ecr:SetRepositoryPolicy"],
    ],
  ],
  [
    "Lambda function",
    [
      ["invoke it", "lambda:InvokeFunction"],
      ["change its code", "lambda:UpdateFunctionCode"],
    ],
  ],
  [
    "Kinesis stream",
    [
      ["read records", "kinesis:GetRecords"],
      ["write records", "kinesis:PutRecord"],
    ],
  ],
  [
    "MSK cluster",
    [
      ["connect to it", "kafka-cluster:Connect"],
      ["change it", "kafka:UpdateClusterConfiguration"],
    ],
  ],
  [
    "Kafka topic",
    [
      ["read it", "kafka-cluster:ReadData"],
      ["write to it", "kafka-cluster:WriteData"],
    ],
  ],
]);

/** Of a kind that is not recognised: anything at all of its service. */
export function questionsOf(arn: string, type: string | null, service: string): readonly ResourceQuestion[] {
  const asks = type === null ? undefined : byType.get(type);
  if (!asks) return [{ verb: "do anything with it", action: `${service}:*`, resource: arn }];
  // The ARN of an object is the object; below it there is nothing.
  const hasBelow = type === "S3 bucket" && arn.includes("/");
  return asks.flatMap(([verb, action, below]) => {
    if (below === undefined) return hasBelow ? [] : [{ verb, action, resource: arn }];
    return [
      { verb: hasBelow ? verb.replace("its objects", "it") : verb, action, resource: hasBelow ? arn : arn + below },
    ];
  });
}
