/** Where the owner's socket stands. */
import { createHash } from "node:crypto";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

/** The shortest limit of the systems in use: sun_path has 104 bytes on macOS, 108 on Linux, with the final NUL. */
const MAX_SOCKET_PATH = 103;

/** `podlens.sock` in the data folder; for a path that no socket can have, a short one in a private temporary folder. */
export function socketPath(dataDir: string): { readonly path: string; readonly privateFolder: string | null } {
  const path = join(dataDir, "podlens.sock");
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH) return { path, privateFolder: null };
  const name = createHash("sha256").update(dataDir).digest("hex").slice(0, 16);
  const privateFolder = join(tmpdir(), `podlens-${userInfo().uid}-${name}`);
  return { path: join(privateFolder, "s"), privateFolder };
}
