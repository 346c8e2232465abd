import { expect, test } from "vitest";
import { recordPlace } from "./record-place";

const event = {
  eventId: "7b7e4636-4713-3d04-b86a-cd6774cdbae9",
  time: "2026-11-20T09:20:04.000Z",
  region: "eu-west-1",
};
const now = Date.parse("2026-11-22T00:00:00Z");
const at = (source: string, key: string) => recordPlace(event, { source, key }, now);

test("a record of a bucket or a folder is fetched from its file, and from the event history while that has it", () => {
  const s3 = at("s3:logs/AWSLogs/o-1", "AWSLogs/o-1/1/CloudTrail/eu-west-1/2026/11/20/x.json.gz");
  expect(s3.file).toBe("s3://logs/AWSLogs/o-1/1/CloudTrail/eu-west-1/2026/11/20/x.json.gz");
  expect(s3.fetch.map(({ text }) => text)).toEqual([
    `aws s3 cp s3://logs/AWSLogs/o-1/1/CloudTrail/eu-west-1/2026/11/20/x.json.gz - | gunzip | jq '.. | objects | select(.eventID? == "${event.eventId}")'`,
    `aws cloudtrail lookup-events --region eu-west-1 --lookup-attributes AttributeKey=EventId,AttributeValue=${event.eventId} --query 'Events[].CloudTrailEvent' --output text`,
  ]);
  expect(at("named:files:/logs", "a/x.json").fetch[0]?.text).toMatch(/^cat \/logs\/a\/x\.json \| jq /);
  expect(at("files:/logs/one.json.gz", "").file).toBe("/logs/one.json.gz");
  expect(recordPlace(event, { source: "files:/l", key: "x" }, now + 90 * 86_400_000).fetch).toHaveLength(1);
});

test("names that mean something to a shell or to SQL mean nothing in what is pasted", () => {
  expect(at("files:/logs", "a'; rm -rf $HOME `x`.json").fetch[0]?.text).toContain(
    `cat '/logs/a'\\''; rm -rf $HOME \`x\`.json' | jq`,
  );
  expect(at('athena:wg/db.ta"ble', "page 1").fetch[0]?.text).toContain('FROM "db"."ta""ble"\nWHERE eventid = ');
});

test("Athena's is a statement, the event history's its own call, and what is not remembered says so", () => {
  expect(at("athena:wg/db.t", "page 1").fetch.map(({ title }) => title)).toEqual([
    "With Athena",
    "From the event history",
  ]);
  expect(at("lookup-events", "1 eu-west-1 EventName AssumeRole page 0")).toMatchObject({
    kind: "lookup-events",
    file: null,
  });
  expect(recordPlace({ ...event, region: null }, null, now)).toMatchObject({ kind: "unknown", fetch: [] });
});
