/** Which clusters a scope leaves out, and which regions exist without opting in. */

/** True where a name fits a pattern with * (any text) and ? (one character). Linear in the name for each star. */
export function matchesGlob(pattern: string, name: string): boolean {
  let p = 0;
  let n = 0;
  let star = -1;
  let resume = 0;
  while (n < name.length) {
    if (p < pattern.length && pattern[p] === "*") {
      star = p++;
      resume = n;
    } else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === name[n])) {
      p++;
      n++;
    } else if (star >= 0) {
      p = star + 1;
      n = ++resume;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}

const COMMERCIAL =
  "us-east-1 us-east-2 us-west-1 us-west-2 ap-south-1 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-southeast-1 ap-southeast-2 ca-central-1 eu-central-1 eu-north-1 eu-west-1 eu-west-2 eu-west-3 sa-east-1";
const DEFAULT_REGIONS: Readonly<Record<string, readonly string[]>> = {
  aws: COMMERCIAL.split(" "),
  "aws-cn": ["cn-north-1", "cn-northwest-1"],
  "aws-us-gov": ["us-gov-east-1", "us-gov-west-1"],
};

/** Regions that every account of a partition has (Account Management guide, "AWS Regions": enabled by default). */
export function defaultRegions(partition: string): readonly string[] {
  return DEFAULT_REGIONS[partition] ?? [];
}
