/** Where the credentials of pods lead by steps that nobody meant them to take. */
import { type ReachFacts, strengthsOf } from "../reach/strengths-of";
import { Paths, POWERS } from "./paths";
import { World } from "./world";

export { answerEvidence, stepOf } from "./in-words";
export { type Escalation, IDENTITY_POWERS, nameOf, type Path, type Paths } from "./paths";

/** Made once for a snapshot. */
export function pathsOf(facts: ReachFacts): Paths {
  return facts.kept("paths of escalation", () => new Paths(new World(strengthsOf(facts), POWERS)));
}
