/** Slows down guessing of the token: so many wrong attempts in a window, per address and in all. */

export interface AttemptLimit {
  /** Seconds to wait, 0 = go on. */
  blockedFor(address: string, now: number): number;
  failed(address: string, now: number): void;
}

/** Times in milliseconds. At most `addresses` addresses are remembered; the oldest makes room. */
export function createAttemptLimit({
  perAddress = 10,
  inAll = 100,
  window = 60_000,
  addresses = 1_000,
} = {}): AttemptLimit {
  const byAddress = new Map<string, number[]>();
  let all: number[] = [];
  const recent = (times: readonly number[], now: number) => times.filter((time) => time > now - window);
  const wait = (times: readonly number[], most: number, now: number) =>
    times.length < most ? 0 : Math.ceil(((times[times.length - most] as number) + window - now) / 1000);
  return {
    blockedFor: (address, now) =>
      Math.max(wait(recent(byAddress.get(address) ?? [], now), perAddress, now), wait(recent(all, now), inAll, now)),
    failed: (address, now) => {
      const times = [...recent(byAddress.get(address) ?? [], now), now];
      byAddress.delete(address);
      byAddress.set(address, times);
      all = [...recent(all, now), now];
      const oldest = byAddress.keys().next();
      if (byAddress.size > addresses && !oldest.done) byAddress.delete(oldest.value);
    },
  };
}
