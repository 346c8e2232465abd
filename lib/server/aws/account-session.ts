/** One account as the readers see it: its credentials, its clients (made when first needed), and how a call is sent. */
import type { NodeHttpHandler } from "@smithy/node-http-handler";
import type { AwsCaller } from "./caller";
import { type ClientContext, createClient } from "./clients";
import type { Credentials } from "./credentials";

type ServiceName = keyof typeof createClient;
type ClientOf<S extends ServiceName> = ReturnType<(typeof createClient)[S]>;

export interface ClientSender<C> {
  /** Sends one request within the budgets; throws CallError. `run` must send without options. */
  send<T>(operation: string, run: (client: C) => Promise<T>): Promise<T>;
}

export type Sender<S extends ServiceName> = ClientSender<ClientOf<S>>;

export class AccountSession {
  constructor(
    readonly accountId: string,
    readonly credentials: Credentials,
    private readonly handler: NodeHttpHandler,
    private readonly caller: AwsCaller,
  ) {}

  /** A client of a service in a region. The client lives as long as the sender does. */
  sender<S extends ServiceName>(service: S, region: string): Sender<S> {
    return this.senderOf(service, region, (context) => createClient[service](context) as ClientOf<S>);
  }

  /** The same for a client that is not among those of every scan. */
  senderOf<C>(service: string, region: string, make: (context: ClientContext) => C): ClientSender<C> {
    const { accountId, caller, credentials, handler } = this;
    let client: C | null = null;
    return {
      async send(operation, run) {
        client ??= make({ handler, credentials: credentials.provider, region });
        const ready = client;
        return caller.call({ service, operation, accountId, region }, credentials, () => run(ready));
      },
    };
  }
}
