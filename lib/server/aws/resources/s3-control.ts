/**
 * S3 Control puts the account before the host's name. An endpoint of one's own that is an address, or localhost, has no
 * such names: there the account is left to its header alone.
 */
import { S3ControlClient } from "@aws-sdk/client-s3-control";
import { type ClientContext, clientOptions } from "../clients";

const ADDRESS = /^((\d{1,3}\.){3}\d{1,3}|\[.*\]|localhost)$/;

export function controlClient(context: ClientContext): S3ControlClient {
  const client = new S3ControlClient(clientOptions(context));
  const { config } = client;
  const byRules = config.endpointProvider;
  config.endpointProvider = (parameters, more) => {
    const { Endpoint: endpoint, Region: region } = parameters;
    const url = endpoint === undefined ? null : new URL(String(endpoint));
    if (url === null || !ADDRESS.test(url.hostname)) return byRules(parameters, more);
    const scheme = { name: "sigv4", signingName: "s3", signingRegion: region, disableDoubleEncoding: true };
    // The SDK's type of a scheme asks for more than its own rules give.
    return { url, headers: {}, properties: { authSchemes: [scheme] } } as unknown as ReturnType<typeof byRules>;
  };
  return client;
}
