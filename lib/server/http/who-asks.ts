/** Who made a change, as far as Podlens can know: it has one token and no accounts of people. */
import type { GuardedRequest } from "./guarded";

export function whoAsks({ session, address }: Pick<GuardedRequest, "session" | "address">): string {
  const from = address === "" ? "this machine" : address;
  return session === null ? `not signed in, from ${from}` : `signed in with the token, from ${from}`;
}
