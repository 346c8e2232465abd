import { expect, it } from "vitest";
import { questionsOf } from "./pasted";

const titles = (text: string) => questionsOf(text).map((question) => question.title);

it("asks what fits what was pasted", () => {
  expect(titles("arn:aws:s3:::orders")).toEqual(["Who can do what with this resource", "What is this"]);
  expect(titles(" s3:Put* ")).toEqual(["Who can s3:Put*"]);
  expect(titles("AROAEXAMPLEID12345678")).toEqual(["What is this"]);
  expect(titles("User: arn:aws:sts::1:assumed-role/a/b is not authorized to perform: s3:GetObject")).toEqual([
    "What is this",
  ]);
  expect(titles('{ "UserId": "x", "Arn": "arn:aws:sts::1:assumed-role/a/b" }')).toEqual(["What is this"]);
});

it("leaves names alone", () => {
  for (const text of ["", "payments/api", "carto", "a:", "http://x"]) expect(titles(text)).toEqual([]);
});

it("keeps what was pasted whole in the address", () => {
  const arn = "arn:aws:s3:::a&b=c#d/e f".replace(" ", "+");
  const href = questionsOf(arn)[0]?.href ?? "";
  expect(new URLSearchParams(href.split("?")[1]).get("arn")).toBe(arn);
});
