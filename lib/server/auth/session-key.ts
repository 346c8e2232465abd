/** The key that encrypts session cookies: made once, kept in the data folder for its owner only. */
import { randomBytes } from "node:crypto";
import { chmod, open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { AuthError } from "./auth-mode";

const bytes = 32;

/** 32 bytes from `DATA/session.key` (mode 0600), which is made where it is missing. */
export async function loadSessionKey(dataDir: string): Promise<Uint8Array> {
  const path = join(dataDir, "session.key");
  try {
    const known = await readFile(path);
    if (known.length === bytes) {
      await chmod(path, 0o600);
      return known;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw unreadable(path, error);
  }
  const made = randomBytes(bytes);
  try {
    const file = await open(path, "w", 0o600);
    await file.chmod(0o600);
    await file.writeFile(made);
    await file.close();
  } catch (error) {
    throw unreadable(path, error);
  }
  return made;
}

function unreadable(path: string, cause: unknown): AuthError {
  return new AuthError("auth-key", `the session key ${path} cannot be read or written`, { cause });
}
