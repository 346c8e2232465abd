/** What the resource itself adds and takes: grants of keys, states of keys, databases. Worked out by hand. */
import { describe, expect, it } from "vitest";
import { accessRows } from "@/lib/domain/access/permission-rows";
import { whoCan } from "@/lib/domain/access/who-can";
import { accessOf, allow, bucket, database, deny, key, roleArn, who, withResources } from "./access-estate";
import { ACCOUNT, EstateBuilder, podTrust, policy } from "./estate-builder";

const OTHER = "444455556666";
const keyArn = (id: string) => `arn:aws:kms:eu-west-1:${ACCOUNT}:key/${id}`;
const toAccount = policy({
  Effect: "Allow",
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: "kms:*",
  Resource: "*",
});
const toNobody = policy({ Effect: "Allow", Principal: { AWS: roleArn("admin") }, Action: "kms:*", Resource: "*" });

function grant(granteePrincipal: string, operations: readonly string[], more = {}) {
  const none = { encryptionContextSubset: null, encryptionContextEquals: null };
  return { id: "g1", granteePrincipal, operations, issuingAccount: null, ...none, ...more };
}

describe("grants of keys", () => {
  const builder = new EstateBuilder();
  const prod = builder.cluster("prod");
  const away = builder.cluster("away", { accountId: OTHER });
  builder.agent(prod).agent(away);
  const role = (name: string, ...statements: readonly object[]) => {
    const arn = builder.role(name, { trust: podTrust(), inline: { own: policy(...statements) } });
    builder.associate(prod, `a/${name}`, arn);
    return arn;
  };
  const app = role("app", allow("sqs:SendMessage"));
  role("reader", allow("kms:Decrypt"));
  const denied = role("denied", deny("kms:Decrypt"));
  const boundary = builder.policy(`arn:aws:iam::${ACCOUNT}:policy/edge`, policy(allow("sqs:*")));
  const bounded = builder.role("bounded", { trust: podTrust(), boundary });
  builder.associate(prod, "a/bounded", bounded);
  const far = builder.role("far", { trust: podTrust() }, OTHER);
  builder.associate(away, "a/far", far);
  const all = [app, denied, bounded, far].map((arn) => grant(arn, ["Decrypt", "DescribeKey"]));
  const context = { encryptionContextSubset: { tenant: "red" } };
  const index = accessOf(
    withResources(builder, [
      key("granted", toNobody, ACCOUNT, { grants: all }),
      key("context", toNobody, ACCOUNT, { grants: [grant(app, ["Decrypt", "DescribeKey"], context)] }),
      key("session", toNobody, ACCOUNT, {
        grants: [grant(`arn:aws:sts::${ACCOUNT}:assumed-role/app/one`, ["Decrypt"])],
      }),
      key("unread-policy", "unread", ACCOUNT, { grants: [grant(app, ["Decrypt"])] }),
      key("unread-grants", toNobody, ACCOUNT, { grants: null }),
      key("named", toAccount, ACCOUNT, { grants: null }),
      key("denies", policy({ Effect: "Deny", Principal: "*", Action: "kms:Decrypt", Resource: "*" }), ACCOUNT, {
        grants: all,
      }),
      key("disabled", toAccount, ACCOUNT, { state: "Disabled", grants: [grant(app, ["Decrypt", "DescribeKey"])] }),
      key("aws", toAccount, ACCOUNT, { manager: "AWS", aliases: ["alias/aws/x"] }),
    ]),
  );
  const decrypt = (id: string) => who(index, "kms:Decrypt", keyArn(id));

  it("allow their operations to their grantees, in any account, but for denials and boundaries", () => {
    expect(decrypt("granted")).toEqual(["a/app allowed", "a/far allowed"]);
    expect(who(index, "kms:DescribeKey", keyArn("granted"))).toEqual([
      "a/app allowed",
      "a/denied allowed",
      "a/far allowed",
    ]);
    expect(who(index, "kms:Encrypt", keyArn("granted"))).toEqual([]);
    expect(decrypt("denies")).toEqual([]);
  });

  it("hold under an encryption context where one is set, for operations that have one", () => {
    expect(decrypt("context")).toEqual(["a/app conditional"]);
    expect(who(index, "kms:DescribeKey", keyArn("context"))).toEqual(["a/app allowed"]);
  });

  it("to one session are conditional on its name", () => {
    expect(decrypt("session")).toEqual(["a/app conditional"]);
  });

  it("count where the key's policy was not read, which could deny", () => {
    expect(decrypt("unread-policy")).toEqual(["a/app conditional", "a/reader unknown"]);
  });

  it("that were not read leave open what the policy does not give", () => {
    expect(decrypt("unread-grants")).toEqual(["a/reader unknown"]);
    expect([...whoCan(index, "kms:Decrypt", keyArn("unread-grants")).matches.values()]).toMatchObject([
      { doubt: "grants-could-allow" },
    ]);
    expect(decrypt("named")).toEqual(["a/reader allowed"]);
  });

  it("of a disabled key give nothing until it is enabled, but for what needs no working key", () => {
    expect(decrypt("disabled")).toEqual(["a/app conditional", "a/reader conditional"]);
    const [match] = whoCan(index, "kms:Decrypt", keyArn("disabled")).matches.values();
    expect(match?.limit?.text).toMatch(/disabled.*enabled again/);
    expect(who(index, "kms:DescribeKey", keyArn("disabled"))).toEqual(["a/app allowed"]);
  });

  it("a key of AWS is held to its policy as read", () => {
    expect(decrypt("aws")).toEqual(["a/reader allowed"]);
  });
});

describe("databases", () => {
  const builder = new EstateBuilder();
  const prod = builder.cluster("prod");
  builder.agent(prod);
  const user = (id: string, name = "app") => `arn:aws:rds-db:eu-west-1:${ACCOUNT}:dbuser:${id}/${name}`;
  const connect = (name: string, ...resources: readonly string[]) => {
    const inline = { own: policy(allow("rds-db:connect", resources)) };
    builder.associate(prod, `a/${name}`, builder.role(name, { trust: podTrust(), inline }));
  };
  connect("on", user("db-ON"));
  connect("off", user("db-OFF"));
  connect("gone", user("cluster-UNREAD"));
  connect("any", user("*"));
  const index = accessOf(
    withResources(builder, [
      database("orders", "db-ON", true),
      database("ledger", "db-OFF", false),
      database("quiet", "db-QUIET", null),
    ]),
  );

  it("let in where IAM authentication is on", () => {
    expect(who(index, "rds-db:connect", user("db-ON"))).toEqual(["a/any allowed", "a/on allowed"]);
  });

  it("give nothing where it is off, and are conditional where that was not read", () => {
    expect(who(index, "rds-db:connect", user("db-OFF"))).toEqual([]);
    expect(who(index, "rds-db:connect", user("db-QUIET"))).toEqual(["a/any conditional"]);
    expect(who(index, "rds-db:connect", user("cluster-UNREAD"))).toEqual(["a/any conditional", "a/gone conditional"]);
  });

  it("have the same said of them in rows of permissions", () => {
    const rows = index.book.profiles.map((profile) =>
      accessRows(index, profile).map(({ effect, limit }) => [effect, limit]),
    );
    expect(rows).toEqual([
      [["allowed", null]],
      [],
      [["conditional", expect.stringContaining("cluster-UNREAD")]],
      [["conditional", "IAM authentication is on for the database"]],
    ]);
  });
});

describe("a bucket of nobody knows whose account", () => {
  const builder = new EstateBuilder();
  const prod = builder.cluster("prod");
  builder.agent(prod);
  const inline = { own: policy(allow("s3:GetObject")) };
  builder.associate(prod, "a/reader", builder.role("reader", { trust: podTrust(), inline }));
  const index = accessOf(withResources(builder, [bucket("ours", "unread")]));

  it("is unknown: in another account it would have to allow", () => {
    expect(who(index, "s3:GetObject", "arn:aws:s3:::elsewhere/k")).toEqual(["a/reader unknown"]);
    expect(who(index, "s3:GetObject", "arn:aws:s3:::elsewhere/*")).toEqual(["a/reader unknown"]);
    expect([...whoCan(index, "s3:GetObject", "arn:aws:s3:::elsewhere/k").matches.values()]).toMatchObject([
      { doubt: "resource-account-unknown" },
    ]);
  });

  it("of an own account, unread, is conditional", () => {
    expect(who(index, "s3:GetObject", "arn:aws:s3:::ours/k")).toEqual(["a/reader conditional"]);
  });
});

describe("what only AWS changes", () => {
  const builder = new EstateBuilder();
  const prod = builder.cluster("prod");
  builder.agent(prod);
  const SSO = `arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/Admin`;
  const MANAGED = "arn:aws:iam::aws:policy/ReadOnlyAccess";
  const role = (name: string, ...statements: readonly object[]) => {
    const inline = { own: policy(...statements) };
    builder.associate(prod, `a/${name}`, builder.role(name, { trust: podTrust(), inline }));
  };
  role("admin", allow("*"));
  role("reserved", allow("iam:PutRolePolicy", "arn:aws:iam::*:role/aws-reserved/*"), allow("iam:GetRole", SSO));
  role("versions", allow("iam:CreatePolicyVersion", [MANAGED, `arn:aws:iam::${ACCOUNT}:policy/own`]));
  const index = accessOf(builder.build());

  it("nobody may change, by name or by pattern", () => {
    expect(who(index, "iam:PutRolePolicy", SSO)).toEqual([]);
    expect(who(index, "iam:PutRolePolicy", "arn:aws:iam::*:role/aws-reserved/*")).toEqual([]);
    expect(who(index, "iam:CreatePolicyVersion", MANAGED)).toEqual([]);
    expect(who(index, "iam:GetRole", SSO)).toEqual(["a/admin allowed", "a/reserved allowed"]);
    expect(who(index, "iam:PutRolePolicy", roleArn("plain"))).toEqual(["a/admin allowed"]);
  });

  it("is none of what grants give", () => {
    expect(who(index, "iam:PutRolePolicy")).toEqual(["a/admin allowed"]);
    expect(who(index, "iam:CreatePolicyVersion")).toEqual(["a/admin allowed", "a/versions allowed"]);
    const rows = index.book.profiles.map((profile) =>
      accessRows(index, profile).map(({ row }) => row.action.patterns[0]),
    );
    expect(rows).toEqual([["*"], ["iam:GetRole"], ["iam:CreatePolicyVersion"]]);
  });
});
