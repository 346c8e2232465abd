import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openMuteFile, parseMuteFile } from "./mute-file";

const entry = `
- rule: trust-too-wide
  subject: "payments/*"
  reason: Reviewed in May
  owner: platform
  expires: 2027-01-31
- { finding: abc, reason: r, owner: o }
`;

it("reads entries with their place; an id stays while the content does", () => {
  const [first, second] = parseMuteFile(entry, "mute.yaml");
  expect(first).toMatchObject({
    rule: "trust-too-wide",
    subject: "payments/*",
    expires: "2027-01-31T23:59:59.999Z",
    source: "file",
    place: "mute.yaml, line 2",
  });
  expect(second).toMatchObject({ finding: "abc", rule: null, expires: null, place: "mute.yaml, line 7" });
  expect(parseMuteFile(`# moved\n\n${entry}`, "mute.yaml").map(({ id }) => id)).toEqual([first?.id, second?.id]);
  expect(new Set(parseMuteFile(`${entry}${entry.trim()}`, "f").map(({ id }) => id)).size).toBe(4);
  for (const empty of ["", "# none", "[]"]) expect(parseMuteFile(empty, "f")).toEqual([]);
});

it.each([
  ["rule: x", "must be a list"],
  ["- rule: x\n  owner: o", "[0].reason: is missing"],
  ["- rule: x\n  reason: r\n  owner: ''", "[0].owner: must not be empty"],
  ["- reason: r\n  owner: o", "[0].finding: names no finding: give finding, rule or subject"],
  ["- rule: x\n  reason: r\n  owner: o\n  until: 2027-01-01", "line 4: [0].until: unknown key"],
  ["- rule: x\n  reason: r\n  owner: o\n  expires: soon", "line 4: [0].expires: must be a day such as 2027-01-31"],
  ["- rule: x\n  reason: r\n  owner: o\n  expires: 2027-02-30", "[0].expires: must be a day"],
  ["- rule: x\n  account: 111122223333\n  reason: r\n  owner: o", "[0].account: must be text"],
  ["- __proto__: { rule: x }\n  reason: r\n  owner: o", "unknown key"],
  ["- { rule: x, reason: r, owner: o, owner: p }", "owner: stands twice"],
  ["[".repeat(50_000), "nested more than"],
  ["- &a [*a]", "f"],
  [`- { rule: ${"x".repeat(3_000)}, reason: r, owner: o }`, "[0].rule: must be at most"],
])("refuses %.60j and says where", (text, expected) => {
  expect(() => parseMuteFile(text, "f")).toThrow(
    expect.objectContaining({ code: "invalid-config", message: expect.stringContaining(expected) }),
  );
});

it("is read anew when it changes; what it said before holds while it cannot be read", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "podlens-mute-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, "mute.yaml");
  await expect(openMuteFile(file)).rejects.toThrow("there is no such file (findings.muteFile names it)");
  await writeFile(file, entry);
  const mute = await openMuteFile(file);
  expect((await mute.read()).entries).toHaveLength(2);
  await writeFile(file, "- rule: broken");
  const broken = await mute.read();
  expect(broken.entries).toHaveLength(2);
  expect(broken.error).toContain("mute.yaml");
  expect((await mute.read()).error).toBe(broken.error);
  await rm(file);
  expect((await mute.read()).error).toContain("no such file");
  await writeFile(file, "- { rule: one, reason: r, owner: o }");
  expect(await mute.read()).toMatchObject({ error: null, entries: [{ rule: "one" }] });
});
