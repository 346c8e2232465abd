import { describe, expect, test } from "vitest";
import { clusterArn, formatArn, oidcProviderArn, parseArn, parseRoleArn, partitionOfRegion } from "./arn";

describe("ARNs", () => {
  test("are taken apart and put together", () => {
    const text = "arn:aws:logs:eu-west-1:111122223333:log-group:g:*";
    const arn = parseArn(text);
    expect(arn).toEqual({
      partition: "aws",
      service: "logs",
      region: "eu-west-1",
      accountId: "111122223333",
      resource: "log-group:g:*",
    });
    expect(formatArn(arn!)).toBe(text);
    expect(parseArn("arn:aws:s3:::b/k")).toMatchObject({ region: "", accountId: "", resource: "b/k" });
  });

  test.each(["", "arn", "arn:aws:s3", "arn:aws:s3::", "x:aws:s3:::b", "arn::s3:::b", "arn:aws::::b"])(
    "%j is none",
    (text) => {
      expect(parseArn(text)).toBeNull();
    },
  );

  test("of roles have a path", () => {
    expect(parseRoleArn("arn:aws:iam::1:role/app")).toEqual({
      accountId: "1",
      partition: "aws",
      path: "/",
      name: "app",
    });
    expect(parseRoleArn("arn:aws-cn:iam::1:role/a/b/app")).toEqual({
      accountId: "1",
      partition: "aws-cn",
      path: "/a/b/",
      name: "app",
    });
    for (const text of [
      "x",
      "arn:aws:iam::1:user/app",
      "arn:aws:sts::1:role/app",
      "arn:aws:iam::1:role/",
      "arn:aws:iam::1:role/a/",
    ]) {
      expect(parseRoleArn(text), text).toBeNull();
    }
  });

  test("of clusters and providers", () => {
    expect(clusterArn("aws", "eu-west-1", "1", "prod")).toBe("arn:aws:eks:eu-west-1:1:cluster/prod");
    expect(oidcProviderArn("aws", "1", "https://oidc.eks.eu-west-1.amazonaws.com/id/X")).toBe(
      "arn:aws:iam::1:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/X",
    );
    expect(oidcProviderArn("aws", "1", "host/id/X")).toBe("arn:aws:iam::1:oidc-provider/host/id/X");
  });

  test.each([
    ["eu-west-1", "aws"],
    ["cn-north-1", "aws-cn"],
    ["us-gov-west-1", "aws-us-gov"],
    ["us-iso-east-1", "aws-iso"],
    ["us-isob-east-1", "aws-iso-b"],
    ["eusc-de-east-1", "aws-eusc"],
  ])("%s lies in %s", (region, partition) => {
    expect(partitionOfRegion(region)).toBe(partition);
  });
});
