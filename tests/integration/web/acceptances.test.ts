/** What is accepted through the API: who did, and what is no acceptance. */
import { afterEach, expect, it } from "vitest";
import { DELETE } from "@/app/api/findings/acceptances/[id]/route";
import { GET, POST } from "@/app/api/findings/acceptances/route";
import type { AcceptanceBody } from "@/lib/contracts/api";
import { addressHeader } from "@/lib/server/http/guarded";
import { publishContainer } from "@/lib/server/http/web-container";
import { fakeContainer } from "./fake-container";
import { nothingFound } from "./fake-findings";

const calls: unknown[] = [];
const origin = { host: "localhost:3000", origin: "http://localhost:3000", "sec-fetch-site": "same-origin" };

afterEach(() => publishContainer(null));

function open(): void {
  calls.length = 0;
  publishContainer({
    ...fakeContainer({ plan: { mode: "none" } }),
    findings: {
      ...nothingFound,
      accept: async (body: AcceptanceBody, by) => {
        calls.push(body, by);
        return nothingFound.acceptances("latest");
      },
      revoke: async (id, by) => {
        calls.push(id, by);
        return nothingFound.acceptances("latest");
      },
    },
  });
}

const post = (body: unknown) =>
  POST(
    new Request("http://localhost:3000/api/findings/acceptances", {
      method: "POST",
      headers: { ...origin, "content-type": "application/json", [addressHeader]: "127.0.0.1" },
      body: JSON.stringify(body),
    }),
  );

it("keeps who accepted and who revoked, as far as Podlens can know", async () => {
  open();
  const response = await post({ rule: "r", reason: " known ", owner: "o", expires: "2027-01-31" });
  expect([response.status, await response.json()]).toEqual([201, { acceptances: [], muteFile: null }]);
  expect(calls).toEqual([
    { rule: "r", reason: "known", owner: "o", expires: "2027-01-31T23:59:59.999Z" },
    "not signed in, from 127.0.0.1",
  ]);
  open();
  const revoked = await DELETE(
    new Request("http://localhost:3000/api/findings/acceptances/01ABC", { method: "DELETE", headers: origin }),
  );
  expect(revoked.status).toBe(200);
  expect(calls).toEqual(["01ABC", "not signed in, from this machine"]);
  const listed = await GET(new Request("http://localhost:3000/api/findings/acceptances", { headers: origin }));
  expect(await listed.json()).toEqual({ acceptances: [], muteFile: null });
});

it.each([
  [{ reason: "r", owner: "o" }, "finding"],
  [{ rule: "r", owner: "o" }, "reason"],
  [{ rule: "r", reason: "r", owner: "o", expires: "tomorrow" }, "expires"],
  [{ rule: "r", reason: "r".repeat(2_001), owner: "o" }, "reason"],
  [{ rule: { $ne: 1 }, reason: "r", owner: "o" }, "rule"],
])("refuses %.80j and names the field", async (body, field) => {
  open();
  const response = await post(body);
  expect([response.status, await response.json()]).toMatchObject([400, { error: { code: "bad-request", field } }]);
  expect(calls).toEqual([]);
});
