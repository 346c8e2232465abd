/** Where in a bucket the log files are, whatever prefix somebody configured: at the bucket's root, above or below AWSLogs. */

/** Names of the folders directly below a prefix that ends in "/" (or is empty). */
export type ListFolders = (prefix: string) => Promise<readonly string[]>;

/** One folder whose keys come in the order of delivery: ".../ACCOUNT/CloudTrail/REGION/". */
export interface LogFolder {
  readonly prefix: string;
  readonly account: string | null;
  readonly region: string | null;
}

const ACCOUNT = /^\d{12}$/;
const REGION = /^[a-z]{2,5}(-[a-z]{2,12}){1,2}-\d{1,2}$/;
const ORGANIZATION = /^o-[a-z0-9]{10,32}$/;

/**
 * Walks down to the folders of regions. A prefix without CloudTrail's layout below it is one folder by itself, listed whole.
 * `onFailure`: a folder that could not be listed; the others go on.
 */
export async function* logFolders(
  prefix: string,
  list: ListFolders,
  onFailure: (prefix: string, error: unknown) => void,
): AsyncGenerator<LogFolder> {
  const start = prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`;
  const segments = start.split("/").slice(0, -1);
  const at = segments.indexOf("CloudTrail");
  const account = segments.find((segment) => ACCOUNT.test(segment)) ?? null;
  // Below CloudTrail/REGION already.
  if (at >= 0 && segments.length > at + 1) return yield { prefix: start, account, region: segments[at + 1] ?? null };
  let names: readonly string[];
  try {
    names = await list(start);
  } catch (error) {
    return onFailure(start, error);
  }
  const last = segments.at(-1) ?? "";
  if (last === "CloudTrail") {
    for (const name of names) if (REGION.test(name)) yield { prefix: `${start}${name}/`, account, region: name };
    return;
  }
  const next = ACCOUNT.test(last)
    ? names.filter((name) => name === "CloudTrail")
    : names.filter(
        (name) =>
          name === "AWSLogs" || (segments.includes("AWSLogs") && (ACCOUNT.test(name) || ORGANIZATION.test(name))),
      );
  for (const name of next) yield* logFolders(`${start}${name}/`, list, onFailure);
  if (next.length === 0 && !segments.includes("AWSLogs")) yield { prefix: start, account: null, region: null };
}
