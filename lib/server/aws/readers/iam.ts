/** IAM of one account: everything in one paged call where that is allowed, the same piece by piece where it is not. */
import {
  GetAccountAuthorizationDetailsCommand,
  GetOpenIDConnectProviderCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListOpenIDConnectProvidersCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
} from "@aws-sdk/client-iam";
import type { IamSource } from "@/lib/server/usecases/scan/ports";
import type { AccountSession } from "../account-session";
import { malformed } from "../credentials";
import { decodeDocument, isoTime, orNull, present, tagList } from "../normalise";
import { pages } from "../pages";
import { repeatedToken } from "../repeated-token";
import { attachedPolicies, policyReading, roleDetailReading, roleReading } from "./iam-readings";

const PAGE = 1000;

/** A truncated page without a marker has no next page; one with a marker may forget to say that it is truncated. */
function next(page: { IsTruncated?: boolean | undefined; Marker?: string | undefined }): string | undefined {
  return page.IsTruncated === false ? undefined : page.Marker;
}

export function iamSource(session: AccountSession, homeRegion: string): IamSource {
  const iam = session.sender("iam", homeRegion);
  return {
    authorizationDetails: async function* () {
      const all = pages(
        (Marker) =>
          iam.send("GetAccountAuthorizationDetails", (client) =>
            client.send(
              new GetAccountAuthorizationDetailsCommand({
                Filter: ["Role", "LocalManagedPolicy"],
                MaxItems: PAGE,
                Marker,
              }),
            ),
          ),
        (page) => ({
          items: [
            {
              roles: present(page.RoleDetailList).flatMap(roleDetailReading),
              policies: present(page.Policies).flatMap(policyReading),
            },
          ],
          next: next(page),
        }),
        repeatedToken("iam", "GetAccountAuthorizationDetails"),
      );
      for await (const page of all) yield* page;
    },
    roles: () =>
      pages(
        (Marker) => iam.send("ListRoles", (client) => client.send(new ListRolesCommand({ MaxItems: PAGE, Marker }))),
        (page) => ({ items: present(page.Roles).flatMap(roleReading), next: next(page) }),
        repeatedToken("iam", "ListRoles"),
      ),
    role: (RoleName) =>
      iam.send("GetRole", async (client) => {
        const { Role } = await client.send(new GetRoleCommand({ RoleName }));
        const [role] = Role ? roleReading(Role) : [];
        if (!role) throw malformed("no role");
        return role;
      }),
    inlinePolicyNames: (RoleName) =>
      pages(
        (Marker) =>
          iam.send("ListRolePolicies", (client) =>
            client.send(new ListRolePoliciesCommand({ RoleName, MaxItems: PAGE, Marker })),
          ),
        (page) => ({ items: present(page.PolicyNames), next: next(page) }),
        repeatedToken("iam", "ListRolePolicies"),
      ),
    inlinePolicy: async (RoleName, PolicyName) => {
      const answer = await iam.send("GetRolePolicy", (client) =>
        client.send(new GetRolePolicyCommand({ RoleName, PolicyName })),
      );
      return decodeDocument(answer.PolicyDocument);
    },
    attachedPolicies: (RoleName) =>
      pages(
        (Marker) =>
          iam.send("ListAttachedRolePolicies", (client) =>
            client.send(new ListAttachedRolePoliciesCommand({ RoleName, MaxItems: PAGE, Marker })),
          ),
        (page) => ({ items: attachedPolicies(page.AttachedPolicies), next: next(page) }),
        repeatedToken("iam", "ListAttachedRolePolicies"),
      ),
    policy: (PolicyArn) =>
      iam.send("GetPolicy", async (client) => {
        const { Policy } = await client.send(new GetPolicyCommand({ PolicyArn }));
        if (!Policy?.DefaultVersionId) throw malformed("no policy with a default version");
        return {
          arn: PolicyArn,
          name: Policy.PolicyName ?? nameOf(PolicyArn),
          defaultVersionId: Policy.DefaultVersionId,
          document: null,
        };
      }),
    policyDocument: (PolicyArn, VersionId) =>
      iam.send("GetPolicyVersion", async (client) => {
        const { PolicyVersion } = await client.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
        const document = decodeDocument(PolicyVersion?.Document);
        if (document === null) throw malformed("no document");
        return document;
      }),
    oidcProviderArns: async () => {
      const answer = await iam.send("ListOpenIDConnectProviders", (client) =>
        client.send(new ListOpenIDConnectProvidersCommand({})),
      );
      return present((answer.OpenIDConnectProviderList ?? []).map(({ Arn }) => Arn));
    },
    oidcProvider: async (arn) => {
      const answer = await iam.send("GetOpenIDConnectProvider", (client) =>
        client.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn })),
      );
      return {
        arn,
        accountId: session.accountId,
        url: orNull(answer.Url),
        audiences: present(answer.ClientIDList),
        createdAt: isoTime(answer.CreateDate),
        tags: tagList(answer.Tags),
      };
    },
  };
}

function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}
