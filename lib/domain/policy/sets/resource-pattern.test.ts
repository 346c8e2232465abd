import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runs } from "../testing/runs";
import { mayMeet, overlap, parseResourcePattern } from "./resource-pattern";

const of = (text: string, version: "2008-10-17" | "2012-10-17" = "2012-10-17") => parseResourcePattern(text, version);

describe("overlap of resource patterns", () => {
  it.each([
    ["*", "*", "all"],
    ["*", "arn:aws:s3:::b", "all"],
    ["**", "anything", "all"],
    ["arn:aws:s3:::b", "*", "part"],
    ["arn:*:*:*:*:*", "*", "part"],
    ["arn:aws:s3:::b/*", "arn:aws:s3:::b/k", "all"],
    ["arn:aws:s3:::b/*", "arn:aws:s3:::b/x/*", "all"],
    ["arn:aws:s3:::b/*", "arn:aws:s3:::*", "part"],
    ["arn:aws:s3:::b/*", "arn:aws:s3:::B/k", "none"],
    ["arn:aws:s3:::b/*", "arn:aws:s3:::b", "none"],
    ["arn:aws:s3:::b*", "arn:aws:s3:::*z", "part"],
    ["arn:aws:s3:::*a", "arn:aws:s3:::*b", "none"],
    ["arn:aws-cn:s3:::b", "arn:aws:s3:::b", "none"],
    ["arn:*:s3:::b", "arn:aws:s3:::b", "all"],
    ["arn:aws:ec2:*:1:instance/*", "arn:aws:ec2:eu-west-1:1:instance/i-1", "all"],
    ["arn:aws:ec2:*:*:*/*", "arn:aws:ec2:eu-west-1:1:instance/i-1", "all"],
    ["arn:aws:ec2:*:instance/i-1", "arn:aws:ec2:eu-west-1:1:instance/i-1", "none"],
    ["arn:aws:logs:*:*:log-group:a*", "arn:aws:logs:r:1:log-group:ab:log-stream:x", "all"],
    ["arn:aws:s3:::b/?", "arn:aws:s3:::b/??", "none"],
  ] as const)("%s of %s is %s", (cover, region, expected) => {
    expect(overlap(of(cover), of(region))).toBe(expected);
  });

  it("takes a policy variable for any text, and never as covering all", () => {
    expect(overlap(of("arn:aws:s3:::b/${aws:username}/*"), of("arn:aws:s3:::b/me/k"))).toBe("part");
    expect(overlap(of("arn:aws:s3:::b/${aws:username}/*"), of("arn:aws:s3:::c/me/k"))).toBe("none");
    expect(overlap(of("arn:aws:s3:::b/*"), of("arn:aws:s3:::b/${aws:username}/*"))).toBe("all");
    expect(overlap(of("arn:aws:s3:::${aws:PrincipalTag/a:b}/x"), of("arn:aws:s3:::q/x"))).toBe("part");
    expect(overlap(of("arn:aws:s3:::${unclosed"), of("arn:aws:s3:::${unclosed"))).toBe("all");
  });

  it("reads escapes as the characters they stand for", () => {
    expect(overlap(of("arn:aws:s3:::b/${*}"), of("arn:aws:s3:::b/k"))).toBe("none");
    expect(overlap(of("arn:aws:s3:::b/${*}"), of("arn:aws:s3:::b/*", "2012-10-17"))).toBe("part");
    expect(overlap(of("arn:aws:s3:::b/*"), of("arn:aws:s3:::b/${?}"))).toBe("all");
    expect(of("arn:aws:s3:::b/${$}${*}").wider).toBe(false);
    expect(of("arn:aws:s3:::b/${$}${key, 'x'}").wider).toBe(true);
  });

  it("reads variables as text under the older version", () => {
    expect(overlap(of("arn:aws:s3:::b/${aws:username}", "2008-10-17"), of("arn:aws:s3:::b/me"))).toBe("none");
    expect(of("arn:aws:s3:::${a:b}", "2008-10-17").wider).toBe(false);
  });

  it("fills up short ARNs, without being sure", () => {
    expect(overlap(of("arn:aws:sqs:us-east-1"), of("arn:aws:sqs:us-east-1:1:q"))).toBe("part");
    expect(overlap(of("arn:aws:sqs:us-east-1"), of("arn:aws:sqs:eu-west-1:1:q"))).toBe("none");
    expect(overlap(of("*"), of("arn:aws:sqs"))).toBe("all");
    expect(overlap(of("arn:aws:s3*"), of("arn:aws:s3:::b"))).toBe("part");
  });

  it("lets nothing match what is neither an ARN nor the beginning of one", () => {
    expect(overlap(of("bucket"), of("arn:aws:s3:::bucket"))).toBe("none");
    expect(overlap(of("arn:*:*:*:*:*"), of("bucket"))).toBe("none");
    expect(overlap(of("*:aws:s3:::b"), of("arn:aws:s3:::b"))).toBe("all");
    expect(overlap(of("urn:aws:s3:::b"), of("arn:aws:s3:::b"))).toBe("none");
    expect(mayMeet(of("bucket"), of("arn:aws:s3:::b"))).toBe(false);
    expect(mayMeet(of("*"), of("arn:aws:s3:::b"))).toBe(true);
  });

  it("answers part where telling would take too long", () => {
    const hostile = `arn:aws:s3:::${"*a".repeat(10_000)}`;
    expect(overlap(of(hostile), of(`arn:aws:s3:::${"*aa".repeat(10_000)}`))).toBe("part");
    expect(overlap(of(hostile), of(`arn:aws:s3:::${"${".repeat(50_000)}`))).not.toBe("all");
    expect(of(`arn:aws:s3:::${"${".repeat(50_000)}}`).wider).toBe(true);
  });

  it("is never wrong: against every ARN of a small alphabet", () => {
    const part = fc.string({ unit: fc.constantFrom("a", "b", "*", "?", ":"), maxLength: 4 });
    const segment = fc.constantFrom("", "a", "*", "a*", "?");
    const words = ["", "a", "b", "aa", "ab", "ba", "a:", ":a", "a:a", "aab", "b:b"];
    const arns = words.flatMap((rest) =>
      ["", "a", "b"].map((region) => ({ region, rest, text: `arn:aws:s:${region}::${rest}` })),
    );
    const matches = (region: string, rest: string) => {
      const toRegExp = (text: string) => new RegExp(`^${text.replaceAll("*", "[^]*").replaceAll("?", "[^]")}$`);
      return arns
        .filter((arn) => toRegExp(region).test(arn.region) && toRegExp(rest).test(arn.rest))
        .map(({ text }) => text);
    };
    fc.assert(
      fc.property(segment, part, segment, part, (r1, p1, r2, p2) => {
        const found = overlap(of(`arn:aws:s:${r1}::${p1}`), of(`arn:aws:s:${r2}::${p2}`));
        const [first, second] = [new Set(matches(r1, p1)), matches(r2, p2)];
        if (found === "all") expect(second.every((arn) => first.has(arn))).toBe(true);
        if (found === "none") expect(second.some((arn) => first.has(arn))).toBe(false);
        expect(mayMeet(of(`arn:aws:s:${r1}::${p1}`), of(`arn:aws:s:${r2}::${p2}`))).toBe(found !== "none");
      }),
      runs(1000),
    );
  });
});
