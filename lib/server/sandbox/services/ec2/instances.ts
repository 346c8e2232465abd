import type { Instance } from "../../estate/compute-model";
import type { Call } from "../../protocol/call";
import { ServiceError } from "../../protocol/error";
import { page } from "../../protocol/paging";
import type { Operation } from "../../protocol/service";
import { element, list, wrap, xmlTime } from "../../protocol/xml";

const STATE_CODES = { pending: 0, running: 16, stopped: 80 } as const;

export const describeInstances: Operation = {
  run(call) {
    const { parameters } = call;
    const size = parameters.integer("MaxResults") ?? 1000;
    if (!(size >= 5 && size <= 1000)) throw invalidValue(`Value ( ${size} ) for parameter maxResults is invalid.`);
    const ids = parameters.texts("InstanceId");
    const filters = readFilters(call);
    const all = call.account.compute.get(call.region)?.instances ?? [];
    const found = all.filter(
      (one) => (ids.length === 0 || ids.includes(one.id)) && filters.every((filter) => filter(one)),
    );
    const { items, nextToken } = page(found, {
      operation: call.operation,
      listing: `instances|${call.account.id}|${call.region}|${ids.join()}`,
      token: parameters.text("NextToken"),
      size,
      behaviour: call.pages,
      invalidToken: () => invalidValue("The token is invalid."),
    });
    const reservation = (one: Instance) =>
      element("reservationId", `r-${one.id.slice(2)}`) +
      element("ownerId", call.account.id) +
      list("instancesSet", [one], instanceXml, "item");
    return list("reservationSet", items, reservation, "item") + element("nextToken", nextToken);
  },
};

function instanceXml(one: Instance): string {
  return (
    element("instanceId", one.id) +
    wrap("instanceState", element("code", STATE_CODES[one.state]) + element("name", one.state)) +
    element("privateDnsName", one.privateDnsName) +
    element("instanceType", one.type) +
    element("launchTime", xmlTime(one.launchedAt)) +
    element("privateIpAddress", one.privateIp) +
    element("vpcId", one.vpcId) +
    element("subnetId", one.subnetId) +
    list("tagSet", Object.entries(one.tags), ([key, value]) => element("key", key) + element("value", value), "item") +
    (one.instanceProfile === null
      ? ""
      : wrap("iamInstanceProfile", element("arn", one.instanceProfile.arn) + element("id", one.instanceProfile.id))) +
    wrap(
      "metadataOptions",
      element("state", "applied") +
        element("httpTokens", one.metadata.httpTokens) +
        element("httpPutResponseHopLimit", one.metadata.hopLimit) +
        element("httpEndpoint", one.metadata.httpEndpoint) +
        element("httpProtocolIpv6", "disabled") +
        element("instanceMetadataTags", "disabled"),
    )
  );
}

/** The filters that select nodes: by tag, tag key, state, and profile. Any other is refused, not ignored. */
function readFilters(call: Call): ((one: Instance) => boolean)[] {
  const filters: ((one: Instance) => boolean)[] = [];
  for (let i = 1; i <= 200; i++) {
    const name = call.parameters.text(`Filter.${i}.Name`);
    if (name === null) break;
    const tests = call.parameters.texts(`Filter.${i}.Value`).map(wildcard);
    const matches = (value: string | undefined) => value !== undefined && tests.some((test) => test.test(value));
    if (name.startsWith("tag:")) filters.push((one) => matches(one.tags[name.slice(4)]));
    else if (name === "tag-key") filters.push((one) => Object.keys(one.tags).some(matches));
    else if (name === "instance-state-name") filters.push((one) => matches(one.state));
    else if (name === "iam-instance-profile.arn") filters.push((one) => matches(one.instanceProfile?.arn));
    else throw new ServiceError("InvalidParameterValue", 400, `The filter '${name}' is invalid`);
  }
  return filters;
}

function wildcard(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*+/g, ".*")
    .replace(/\?/g, ".");
  return new RegExp(`^${source}$`, "s");
}

function invalidValue(message: string): ServiceError {
  return new ServiceError("InvalidParameterValue", 400, message);
}
