/** From nine tenths of a quota on there is something to do before it is reached. */
const NEAR = 0.9;

export function isNear(used: number, quota: number): boolean {
  return used >= quota * NEAR;
}
