/** Orders by a key's UTF-16 code units: the same on every machine, whatever its locale. */
export function by<T>(key: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => {
    const left = key(a);
    const right = key(b);
    return left < right ? -1 : left > right ? 1 : 0;
  };
}
