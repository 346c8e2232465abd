/** The mute file: accepted findings as a YAML list that lives in a repository, beside those of the product. */
import { readFile, stat } from "node:fs/promises";
import { z } from "zod";
import { acceptanceBody } from "@/lib/contracts/api";
import { stableHash } from "@/lib/domain/aws/stable-hash";
import type { Acceptance } from "@/lib/domain/findings/triage";
import type { MuteFile } from "@/lib/server/usecases/findings/ports";
import { ConfigError } from "./config-error";
import { oneLine } from "./one-line";
import { issueError } from "./parse-config";
import { parseYaml } from "./yaml-document";

const MAX_BYTES = 4 * 1_048_576;
const entries = z.array(acceptanceBody, { error: "must be a list" }).max(5_000, "must be at most 5000 entries long");

/** Text of a mute file → acceptances. `file` is for messages and places. Throws ConfigError naming key and line. */
export function parseMuteFile(text: string, file: string): readonly Acceptance[] {
  const source = parseYaml(text, file);
  const result = entries.safeParse(source.data ?? []);
  if (!result.success) throw issueError(result.error.issues[0], source, file);
  const seen = new Map<string, number>();
  return result.data.map((entry, index) => {
    const { finding, rule, subject, account, cluster, reason, owner, expires } = entry;
    const content = stableHash(JSON.stringify([finding, rule, subject, account, cluster, reason, owner, expires]));
    const times = seen.get(content) ?? 0;
    seen.set(content, times + 1);
    return {
      // Of its content, so that moving an entry in the file changes nothing.
      id: `file-${times === 0 ? content : stableHash(content, String(times))}`,
      finding: finding ?? null,
      rule: rule ?? null,
      subject: subject ?? null,
      account: account ?? null,
      cluster: cluster ?? null,
      reason,
      owner,
      expires,
      source: "file",
      place: `${file}, line ${source.lineOf([index]) ?? 1}`,
      acceptedAt: null,
      acceptedBy: null,
      revokedAt: null,
      revokedBy: null,
    };
  });
}

/** Reads it at once and again where it has changed. Throws ConfigError where it cannot be read now. */
export async function openMuteFile(path: string): Promise<MuteFile> {
  let stamp = await stampOf(path);
  let known = await readEntries(path);
  let error: string | null = null;
  return {
    path,
    async read() {
      try {
        const now = await stampOf(path);
        if (now !== stamp) {
          stamp = now;
          known = await readEntries(path);
          error = null;
        }
      } catch (cause) {
        error = oneLine((cause as Error).message);
        stamp = "";
      }
      return { entries: known, error };
    },
  };
}

async function stampOf(path: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    if (size > MAX_BYTES) throw new ConfigError(`${path}: larger than ${MAX_BYTES} bytes`, path);
    return `${mtimeMs} ${size} ${ino}`;
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

async function readEntries(path: string): Promise<readonly Acceptance[]> {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(await readFile(path));
  } catch (cause) {
    throw unreadable(path, cause);
  }
  return parseMuteFile(text, path);
}

function unreadable(path: string, cause: unknown): ConfigError {
  if (cause instanceof ConfigError) return cause;
  const code = (cause as NodeJS.ErrnoException).code;
  const why =
    code === "ENOENT"
      ? "there is no such file (findings.muteFile names it)"
      : code === "ERR_ENCODING_INVALID_ENCODED_DATA"
        ? "it is not UTF-8 text"
        : (code ?? oneLine(String((cause as Error).message)));
  return new ConfigError(`${path}: cannot be read: ${why}`, path, "findings.muteFile", { cause });
}
