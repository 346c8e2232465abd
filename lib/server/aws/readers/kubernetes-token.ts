/**
 * A token for a cluster's Kubernetes API: a presigned GetCallerIdentity that names the cluster in a signed header, which
 * EKS sends to STS to learn who asks. Source: aws-iam-authenticator, "API Authorization from Outside a Cluster".
 */
import { createHash, createHmac } from "node:crypto";
import { STSClient } from "@aws-sdk/client-sts";
import { SignatureV4 } from "@smithy/signature-v4";
import type { AwsCredentialIdentityProvider, Checksum, SourceData } from "@smithy/types";

const PREFIX = "k8s-aws-v1.";
/** As the AWS command line asks for; EKS itself takes the token for 15 minutes from its date. */
const EXPIRES_SECONDS = 60;

export async function kubernetesToken(
  credentials: AwsCredentialIdentityProvider,
  region: string,
  clusterName: string,
  signingDate?: Date,
): Promise<string> {
  const signer = new SignatureV4({ credentials, region, service: "sts", sha256: Sha256 });
  const host = regionalEndpoint(region);
  const signed = await signer.presign(
    {
      method: "GET",
      protocol: "https:",
      hostname: host,
      path: "/",
      query: { Action: "GetCallerIdentity", Version: "2011-06-15" },
      headers: { host, "x-k8s-aws-id": clusterName },
    },
    { expiresIn: EXPIRES_SECONDS, ...(signingDate ? { signingDate } : {}) },
  );
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(signed.query ?? {}))
    if (typeof value === "string") query.append(name, value);
  return PREFIX + Buffer.from(`https://${host}/?${query.toString().replaceAll("+", "%20")}`).toString("base64url");
}

/** STS's own address in the region, whatever endpoint is configured for calls: EKS takes no other. */
function regionalEndpoint(region: string): string {
  const { config } = new STSClient({ region });
  return config.endpointProvider({ Region: region, UseDualStack: false, UseFIPS: false, UseGlobalEndpoint: false }).url
    .hostname;
}

class Sha256 implements Checksum {
  readonly #key: SourceData | undefined;
  #hash;

  constructor(key?: SourceData) {
    this.#key = key;
    this.#hash = this.#start();
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = this.#start();
  }

  #start() {
    return this.#key === undefined ? createHash("sha256") : createHmac("sha256", Buffer.from(this.#key as Uint8Array));
  }
}
