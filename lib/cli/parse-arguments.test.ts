import { expect, test } from "vitest";
import type { Command } from "./command";
import { commands } from "./commands";
import { commandHelp, generalHelp } from "./help";
import { parseArguments } from "./parse-arguments";

const sample: Command = {
  name: "sample",
  summary: "For tests",
  options: {
    view: { type: "string", value: "VIEW", help: "a view", required: true },
    json: { type: "boolean", help: "as JSON" },
  },
  positionals: { name: "A", most: 1 },
  run: async () => 0,
};

test("values in both spellings, flags, and arguments after --", () => {
  expect(parseArguments(sample, ["--view=a", "x", "--json"])).toEqual({
    help: false,
    options: Object.assign(Object.create(null), { view: "a", json: true }),
    positionals: ["x"],
  });
  expect(parseArguments(sample, ["--view", "-", "--", "--json"]).positionals).toEqual(["--json"]);
  expect(parseArguments(sample, ["--help", "--nonsense"]).help).toBe(true);
});

test.each([
  [["--veiw", "a"], "sample: unknown option --veiw (did you mean --view?); see `podlens help sample`"],
  [["--view"], "sample: --view needs a value (VIEW); see `podlens help sample`"],
  [["--view", "--json"], "sample: --view needs a value (VIEW); see `podlens help sample`"],
  [["--view", "a", "--json=yes"], "sample: --json takes no value; see `podlens help sample`"],
  [["--view", "a", "--view", "b"], "sample: --view is given twice; see `podlens help sample`"],
  [["--view", "a", "x", "y"], 'sample: unexpected argument "y"; see `podlens help sample`'],
  [[], "sample: --view VIEW is needed; see `podlens help sample`"],
  [["--__proto__", "a"], "sample: unknown option --__proto__; see `podlens help sample`"],
  [["-x"], "sample: unknown option -x; see `podlens help sample`"],
])("%j is refused with a hint", (argv, message) => {
  expect(() => parseArguments(sample, argv)).toThrow(message);
});

test("help names every command and every option", () => {
  const general = generalHelp(commands);
  for (const command of commands) {
    expect(general).toContain(`  ${command.name} `);
    for (const name of Object.keys(command.options)) expect(commandHelp(command)).toContain(`--${name}`);
  }
});
