import type { OverviewAnswer } from "@/lib/contracts/api";
import type { Verdict } from "@/lib/domain/identity/binding";
import { FigureLink } from "./figure-link";

/** What this estate is and what is wrong with it, in two sentences whose numbers are links. */
export function Summary({ answer }: { answer: OverviewAnswer }) {
  const { counts } = answer;
  if (counts.workloads.value === 0) return <Nothing answer={answer} />;
  const one = counts.workloads.value === 1;
  const figure = (verdict: Verdict) => answer.verdicts.find((each) => each.verdict === verdict)?.figure;
  const wrong = [
    { figure: figure("denied"), text: "cannot get its role", texts: "cannot get their role" },
    { figure: figure("unknown"), text: "could not be decided", texts: "could not be decided" },
    { figure: figure("conditional"), text: "gets its role under a condition", texts: "get theirs under a condition" },
  ].filter((each) => each.figure !== undefined && each.figure.value > 0);
  return (
    <p className="mt-1 max-w-lines text-lg" data-answer>
      <FigureLink figure={counts.workloads} one="workload" many="workloads" /> in{" "}
      <FigureLink figure={counts.namespaces} one="namespace" many="namespaces" /> of{" "}
      <FigureLink figure={counts.clusters} one="cluster" many="clusters" /> and{" "}
      <FigureLink figure={counts.accounts} one="account" many="accounts" /> {one ? "is" : "are"} set up to use{" "}
      <FigureLink figure={counts.roles} one="IAM role" many="IAM roles" />.{" "}
      {wrong.length === 0 ? (one ? "It gets its role." : "All of them get their role.") : null}
      {wrong.map((each, at) => (
        <span key={each.text}>
          {at === 0 ? "" : at === wrong.length - 1 ? " and " : ", "}
          {each.figure ? <FigureLink figure={each.figure} one={each.text} many={each.texts} /> : null}
        </span>
      ))}
      {wrong.length === 0 ? null : "."}
    </p>
  );
}

/** Nothing found is only nothing there where all could be read. */
function Nothing({ answer: { counts } }: { answer: OverviewAnswer }) {
  return (
    <p className="mt-1 max-w-lines text-lg" data-answer>
      {counts.gaps.value === 0 ? "No workload is" : "No workload that could be read is"} set up to use a role:{" "}
      <FigureLink figure={counts.clusters} one="cluster" many="clusters" /> and{" "}
      <FigureLink figure={counts.roles} one="IAM role" many="IAM roles" /> of{" "}
      <FigureLink figure={counts.accounts} one="account" many="accounts" /> were found
      {counts.gaps.value === 0 ? (
        "."
      ) : (
        <>
          , and <FigureLink figure={counts.gaps} one="gap hides" many="gaps hide" /> what else there is.
        </>
      )}
    </p>
  );
}
