import { describe, expect, it } from "vitest";
import { podIdentitySupport } from "./sdk-support";

describe("SDKs and Pod Identity", () => {
  it.each([
    ["Boto3/1.34.40 md/Botocore#1.34.40 ua/2.0 os/linux", "Boto3", false],
    ["Boto3/1.34.41 md/Botocore#1.34.41 ua/2.0 os/linux", "Boto3", true],
    ["aws-cli/1.29.9 Python/3.9", "aws-cli", false],
    ["aws-cli/2.15.38 Python/3.11.8 Linux/5.10", "aws-cli", true],
    ["aws-cli/2.9.0 Python/3.9", "aws-cli", false],
    ["aws-sdk-java/2.20.162 Linux/5.10 OpenJDK/17", "aws-sdk-java", false],
    ["aws-sdk-java/1.12.746 Linux/5.10", "aws-sdk-java", true],
    ["aws-sdk-go/1.44.334 (go1.19.13; linux; amd64)", "aws-sdk-go", false],
    ["my-tool/1.0 aws-sdk-js/3.457.9 ua/2.0", "aws-sdk-js", false],
    ["aws-sdk-js/3.1169.0 ua/2.1", "aws-sdk-js", true],
    ["aws-sdk-php/3.287.1 ua/2.0", "aws-sdk-php", true],
  ])("%s", (userAgent, sdk, supported) => {
    expect(podIdentitySupport(userAgent)).toMatchObject({ sdk, supported });
  });
  it.each([
    "aws-sdk-go-v2/1.21.2 os/linux",
    "aws-sdk-rust/1.0.0",
    "aws-sdk-dotnet-coreclr/3.7.100.1",
    "pods.eks.amazonaws.com",
    "Mozilla/5.0",
    "",
    "boto3/x",
  ])("says nothing of %s", (userAgent) => {
    expect(podIdentitySupport(userAgent)).toBeNull();
  });
});
