/** EC2: regions, and what tells how far a pod reaches its node's credentials: instances and launch templates. */
import { dnsSuffix } from "../../estate/regions";
import { ec2Errors } from "../../protocol/common-errors";
import { ec2Query, routeForm } from "../../protocol/query";
import type { Service } from "../../protocol/service";
import { element, list } from "../../protocol/xml";
import { describeInstances } from "./instances";
import { describeLaunchTemplateVersions } from "./launch-templates";

export const ec2Service: Service = {
  name: "ec2",
  global: false,
  protocol: ec2Query("http://ec2.amazonaws.com/doc/2016-11-15/"),
  errors: ec2Errors,
  route: (request) => routeForm(request, "2016-11-15"),
  operations: {
    DescribeRegions: {
      run(call) {
        const all = call.parameters.flag("AllRegions") === true;
        const regions = [...call.account.regions].filter(([, status]) => all || status.startsWith("ENABLED"));
        return list(
          "regionInfo",
          regions,
          ([name, status]) =>
            element("regionName", name) +
            element("regionEndpoint", `ec2.${name}.${dnsSuffix(call.estate.partition)}`) +
            element("optInStatus", OPT_IN[status] ?? "not-opted-in"),
          "item",
        );
      },
    },
    DescribeInstances: describeInstances,
    DescribeLaunchTemplateVersions: describeLaunchTemplateVersions,
  },
};

const OPT_IN: Readonly<Record<string, string>> = { ENABLED_BY_DEFAULT: "opt-in-not-required", ENABLED: "opted-in" };
