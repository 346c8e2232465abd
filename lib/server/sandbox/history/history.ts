/** The estate's history: made day by day when somebody asks, the same for the same estate, and as long as time goes on. */
import type { Cluster } from "../estate/cluster-model";
import type { Estate } from "../estate/model";
import type { ClusterObjects } from "../kubernetes/model";
import { type Actor, type ActorNode, findActors } from "./actors";
import { type Anomaly, findAnomalies, SLEEPER_WAKES_DAYS_AGO, sleeper } from "./anomalies";
import { associationChanges } from "./changes";
import type { HistoryEvent } from "./event";
import { Seeded } from "./seeded";
import { actorDay, callEvents, DAY_MS, nodeSession } from "./sessions";
import { type Trail, trailChanges, trailsOf } from "./trails";

export interface HistoryOptions {
  readonly estate: Estate;
  /** Epoch seconds: from here the history's days count back. */
  readonly present: number;
  readonly objects?: ((cluster: Cluster, accountId: string) => ClusterObjects | null) | undefined;
  /** How far it goes back. Default 90. */
  readonly days?: number;
}

/** Days that are kept made: what is asked next is mostly the day beside. */
const KEPT_DAYS = 6;

export class History {
  readonly trails: readonly Trail[];
  readonly anomalies: readonly Anomaly[];
  readonly actors: readonly Actor[];
  readonly members: ReadonlySet<string>;
  /** Milliseconds: start of the first day, and of the present one. */
  readonly from: number;
  readonly today: number;
  readonly #present: number;
  readonly #single = new Map<number, HistoryEvent[]>();
  readonly #days = new Map<number, ReadonlyMap<string, readonly HistoryEvent[]>>();
  readonly #started = new Map<number, readonly HistoryEvent[]>();
  readonly #sleeper: Actor | null;

  constructor(options: HistoryOptions) {
    const { estate, present, objects, days = 90 } = options;
    this.#present = present;
    this.today = Math.floor(present / 86_400) * DAY_MS;
    this.from = this.today - days * DAY_MS;
    this.actors = findActors({ estate, present, objects: objects === undefined ? undefined : remembered(objects) });
    this.#sleeper = sleeper(this.actors);
    this.trails = trailsOf(estate, this.today);
    this.members = new Set(estate.organization?.members.keys() ?? []);
    this.anomalies = findAnomalies({ estate, actors: this.actors, today: this.today });
    const places = [...estate.accounts.values()].flatMap((account) =>
      [...account.clusters].flatMap(([region, clusters]) =>
        [...clusters.values()].map((cluster) => ({ account, region, cluster })),
      ),
    );
    const single = [
      ...this.anomalies.flatMap((anomaly) => anomaly.events),
      ...associationChanges(places, this.from),
      ...trailChanges(estate, this.trails, this.today),
    ];
    for (const event of single) {
      const day = Math.floor(event.time / DAY_MS) * DAY_MS;
      this.#single.set(day, [...(this.#single.get(day) ?? []), event]);
    }
  }

  /** Events of an account and region on a day (its start), oldest first. */
  events(account: string, region: string, day: number): readonly HistoryEvent[] {
    return this.day(day).get(`${account}|${region}`) ?? [];
  }

  /** All events of a day by "account|region". */
  day(day: number): ReadonlyMap<string, readonly HistoryEvent[]> {
    const known = this.#days.get(day);
    if (known !== undefined) return known;
    const made = new Map<string, HistoryEvent[]>();
    if (day >= this.from) {
      const all = [...this.#startedOn(day - DAY_MS), ...this.#startedOn(day), ...(this.#single.get(day) ?? [])];
      for (const event of all) {
        if (event.time < day || event.time >= day + DAY_MS) continue;
        const key = `${event.account}|${event.region}`;
        const list = made.get(key);
        if (list === undefined) made.set(key, [event]);
        else list.push(event);
      }
      for (const list of made.values()) list.sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1));
    }
    keep(this.#days, day, made);
    return made;
  }

  #startedOn(day: number): readonly HistoryEvent[] {
    const known = this.#started.get(day);
    if (known !== undefined) return known;
    const events: HistoryEvent[] = [];
    for (const actor of this.actors) {
      if (actor === this.#sleeper && this.#sleeps(day)) continue;
      events.push(...actorDay(actor, day, this.#present));
    }
    events.push(...this.#nodesOwn(day));
    keep(this.#started, day, events);
    return events;
  }

  #sleeps(day: number): boolean {
    const ago = (this.today - day) / DAY_MS;
    return ago > SLEEPER_WAKES_DAYS_AGO && ago < 86;
  }

  /** What nodes do with their own role: images, and little more. */
  #nodesOwn(day: number): HistoryEvent[] {
    const nodes = new Map<string, { actor: Actor; node: ActorNode }>();
    for (const actor of this.actors) for (const { node } of actor.pods) nodes.set(node.instanceId, { actor, node });
    return [...nodes.values()].flatMap(({ actor, node }) => {
      const random = new Seeded(`${node.instanceId}|${day}`);
      const time = day + random.int(0, 86_000) * 1000;
      const { signedIn, ip } = nodeSession(node, actor.account.id, actor.region, time);
      const from = { ip, userAgent: "aws-sdk-go-v2/1.36.3 ua/2.1 os/linux lang/go#1.24.2 exe/ecr-credential-provider" };
      const call = (service: string, action: string, delay: number) =>
        callEvents(actor, from, signedIn, { service, action, resource: "*" }, time + delay, random);
      return [...call("ecr", "GetAuthorizationToken", 0), ...call("ec2", "DescribeInstances", 5_000)];
    });
  }
}

function keep<T>(map: Map<number, T>, key: number, value: T): void {
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= KEPT_DAYS) return;
    map.delete(oldest);
  }
}

function remembered(objects: NonNullable<HistoryOptions["objects"]>): NonNullable<HistoryOptions["objects"]> {
  const known = new Map<string, ClusterObjects | null>();
  return (cluster, accountId) => {
    if (!known.has(cluster.arn)) known.set(cluster.arn, objects(cluster, accountId));
    return known.get(cluster.arn) ?? null;
  };
}
