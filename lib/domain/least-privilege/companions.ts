/**
 * Actions that are checked within the call of another one and leave no event of their own: who uses the one may need the
 * other. Sources: Service Authorization Reference, "Dependent actions"; Amazon S3 User Guide, "Required permissions for
 * Amazon S3 API operations"; Amazon EC2 User Guide, "Grant permission to tag resources during creation".
 */
import type { ActionTable } from "@/lib/domain/policy/table";

/** By the action that is seen, in lower case. */
const checkedWithin: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    "s3:getobject": ["s3:GetObjectVersion", "s3:GetObjectTagging", "s3:ListBucket", "kms:Decrypt"],
    "s3:putobject": [
      "s3:PutObjectAcl",
      "s3:PutObjectTagging",
      "s3:PutObjectRetention",
      "s3:PutObjectLegalHold",
      "s3:GetObject",
      "s3:GetObjectVersion",
      "s3:GetObjectTagging",
      "kms:GenerateDataKey",
      "kms:Decrypt",
    ],
    "s3:deleteobject": ["s3:DeleteObjectVersion", "s3:BypassGovernanceRetention"],
    "s3:putobjectretention": ["s3:BypassGovernanceRetention"],
    "dynamodb:batchgetitem": ["dynamodb:GetItem"],
    "dynamodb:batchwriteitem": ["dynamodb:PutItem", "dynamodb:DeleteItem"],
    "kms:reencryptfrom": ["kms:ReEncryptTo"],
    "lambda:invokefunction": ["lambda:InvokeFunctionUrl"],
    "sts:assumerole": ["sts:TagSession", "sts:SetSourceIdentity"],
    "sts:assumerolewithwebidentity": ["sts:TagSession", "sts:SetSourceIdentity"],
    "secretsmanager:getsecretvalue": ["kms:Decrypt"],
    "ssm:getparameter": ["kms:Decrypt"],
    "ssm:getparameters": ["kms:Decrypt"],
    "ssm:getparametersbypath": ["kms:Decrypt"],
    "sqs:sendmessage": ["kms:GenerateDataKey", "kms:Decrypt"],
    "sqs:receivemessage": ["kms:Decrypt"],
    "sns:publish": ["kms:GenerateDataKey", "kms:Decrypt"],
    "ecr:getauthorizationtoken": ["sts:GetServiceBearerToken"],
  }),
);

/** Verbs of calls that may take tags along, which is then checked as an action of its own without an event. */
const making = /^(create|run|register|start|allocate|copy|import|restore|request|put|launch|purchase)/;
const tagging = /^(tagresource|tagresources|createtags|addtags|addtagstoresource|tag[a-z]*)$/;

/**
 * Names of the actions that whoever calls the action may need as well; only such as the table has. `id`: the used one's.
 */
export function companionsOf(table: ActionTable, id: number): readonly string[] {
  const name = table.actionName(id).toLowerCase();
  const found = new Set<string>(checkedWithin.get(name));
  for (const dependent of table.dependentActions(id)) found.add(dependent);
  if (making.test(table.lowerName(id))) for (const each of taggingActions(table, table.serviceOf(id))) found.add(each);
  return [...found].filter((each) => table.actionId(each) !== null);
}

const taggingKept = new WeakMap<ActionTable, Map<string, readonly string[]>>();

function taggingActions(table: ActionTable, service: string): readonly string[] {
  let kept = taggingKept.get(table);
  if (!kept) {
    kept = new Map();
    taggingKept.set(table, kept);
  }
  let names = kept.get(service);
  if (!names) {
    const { start, end } = table.serviceRange(service) ?? { start: 0, end: 0 };
    const found: string[] = [];
    for (let id = start; id < end; id++) if (tagging.test(table.lowerName(id))) found.push(table.actionName(id));
    names = found;
    kept.set(service, names);
  }
  return names;
}
