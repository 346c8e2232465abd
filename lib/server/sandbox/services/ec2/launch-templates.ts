import type { LaunchTemplate } from "../../estate/compute-model";
import type { Call } from "../../protocol/call";
import { ServiceError } from "../../protocol/error";
import { page } from "../../protocol/paging";
import type { Operation } from "../../protocol/service";
import { element, list, wrap, xmlTime } from "../../protocol/xml";

export const describeLaunchTemplateVersions: Operation = {
  run(call) {
    const { parameters } = call;
    const template = templateOf(call);
    const wanted = parameters.texts("LaunchTemplateVersion");
    const latest = Math.max(...template.versions.map((version) => version.number));
    const numbers = wanted.map((one) =>
      one === "$Latest" ? latest : one === "$Default" ? template.defaultVersion : Number(one),
    );
    const found = template.versions.filter((version) => numbers.length === 0 || numbers.includes(version.number));
    if (found.length < numbers.length) {
      const text = `Could not find launch template version. Launch template ID: ${template.id}. Launch template version: ${wanted.join()}.`;
      throw new ServiceError("InvalidLaunchTemplateId.VersionNotFound", 400, text);
    }
    const { items, nextToken } = page(found, {
      operation: call.operation,
      listing: `${template.id}|${wanted.join()}`,
      token: parameters.text("NextToken"),
      size: parameters.integer("MaxResults") ?? 200,
      behaviour: call.pages,
      invalidToken: () => new ServiceError("InvalidNextToken", 400, "The token is invalid."),
    });
    return (
      list("launchTemplateVersionSet", items, (version) => versionXml(call, template, version), "item") +
      element("nextToken", nextToken)
    );
  },
};

function templateOf(call: Call): LaunchTemplate {
  const id = call.parameters.text("LaunchTemplateId");
  const name = call.parameters.text("LaunchTemplateName");
  const templates = call.account.compute.get(call.region)?.launchTemplates ?? new Map<string, LaunchTemplate>();
  const template = id === null ? [...templates.values()].find((one) => one.name === name) : templates.get(id);
  if (template !== undefined) return template;
  const text = "At least one of the launch templates specified in the request does not exist.";
  throw new ServiceError(
    id === null ? "InvalidLaunchTemplateName.NotFoundException" : "InvalidLaunchTemplateId.NotFound",
    400,
    text,
  );
}

function versionXml(call: Call, template: LaunchTemplate, version: LaunchTemplate["versions"][number]): string {
  const { metadata, instanceProfileArn } = version;
  const data =
    (instanceProfileArn === null ? "" : wrap("iamInstanceProfile", element("arn", instanceProfileArn))) +
    (metadata === null
      ? ""
      : wrap(
          "metadataOptions",
          element("httpTokens", metadata.httpTokens) +
            element("httpPutResponseHopLimit", metadata.hopLimit) +
            element("httpEndpoint", metadata.httpEndpoint),
        ));
  return (
    element("launchTemplateId", template.id) +
    element("launchTemplateName", template.name) +
    element("versionNumber", version.number) +
    element("createTime", xmlTime(version.createdAt)) +
    element("createdBy", `arn:${call.estate.partition}:iam::${call.account.id}:root`) +
    element("defaultVersion", version.number === template.defaultVersion) +
    wrap("launchTemplateData", data)
  );
}
