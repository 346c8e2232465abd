import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { type Sandbox, sandboxEnvironment, startSandbox } from "@/lib/server/sandbox";
import { scanHere, withEnvironment } from "./harness";
import { MemoryStore } from "./memory-store";

const TIMEOUTS = { connectMs: 500, requestMs: 400, answerMs: 1200 };
const KEYS = {
  AWS_ACCESS_KEY_ID: "AKIAEXAMPLE000000001",
  AWS_SECRET_ACCESS_KEY: "not-a-secret",
  AWS_REGION: "eu-west-1",
};
const NOTHING = {
  AWS_CONFIG_FILE: "/dev/null",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_REGION: "eu-west-1",
};

const servers: (Server | Sandbox)[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    if ("closeAllConnections" in server) {
      server.closeAllConnections();
      server.close();
    } else await server.close();
  }
});

async function endpoint(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The error that ends the scan, which must be one line without secrets; no snapshot may be begun. */
async function startError(
  variables: Record<string, string>,
): Promise<{ code: string; message: string; remedy: string }> {
  const store = new MemoryStore();
  let begun = false;
  store.begin = async () => {
    begun = true;
    throw new Error("begun");
  };
  const error = await withEnvironment({ ...NOTHING, ...variables }, () =>
    scanHere({}, { store, timeouts: TIMEOUTS }).then(
      () => null,
      (thrown: unknown) => thrown,
    ),
  );
  expect(begun).toBe(false);
  expect(error).toMatchObject({ name: "ScanStartError" });
  const { message, code, remedy } = error as { code: string; message: string; remedy: string };
  expect(message).not.toMatch(/\n|not-a-secret|at \S+ \(/);
  expect(remedy.length).toBeGreaterThan(10);
  return { code, message, remedy };
}

describe("a scan that cannot begin says why in one line", () => {
  it("no credentials", async () => {
    const { code, message } = await startError({});
    expect(code).toBe("no-credentials");
    expect(message).toContain("AWS_PROFILE");
  });

  it("credentials that the endpoint does not know", async () => {
    const sandbox = await startSandbox();
    servers.push(sandbox);
    const { code, message } = await startError({ ...KEYS, AWS_ENDPOINT_URL: sandbox.url });
    expect(code).toBe("refused-credentials");
    expect(message).toContain("InvalidClientTokenId");
  });

  it("expired credentials", async () => {
    const sandbox = await startSandbox({ faults: [{ kind: "expire-credentials" }] });
    servers.push(sandbox);
    const { code, message } = await startError(sandboxEnvironment(sandbox));
    expect(code).toBe("expired-credentials");
    expect(message).toContain("sign in again");
  });

  it("an endpoint that hangs", async () => {
    const url = await endpoint(() => undefined);
    const { code, message } = await startError({ ...KEYS, AWS_ENDPOINT_URL: url });
    expect(code).toBe("endpoint-unreachable");
    expect(message).toContain("no answer in time");
    expect(message).toContain(new URL(url).host);
  });

  it("an endpoint that starts to answer and never ends", async () => {
    const url = await endpoint((_request, response) => {
      response.writeHead(200, { "content-type": "text/xml" });
      const drip = setInterval(() => response.write(" "), 50);
      response.on("close", () => clearInterval(drip));
    });
    expect(await startError({ ...KEYS, AWS_ENDPOINT_URL: url })).toMatchObject({ code: "endpoint-unreachable" });
  });

  it("an endpoint that resets the connection", async () => {
    const url = await endpoint((request) => request.socket.resetAndDestroy());
    const { code, message } = await startError({ ...KEYS, AWS_ENDPOINT_URL: url });
    expect(code).toBe("endpoint-unreachable");
    expect(message).toContain("cannot be reached");
  });

  it("an endpoint where nobody listens", async () => {
    const { code, message } = await startError({ ...KEYS, AWS_ENDPOINT_URL: "http://127.0.0.1:1" });
    expect(code).toBe("endpoint-unreachable");
    expect(message).toContain("ECONNREFUSED");
  });

  it.each([200, 302, 403, 404, 502])("an endpoint that answers HTML with %i", async (status) => {
    const url = await endpoint((_request, response) => {
      response.writeHead(status, { "content-type": "text/html" });
      response.end("<!DOCTYPE html><html><head><title>Sign in</title></head><body><p>Hello<br></body></html>");
    });
    const { code, message } = await startError({ ...KEYS, AWS_ENDPOINT_URL: url });
    expect(code).toMatch(/endpoint-not-aws|endpoint-unreachable/);
    expect(message).toContain(new URL(url).host);
  });

  it.each(["", "{}", "null", "not xml", "<a>", "<GetCallerIdentityResponse/>", '{"Account":"1"}'])(
    "an endpoint that answers %j",
    async (body) => {
      const url = await endpoint((_request, response) => response.end(body));
      expect(await startError({ ...KEYS, AWS_ENDPOINT_URL: url })).toMatchObject({ code: "endpoint-not-aws" });
    },
  );

  it("an endpoint that is no address", async () => {
    const { message } = await startError({ ...KEYS, AWS_ENDPOINT_URL: "nonsense" });
    expect(message).not.toContain("undefined");
  });

  it("a profile that does not exist", async () => {
    const { code } = await startError({ AWS_PROFILE: "no-such-profile" });
    expect(code).toBe("no-credentials");
  });
});
