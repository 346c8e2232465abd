import { expect, test } from "vitest";
import { createIdleWork } from "./idle-work";

function harness(fail: string | null = null) {
  const queue: (() => void)[] = [];
  const done: string[] = [];
  const work = createIdleWork<{ readonly name: string }>(
    ({ name }) =>
      [1, 2, 3].map((step) => () => {
        if (`${name}${step}` === fail) throw new Error("no");
        done.push(`${name}${step}`);
      }),
    (next) => void queue.push(next),
  );
  const turn = () => queue.shift()?.();
  return { work, done, queue, turn };
}

test("one step a turn, each subject once", () => {
  const { work, done, queue, turn } = harness();
  const subject = { name: "a" };
  work.begin(subject);
  expect(done).toEqual([]);
  turn();
  expect(done).toEqual(["a1"]);
  work.begin(subject);
  turn();
  turn();
  turn();
  expect(done).toEqual(["a1", "a2", "a3"]);
  expect(queue).toEqual([]);
});

test("a newer subject takes the place of one that is not done", () => {
  const { work, done, queue, turn } = harness();
  work.begin({ name: "a" });
  turn();
  work.begin({ name: "b" });
  while (queue.length > 0) turn();
  expect(done).toEqual(["a1", "b1", "b2", "b3"]);
});

test("a step that fails ends its subject's steps and nothing else", () => {
  const { work, done, queue, turn } = harness("a2");
  work.begin({ name: "a" });
  while (queue.length > 0) turn();
  work.begin({ name: "b" });
  while (queue.length > 0) turn();
  expect(done).toEqual(["a1", "b1", "b2", "b3"]);
});
