/** REST-JSON 1: EKS and Account. The error's name is in x-amzn-errortype, or in the body where form is "body". */
import type { Protocol } from "./service";

const JSON_TYPE = "application/json";

export const restJson: Protocol = {
  requestIdHeader: "x-amzn-requestid",
  success: (_operation, result) => ({ status: 200, headers: { "content-type": JSON_TYPE }, body: result }),
  failure(error, _requestId, form) {
    const body = { message: error.message, ...error.members };
    return form === "header"
      ? {
          status: error.status,
          headers: { "content-type": JSON_TYPE, "x-amzn-errortype": error.code },
          body: JSON.stringify(body),
        }
      : {
          status: error.status,
          headers: { "content-type": JSON_TYPE },
          body: JSON.stringify({ __type: `com.amazonaws#${error.code}`, ...body }),
        };
  },
  malformed: () => ({ status: 200, headers: { "content-type": JSON_TYPE }, body: '{"clusters":["one","tw' }),
};
