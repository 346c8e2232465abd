import { expect, it } from "vitest";
import { resourceSentence } from "./resource-sentence";

const detail = {
  name: "orders",
  type: "S3 bucket",
  serviceName: "Amazon S3",
  account: { id: "111122223333", name: "data-prod", href: "/accounts/111122223333" },
  pattern: false,
  questions: [
    { verb: "list it", action: "s3:ListBucket", resource: "x" },
    { verb: "read its objects", action: "s3:GetObject", resource: "x/*" },
    { verb: "change its policy", action: "s3:PutBucketPolicy", resource: "x" },
  ],
};

it("says what it is, then who can what with it", () => {
  expect(resourceSentence(detail, [{ total: 1 }, { total: 1200 }, { total: 0 }])).toBe(
    "orders is an S3 bucket of data-prod: 1 workload can list it, 1,200 can read its objects and none can change its policy.",
  );
  expect(resourceSentence({ ...detail, questions: detail.questions.slice(0, 1) }, [{ total: 0 }])).toBe(
    "orders is an S3 bucket of data-prod: no workloads can list it.",
  );
});

it("claims nothing before the answers are there", () => {
  expect(resourceSentence(detail, [null, { total: 3 }, null])).toBe("orders is an S3 bucket of data-prod.");
  expect(resourceSentence({ ...detail, pattern: true, account: null }, [null])).toBe(
    "orders stands for S3 bucket resources.",
  );
});
