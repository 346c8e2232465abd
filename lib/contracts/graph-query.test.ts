import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  defaultGraphQuery,
  type GraphQuery,
  graphColumns,
  graphQueryParams,
  graphSorts,
  parseGraphQuery,
} from "./graph-query";

const read = (text: string) => parseGraphQuery(new URLSearchParams(text));

describe("the query of the map", () => {
  it("has defaults for everything, and leaves them out of an address", () => {
    expect(graphQueryParams(defaultGraphQuery()).toString()).toBe("");
    expect(read("unknown=1&cols=")).toEqual({ kind: "query", query: defaultGraphQuery() });
  });

  it("reads lists, exclusions and repeated parameters", () => {
    const result = read(
      "cols=service,account&namespace=pay*,!kube-system&find=role:a:b&open=x,y&open=z&sort=policy:name&system=hide",
    );
    expect(result).toMatchObject({
      kind: "query",
      query: {
        columns: ["account", "service"],
        filters: { namespace: { include: ["pay*"], exclude: ["kube-system"] } },
        find: { role: "a:b" },
        open: ["x,y", "z"],
        sort: { policy: "name" },
        hideSystem: true,
      },
    });
  });

  it.each([
    ["cols=role,roles", "cols"],
    ["depth=0", "depth"],
    ["depth=1.5", "depth"],
    ["sort=role:size", "sort"],
    ["find=__proto__:x", "find"],
    ["part=all", "part"],
    ["snapshot=../x", "snapshot"],
    ["limit=501", "limit"],
    [`q=${"x".repeat(201)}`, "q"],
    [Array.from({ length: 501 }, () => "open=a").join("&"), "open"],
  ])("names the parameter that makes no sense: %.20s", (text, field) => {
    expect(read(text)).toMatchObject({ kind: "invalid", field });
  });

  it("comes back the same from its address, whatever it holds", () => {
    const word = fc.string({ minLength: 1, maxLength: 12 });
    const value = word.filter((each) => !/[,!]/.test(each));
    const some = fc.record({ include: fc.array(value, { maxLength: 3 }), exclude: fc.array(value, { maxLength: 3 }) });
    const query: fc.Arbitrary<GraphQuery> = fc
      .record({
        columns: fc.subarray([...graphColumns], { minLength: 1 }),
        text: fc.string({ maxLength: 30 }),
        filters: fc.record({
          account: some,
          region: some,
          cluster: some,
          namespace: some,
          mechanism: some,
          verdict: some,
        }),
        find: fc.dictionary(fc.constantFrom(...graphColumns), word),
        sort: fc.dictionary(
          fc.constantFrom(...graphColumns),
          fc.constantFrom(...graphSorts.filter((each) => each !== "access")),
        ),
        open: fc.array(word, { maxLength: 3 }),
        focus: fc.option(word),
        select: fc.option(word),
        hideSystem: fc.boolean(),
        depth: fc.integer({ min: 1, max: 8 }),
      })
      .map((change) => ({ ...defaultGraphQuery(), ...change }));
    fc.assert(
      fc.property(query, (each) => {
        expect(parseGraphQuery(new URLSearchParams(graphQueryParams(each).toString()))).toEqual({
          kind: "query",
          query: each,
        });
      }),
    );
  });
});
