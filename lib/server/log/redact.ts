/** Takes out what must not be in a log: secrets of AWS, tokens of ours, and whatever an error quotes of them. */

const SECRETS: readonly RegExp[] = [
  // key=value, "key": "value" and header forms.
  /((?:aws_?)?(?:secret_?access_?key|session_?token|security_?token)|x-amz-security-token|x-amz-signature|authorization|cookie|set-cookie|podlens_token|client_?secret|password)(["']?\s*[=:]\s*["']?)(?:AWS4-HMAC-SHA256|Bearer|Basic)?\s*[^\s"',;]+/gi,
];
const SIGV4 = /AWS4-HMAC-SHA256\s[^\n]{0,600}/g;

/** Linear in the text. */
export function redact(text: string): string {
  let result = text.replace(SIGV4, "AWS4-HMAC-SHA256 [removed]");
  for (const pattern of SECRETS) result = result.replace(pattern, "$1$2[removed]");
  return result;
}
