/** KMS: JSON 1.1. Keys by id or ARN; every key has a policy. Source: AWS KMS API Reference. */
import type { Key } from "../../estate/resource-model";
import type { Call } from "../../protocol/call";
import { ServiceError } from "../../protocol/error";
import { json11, routeTarget } from "../../protocol/json";
import type { Operation, Service } from "../../protocol/service";
import { inRegion, JSON_ERRORS, listing, nameIn, regionalArn } from "../resources";

const invalidMarker = () => new ServiceError("InvalidMarkerException", 400, "The marker is invalid.");

const operations: Readonly<Record<string, Operation>> = {
  ListKeys: {
    run(call) {
      const { items, nextToken } = listing(call, [...inRegion(call).keys.values()], {
        token: "Marker",
        size: call.parameters.integer("Limit") ?? 100,
        invalidToken: invalidMarker,
      });
      return pageText(
        "Keys",
        items.map(({ id, arn }) => ({ KeyId: id, KeyArn: arn })),
        nextToken,
      );
    },
  },
  ListAliases: {
    run(call) {
      const all = [...inRegion(call).keys.values()].flatMap((key) =>
        key.aliases.map((name) => ({
          AliasName: name,
          AliasArn: regionalArn(call, "kms", name),
          TargetKeyId: key.id,
        })),
      );
      const { items, nextToken } = listing(call, all, {
        token: "Marker",
        size: call.parameters.integer("Limit") ?? 50,
        invalidToken: invalidMarker,
      });
      return pageText("Aliases", items, nextToken);
    },
  },
  DescribeKey: {
    resource: keyResource,
    run(call) {
      const key = keyOf(call);
      return JSON.stringify({
        KeyMetadata: {
          AWSAccountId: call.account.id,
          KeyId: key.id,
          Arn: key.arn,
          CreationDate: key.createdAt,
          Enabled: key.state === "Enabled",
          KeyUsage: "ENCRYPT_DECRYPT",
          KeyState: key.state,
          KeyManager: key.manager,
          Origin: "AWS_KMS",
        },
      });
    },
  },
  GetKeyPolicy: {
    resource: keyResource,
    run: (call) => JSON.stringify({ Policy: keyOf(call).policy, PolicyName: "default" }),
  },
  ListGrants: {
    resource: keyResource,
    run(call) {
      const key = keyOf(call);
      const { items, nextToken } = listing(call, key.grants, {
        token: "Marker",
        size: call.parameters.integer("Limit") ?? 50,
        selection: key.id,
        invalidToken: invalidMarker,
      });
      const grants = items.map((grant) => ({
        KeyId: key.arn,
        GrantId: grant.id,
        CreationDate: grant.createdAt,
        GranteePrincipal: grant.grantee,
        IssuingAccount: `arn:${call.estate.partition}:iam::${call.account.id}:root`,
        Operations: grant.operations,
        ...(grant.contextSubset === null ? {} : { Constraints: { EncryptionContextSubset: grant.contextSubset } }),
      }));
      return pageText("Grants", grants, nextToken);
    },
  },
};

export const kmsService: Service = {
  name: "kms",
  global: false,
  protocol: json11,
  errors: JSON_ERRORS,
  route: (request) => routeTarget(request, "TrentService"),
  operations,
};

function keyOf(call: Call): Key {
  const wanted = call.parameters.text("KeyId");
  const key = inRegion(call).keys.get(nameIn(wanted, "/"));
  if (key === undefined) throw new ServiceError("NotFoundException", 400, `Key '${keyResource(call)}' does not exist`);
  return key;
}

function keyResource(call: Call): string {
  return regionalArn(call, "kms", `key/${nameIn(call.parameters.text("KeyId"), "/")}`);
}

function pageText(member: string, items: readonly unknown[], nextToken: string | null): string {
  return JSON.stringify({
    [member]: items,
    Truncated: nextToken !== null,
    ...(nextToken === null ? {} : { NextMarker: nextToken }),
  });
}
