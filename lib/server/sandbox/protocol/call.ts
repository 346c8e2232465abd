/** One API call as the services see it, after the protocol has been taken off. */
import type { Account, Estate } from "../estate/model";
import type { Identity } from "../identities";
import type { PageBehaviour } from "./paging";

/** Request parameters, whatever the protocol: a form, a JSON body, or path and query string. */
export interface Parameters {
  text(name: string): string | null;
  integer(name: string): number | null;
  texts(name: string): readonly string[];
  flag(name: string): boolean | null;
  /** A structure, or a list of them, of a JSON body; empty for other protocols. */
  objects(name: string): readonly Readonly<Record<string, unknown>>[];
}

export interface Call {
  readonly operation: string;
  readonly parameters: Parameters;
  readonly estate: Estate;
  readonly identity: Identity;
  /** The account that the caller acts in. */
  readonly account: Account;
  /** Signing region; global services ignore it. */
  readonly region: string;
  /** Epoch seconds. */
  readonly now: number;
  readonly pages: PageBehaviour;
}
