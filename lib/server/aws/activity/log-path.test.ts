import { describe, expect, it } from "vitest";
import { readLogPath } from "./log-path";
import { merged } from "./merge";
import { logFolders } from "./s3-layout";

const KEY =
  "AWSLogs/o-abc1234567/111122223333/CloudTrail/eu-west-1/2026/11/20/111122223333_CloudTrail_eu-west-1_20261120T0210Z_Mu0KsOhtH1ar15ZZ.json.gz";

describe("a log file's path", () => {
  it.each([
    [KEY, { account: "111122223333", region: "eu-west-1", day: "2026-11-20" }],
    [KEY.replace("AWSLogs/", "a/b/AWSLogs/"), { account: "111122223333", region: "eu-west-1", day: "2026-11-20" }],
    [KEY.slice(KEY.lastIndexOf("/") + 1), { account: "111122223333", region: "eu-west-1", day: "2026-11-20" }],
    [
      KEY.replaceAll("eu-west-1", "us-gov-west-1"),
      { account: "111122223333", region: "us-gov-west-1", day: "2026-11-20" },
    ],
    ["some/where/else.json", { account: null, region: null, day: null }],
    ["some/where/LINES.JSONL", { account: null, region: null, day: null }],
    ["lines.ndjson.gz", { account: null, region: null, day: null }],
    [KEY.replace("/CloudTrail/", "/CloudTrail-Digest/"), null],
    [KEY.replace("/CloudTrail/", "/CloudTrail-Insight/"), null],
    ["notes.txt", null],
    ["a.json.gz.bak", null],
  ])("%s", (path, told) => {
    expect(readLogPath(path)).toEqual(told);
  });

  it("takes time in proportion to its length", () => {
    expect(readLogPath(`${"1/".repeat(100_000)}x.json`)).toEqual({ account: null, region: null, day: null });
  });
});

describe("folders of a bucket", () => {
  const folders = [
    "AWSLogs/111122223333/CloudTrail/eu-west-1/",
    "AWSLogs/111122223333/Config/",
    "AWSLogs/o-abc1234567/444455556666/CloudTrail/us-east-1/",
    "AWSLogs/o-abc1234567/444455556666/CloudTrail-Digest/",
    "p/AWSLogs/777788889999/CloudTrail/eu-west-1/",
    "other/",
  ];
  const list = async (prefix: string) =>
    [
      ...new Set(
        folders.filter((one) => one.startsWith(prefix)).flatMap((one) => one.slice(prefix.length).split("/")[0] ?? []),
      ),
    ].filter((name) => name !== "");
  const walk = async (prefix: string) => {
    const found: string[] = [];
    for await (const folder of logFolders(prefix, list, () => undefined))
      found.push(`${folder.account} ${folder.region} ${folder.prefix}`);
    return found;
  };

  it("are found from any level of CloudTrail's layout, in account and organisation trails alike", async () => {
    const both = [
      "111122223333 eu-west-1 AWSLogs/111122223333/CloudTrail/eu-west-1/",
      "444455556666 us-east-1 AWSLogs/o-abc1234567/444455556666/CloudTrail/us-east-1/",
    ];
    expect(await walk("")).toEqual(both);
    expect(await walk("AWSLogs")).toEqual(both);
    expect(await walk("AWSLogs/o-abc1234567")).toEqual(both.slice(1));
    expect(await walk("AWSLogs/111122223333/CloudTrail")).toEqual(both.slice(0, 1));
    expect(await walk("p")).toEqual(["777788889999 eu-west-1 p/AWSLogs/777788889999/CloudTrail/eu-west-1/"]);
  });

  it("without that layout are one folder", async () => {
    expect(await walk("other")).toEqual(["null null other/"]);
    expect(await walk("AWSLogs/o-abc1234567/999900001111")).toEqual([]);
  });
});

describe("merged streams", () => {
  async function* numbers(from: number, to: number) {
    for (let i = from; i < to; i++) yield i;
  }

  it("give everything, each stream in order, so many at a time", async () => {
    let open = 0;
    let most = 0;
    const streams = [0, 10, 20, 30].map(
      (from) =>
        async function* () {
          most = Math.max(most, ++open);
          yield* numbers(from, from + 5);
          open--;
        },
    );
    const all: number[] = [];
    for await (const one of merged(streams, 2)) all.push(one);
    expect([...all].sort((a, b) => a - b)).toEqual(
      [0, 10, 20, 30].flatMap((from) => [0, 1, 2, 3, 4].map((i) => from + i)),
    );
    for (const from of [0, 10, 20, 30]) {
      const own = all.filter((one) => one >= from && one < from + 10);
      expect(own).toEqual([...own].sort((a, b) => a - b));
    }
    expect(most).toBe(2);
  });

  it("end with the first error, and end the others", async () => {
    let ended = 0;
    const endless = async function* () {
      try {
        for (let i = 0; ; i++) yield i;
      } finally {
        ended++;
      }
    };
    const failing = async function* () {
      yield* numbers(0, 2);
      throw new Error("broken");
    };
    const take = async () => {
      for await (const _ of merged<number>([endless, failing], 2));
    };
    await expect(take()).rejects.toThrow("broken");
    await new Promise((resolve) => setImmediate(resolve));
    expect(ended).toBe(1);
  });
});
