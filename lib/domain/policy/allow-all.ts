import type { PolicyDocument, Statement } from "./ast";

const EVERYTHING: Statement = {
  index: 0,
  sid: null,
  effect: "Allow",
  principal: null,
  action: { negated: false, patterns: ["*"] },
  resource: { negated: false, patterns: ["*"] },
  conditions: [],
};

/** An identity policy that allows every action on every resource: stands for a side that counts as granted whole. */
export const ALLOW_ALL: PolicyDocument = { version: "2012-10-17", id: null, statements: [EVERYTHING] };
