/** Which regions an account can use: Account Management where it may be asked, EC2 otherwise. */
import { ListRegionsCommand } from "@aws-sdk/client-account";
import { DescribeRegionsCommand } from "@aws-sdk/client-ec2";
import type { AccountSource } from "@/lib/server/usecases/scan/ports";
import type { AccountSession } from "../account-session";
import { present } from "../normalise";
import { pages } from "../pages";
import { repeatedToken } from "../repeated-token";

const ENABLED: readonly string[] = ["ENABLED", "ENABLED_BY_DEFAULT"];

export function regionReaders(
  session: AccountSession,
  homeRegion: string,
): Pick<AccountSource, "regions" | "enabledRegionsByEc2"> {
  const account = session.sender("account", homeRegion);
  const ec2 = session.sender("ec2", homeRegion);
  return {
    regions: () =>
      pages(
        (NextToken) =>
          account.send("ListRegions", (client) => client.send(new ListRegionsCommand({ MaxResults: 50, NextToken }))),
        (page) => ({
          items: present(page.Regions).flatMap(({ RegionName, RegionOptStatus }) =>
            RegionName === undefined ? [] : [{ name: RegionName, enabled: ENABLED.includes(RegionOptStatus ?? "") }],
          ),
          next: page.NextToken,
        }),
        repeatedToken("account", "ListRegions"),
      ),
    enabledRegionsByEc2: async () => {
      const answer = await ec2.send("DescribeRegions", (client) =>
        client.send(new DescribeRegionsCommand({ AllRegions: false })),
      );
      return present(
        present(answer.Regions)
          .filter(({ OptInStatus }) => OptInStatus !== "not-opted-in")
          .map(({ RegionName }) => RegionName),
      );
    },
  };
}
