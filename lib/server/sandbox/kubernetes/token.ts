/**
 * Who a bearer token stands for: a presigned GetCallerIdentity that names the cluster, checked as STS would check it,
 * signature and all. Source: aws-iam-authenticator, "API Authorization from Outside a Cluster"; IAM, Signature Version 4.
 */
import { createHash, createHmac } from "node:crypto";
import type { Identities, Identity } from "../identities";

const PREFIX = "k8s-aws-v1.";
const LIFE_SECONDS = 15 * 60;
const LONGEST = 8_192;

/** null: 401. `now` in epoch seconds. */
export function identityOf(
  authorization: string | undefined,
  clusterName: string,
  identities: Identities,
  now: number,
): Identity | null {
  const token = /^Bearer (k8s-aws-v1\.[\w-]+)$/.exec((authorization ?? "").slice(0, LONGEST))?.[1];
  if (token === undefined) return null;
  const text = Buffer.from(token.slice(PREFIX.length), "base64url").toString("utf8");
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const query = url.searchParams;
  const scope = (query.get("X-Amz-Credential") ?? "").split("/");
  const [accessKeyId = "", day = "", region = "", service = ""] = scope;
  if (!/^sts(\.[a-z0-9-]+)?\.amazonaws\.com(\.cn)?$/.test(url.hostname) || url.protocol !== "https:") return null;
  if (query.get("Action") !== "GetCallerIdentity" || service !== "sts") return null;
  const date = query.get("X-Amz-Date") ?? "";
  const at = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z")) / 1000;
  if (!(Math.abs(now - at) <= LIFE_SECONDS) || query.get("X-Amz-SignedHeaders") !== "host;x-k8s-aws-id") return null;
  const found = identities.authenticate(accessKeyId, query.get("X-Amz-Security-Token") ?? "", now);
  const secret = identities.secretOf(accessKeyId);
  if (found.kind !== "known" || secret === null) return null;
  const expected = signature(url, clusterName, secret, { date, day, region });
  return query.get("X-Amz-Signature") === expected ? found.identity : null;
}

function signature(
  url: URL,
  clusterName: string,
  secret: string,
  { date, day, region }: { date: string; day: string; region: string },
): string {
  const encode = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
  const query = [...url.searchParams]
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join("&");
  const emptyBody = createHash("sha256").update("").digest("hex");
  const request = `GET\n/\n${query}\nhost:${url.host}\nx-k8s-aws-id:${clusterName}\n\nhost;x-k8s-aws-id\n${emptyBody}`;
  const scope = `${day}/${region}/sts/aws4_request`;
  const text = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${createHash("sha256").update(request).digest("hex")}`;
  const step = (key: string | Buffer, value: string) => createHmac("sha256", key).update(value).digest();
  const key = ["sts", "aws4_request"].reduce(step, step(step(`AWS4${secret}`, day), region));
  return createHmac("sha256", key).update(text).digest("hex");
}
