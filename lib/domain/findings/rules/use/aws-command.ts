/** One command of the AWS CLI; values are quoted whatever they hold. */
import { option } from "../../remedy/quote";

/** `options` in order; null leaves the option out. */
export function awsCommand(command: string, options: Readonly<Record<string, string | null>>): string {
  const words = Object.entries(options).flatMap(([name, value]) => (value === null ? [] : [option(name, value)]));
  return [`aws ${command}`, ...words].join(" \\\n  ");
}
