import type { ReactNode } from "react";

/** The answer in one sentence, read out when it changes. */
export function AnswerLine({ sentence, actions }: { sentence: string; actions?: ReactNode }) {
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
      <p role="status" data-answer className="min-w-0 max-w-lines flex-1 basis-72 break-words text-lg">
        {sentence}
      </p>
      {actions}
    </div>
  );
}
