/**
 * Whether the SDK that a recorded call names can use Pod Identity at all: older ones fall through to the node's role
 * without a word. Source: EKS User Guide, "Use pod identity with the AWS SDK" (minimum versions). Without recorded calls
 * it cannot be known: no API tells which SDK a container holds.
 */

export interface SdkSupport {
  /** As in the user agent: "Boto3". */
  readonly sdk: string;
  readonly version: string;
  /** The first version that can. */
  readonly first: string;
  readonly supported: boolean;
}

/** By the product name of the user agent, in lower case; by major version where the SDK has several that are kept. */
const FIRST: ReadonlyMap<string, readonly string[]> = new Map([
  ["boto3", ["1.34.41"]],
  ["botocore", ["1.34.41"]],
  ["aws-cli", ["1.30.0", "2.15.0"]],
  ["aws-sdk-java", ["1.12.746", "2.21.30"]],
  ["aws-sdk-go", ["1.47.11"]],
  ["aws-sdk-nodejs", ["2.1550.0"]],
  ["aws-sdk-js", ["2.1550.0", "3.458.0"]],
  ["aws-sdk-kotlin", ["1.0.1"]],
  ["aws-sdk-ruby3", ["3.188.0"]],
  ["aws-sdk-cpp", ["1.11.263"]],
  ["aws-sdk-php", ["3.287.1"]],
]);

/**
 * null where the user agent names no SDK whose version can be compared. Go v2 and Rust are counted by dates of release,
 * and .NET tells the version of one service's package: of these it cannot be said.
 */
export function podIdentitySupport(userAgent: string): SdkSupport | null {
  // Java 2.x, Go and Python name the SDK first; a wrapper may stand before it. Beyond the start nothing is looked for.
  for (const [, sdk = "", version = ""] of userAgent
    .slice(0, 512)
    .matchAll(/([A-Za-z][A-Za-z0-9-]{1,30})\/(\d+(?:\.\d+){1,3})/g)) {
    const versions = FIRST.get(sdk.toLowerCase());
    if (!versions) continue;
    const major = version.slice(0, version.indexOf("."));
    const first = versions.find((each) => each.startsWith(`${major}.`)) ?? versions.at(-1) ?? "";
    return { sdk, version, first, supported: compare(version, first) >= 0 };
  }
  return null;
}

function compare(a: string, b: string): number {
  const [left, right] = [a.split(".").map(Number), b.split(".").map(Number)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
