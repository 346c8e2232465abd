/** podlens evaluate */
import { type Command, EXIT } from "../command";

export const evaluate: Command = {
  name: "evaluate",
  summary: "Access questions as JSON Lines on stdin, one decision a line on stdout",
  details: [
    'A question: {"id": "q1", "request": {"principal": ARN, "action": "s3:GetObject", "resource": ARN, "context": {}},',
    '"policies": {"identity": [{…}]}}. Its answer: {"id": "q1", "decision": "Allowed", "because": […]}. A line that is no valid',
    "question gets an error, and the run goes on. Reads no configuration and asks nobody.",
  ],
  options: {},
  async run({ output, signal }) {
    const { evaluateLines } = await import("@/lib/server/usecases/evaluate");
    // Ends the reading; what was read is answered.
    signal.addEventListener("abort", () => process.stdin.destroy(), { once: true });
    try {
      for await (const answer of evaluateLines(process.stdin)) await output.result(answer);
    } catch (error) {
      if (!signal.aborted) throw error;
      return EXIT.failed;
    }
    return EXIT.done;
  },
};
