import { Arn } from "@/components/shared/arn";
import { type Field, None } from "@/components/shared/field-list";
import { Tags } from "@/components/shared/tags";
import { Time } from "@/components/shared/time";
import type { AssociationAnswer } from "@/lib/contracts/api";

/** Every field that EKS keeps of an association, those without a value too: "none" is an answer. */
export function associationFields(association: AssociationAnswer): readonly Field[] {
  const unread = !association.described;
  const text = (value: string | null) =>
    value === null ? <None>{unread ? "not read" : "none"}</None> : <code className="break-all">{value}</code>;
  return [
    {
      name: "ARN",
      value: <Arn value={association.arn} what="association ARN" consoleUrl={association.consoleUrl} />,
    },
    { name: "External id", value: text(association.externalId) },
    { name: "Session tags", value: sessionTags(association) },
    {
      name: "Session policy",
      value: association.sessionPolicy === null ? <None>{unread ? "not read" : "none"}</None> : "below",
    },
    {
      name: "Owner",
      value:
        association.ownerArn === null ? (
          <None>{unread ? "not read" : "none"}</None>
        ) : (
          <Arn value={association.ownerArn} what="owner ARN" />
        ),
    },
    {
      name: "Tags",
      value: unread && association.tags.length === 0 ? <None>not read</None> : <Tags tags={association.tags} />,
    },
    { name: "Created", value: date(association.createdAt) },
    { name: "Modified", value: date(association.modifiedAt) },
  ];
}

function sessionTags({ disableSessionTags, described }: AssociationAnswer) {
  if (disableSessionTags === null) return <None>{described ? "not told by EKS" : "not read"}</None>;
  return disableSessionTags ? "disabled" : "sent";
}

function date(at: string | null) {
  return at === null ? <None>not told by EKS</None> : <Time at={at} />;
}
