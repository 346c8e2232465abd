import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { assertPortFree, portOption } from "./ports";

test("a port that somebody listens on is named, with the way out", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  await expect(assertPortFree("127.0.0.1", port)).rejects.toMatchObject({
    code: "cli/port-in-use",
    message: `port ${port} on 127.0.0.1 is taken: free it, or choose another with --port (0 = any free one)`,
  });
  await assertPortFree("127.0.0.1", 0);
});

test("--port is a port number", () => {
  expect(portOption({})).toBeNull();
  expect(portOption({ port: "0" })).toBe(0);
  expect(portOption({ port: "65535" })).toBe(65_535);
  for (const port of ["65536", "-1", "1e3", "", " 80", "http"]) {
    expect(() => portOption({ port })).toThrow(/must be a number from 0/);
  }
});
