/** What has to be done and cannot be written out: said in words. */
import type { Remedy } from "../finding";
import { oneLine, option } from "./quote";

export function inWords(title: string, ...sentences: readonly string[]): Remedy {
  return { format: "text", title, text: sentences.map(oneLine).filter(Boolean).join("\n") };
}

/** For a role that nobody may assume any more. */
export function deleteRole(
  role: { readonly name: string; readonly accountId: string },
  ...sentences: readonly string[]
): Remedy {
  return inWords(
    "Delete the role",
    ...sentences,
    `# Account ${role.accountId}.`,
    `aws iam delete-role ${option("role-name", role.name)}`,
    "Its policies have to be detached or deleted first.",
  );
}
