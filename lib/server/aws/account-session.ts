/** One account as the readers see it: its credentials, its clients (made when first needed), and how a call is sent. */
import type { NodeHttpHandler } from "@smithy/node-http-handler";
import type { AwsCaller } from "./caller";
import { createClient } from "./clients";
import type { Credentials } from "./credentials";

type ServiceName = keyof typeof createClient;
type ClientOf<S extends ServiceName> = ReturnType<(typeof createClient)[S]>;

export interface Sender<S extends ServiceName> {
  /** Sends one request within the budgets; throws CallError. `run` must send without options. */
  send<T>(operation: string, run: (client: ClientOf<S>) => Promise<T>): Promise<T>;
}

export class AccountSession {
  constructor(
    readonly accountId: string,
    readonly credentials: Credentials,
    private readonly handler: NodeHttpHandler,
    private readonly caller: AwsCaller,
  ) {}

  /** A client of a service in a region. The client lives as long as the sender does. */
  sender<S extends ServiceName>(service: S, region: string): Sender<S> {
    const { accountId, caller, credentials, handler } = this;
    let client: ClientOf<S> | null = null;
    return {
      async send(operation, run) {
        client ??= createClient[service]({ handler, credentials: credentials.provider, region }) as ClientOf<S>;
        const ready = client;
        return caller.call({ service, operation, accountId, region }, credentials, () => run(ready));
      },
    };
  }
}
