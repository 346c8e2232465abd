/** SigV4 as far as an endpoint without secrets can read it: who signs, for which region and service. */
export interface Signature {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

const CREDENTIAL =
  /^AWS4-HMAC-SHA256 .*?Credential=([^/,\s]{1,128})\/\d{8}\/([^/,\s]{1,64})\/([^/,\s]{1,64})\/aws4_request[,\s]/;

/** null where the header is missing or no SigV4 header. */
export function parseAuthorization(header: string | undefined): Signature | null {
  const match = header === undefined || header.length > 4096 ? null : CREDENTIAL.exec(header);
  if (!match) return null;
  const [, accessKeyId, region, service] = match as unknown as [string, string, string, string];
  return { accessKeyId, region, service };
}
