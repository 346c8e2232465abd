import { expect, it } from "vitest";
import { pages } from "./pages";

interface Page {
  readonly items: readonly number[];
  readonly next: string | null;
}

async function collect(answers: Record<string, Page>): Promise<number[]> {
  const all: number[] = [];
  for await (const page of pages(
    async (token) => answers[token ?? ""] as Page,
    (page) => page,
    (cause) => cause,
  ))
    all.push(...page);
  return all;
}

it("goes on over empty pages, and ends at an empty token as at none", async () => {
  expect(
    await collect({ "": { items: [], next: "a" }, a: { items: [1], next: "b" }, b: { items: [2], next: "" } }),
  ).toEqual([1, 2]);
  expect(await collect({ "": { items: [1], next: null } })).toEqual([1]);
});

it("does not follow a token that comes back, even by a detour", async () => {
  const answers = { "": { items: [1], next: "a" }, a: { items: [2], next: "b" }, b: { items: [3], next: "a" } };
  await expect(collect(answers)).rejects.toThrow("page token");
});
