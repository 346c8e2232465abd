/** What a session is known by: its key, role, name, the service that calls for it, and the kind of caller. */
import { stableHash } from "@/lib/domain/aws/stable-hash";
import type { CallerFacts } from "./record";

/** Sixteen bytes in the layout of DuckDB's UUID: little-endian, top bit flipped. */
export function sessionKey(caller: CallerFacts): Uint8Array {
  const { accessKeyId, roleArn, arn, sessionName, invokedBy, type } = caller;
  const hex = stableHash(
    `${accessKeyId ?? ""} ${roleArn ?? arn ?? ""} ${sessionName ?? ""} ${invokedBy ?? ""} ${type ?? ""}`,
  );
  const bytes = new Uint8Array(16);
  for (let i = 0; i < 16; i++) bytes[15 - i] = Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16);
  bytes[15] = (bytes[15] ?? 0) ^ 0x80;
  return bytes;
}
