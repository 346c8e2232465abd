/** What has to be done and cannot be written out: said in words. */
import type { Remedy } from "../finding";
import { oneLine } from "./quote";

export function inWords(title: string, ...sentences: readonly string[]): Remedy {
  return { format: "text", title, text: sentences.map(oneLine).join("\n") };
}
