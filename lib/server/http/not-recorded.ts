import { ApiFailure } from "./errors";

export function notRecorded(): ApiFailure {
  return new ApiFailure({
    code: "not-found",
    message: "No such event or session was read.",
    remedy: "It may have been removed with age, or stand in files that were not read.",
  });
}
