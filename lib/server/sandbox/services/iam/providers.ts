import type { Operation } from "../../protocol/service";
import { element, list, wrap, xmlTime } from "../../protocol/xml";
import { noSuchEntity, tagsXml } from "./shared";

export const providerOperations: Readonly<Record<string, Operation>> = {
  ListOpenIDConnectProviders: {
    run: (call) =>
      list("OpenIDConnectProviderList", call.account.oidcProviders.values(), (provider) =>
        element("Arn", provider.arn),
      ),
  },
  GetOpenIDConnectProvider: {
    resource: (call) => call.parameters.text("OpenIDConnectProviderArn") ?? "*",
    run(call) {
      const arn = call.parameters.text("OpenIDConnectProviderArn") ?? "";
      const provider = call.account.oidcProviders.get(arn);
      if (provider === undefined) throw noSuchEntity(`OpenIDConnect Provider not found for arn ${arn}`);
      return (
        element("Url", provider.url) +
        wrap("ClientIDList", provider.audiences.map((audience) => element("member", audience)).join("")) +
        wrap("ThumbprintList", provider.thumbprints.map((print) => element("member", print)).join("")) +
        element("CreateDate", xmlTime(provider.createdAt)) +
        tagsXml(provider.tags)
      );
    },
  },
};
