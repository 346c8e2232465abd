/** The query protocols: a form with an Action, XML back. IAM and STS write it one way, EC2 another. */
import { formParameters } from "./parameters";
import type { HttpRequest, Protocol, Rendered, RoutedRequest } from "./service";
import { element, wrap } from "./xml";

const XML = { "content-type": "text/xml" };

/** IAM and STS: result and metadata wrapped apart, one error in an ErrorResponse. */
export function awsQuery(namespace: string): Protocol {
  return {
    requestIdHeader: "x-amzn-requestid",
    success: (operation, result, requestId) => ({
      status: 200,
      headers: XML,
      body:
        `<${operation}Response xmlns="${namespace}">${wrap(`${operation}Result`, result)}` +
        `<ResponseMetadata>${element("RequestId", requestId)}</ResponseMetadata></${operation}Response>`,
    }),
    failure: (error, requestId) => ({
      status: error.status,
      headers: XML,
      body:
        `<ErrorResponse xmlns="${namespace}"><Error><Type>${error.status >= 500 ? "Receiver" : "Sender"}</Type>` +
        `${element("Code", error.code)}${element("Message", error.message)}</Error>` +
        `${element("RequestId", requestId)}</ErrorResponse>`,
    }),
    malformed: malformedXml,
  };
}

/** EC2: members directly in the response, errors in a list. */
export function ec2Query(namespace: string): Protocol {
  return {
    requestIdHeader: "x-amzn-requestid",
    success: (operation, result, requestId) => ({
      status: 200,
      headers: XML,
      body:
        `<?xml version="1.0" encoding="UTF-8"?>\n<${operation}Response xmlns="${namespace}">` +
        `${element("requestId", requestId)}${result}</${operation}Response>`,
    }),
    failure: (error, requestId) => ({
      status: error.status,
      headers: XML,
      body:
        `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error>${element("Code", error.code)}` +
        `${element("Message", error.message)}</Error></Errors>${element("RequestID", requestId)}</Response>`,
    }),
    malformed: malformedXml,
  };
}

/** Action and parameters of a form, from the body or the query string; null where the API version is another service's. */
export function routeForm(request: HttpRequest, version: string): RoutedRequest | null {
  const form = new URLSearchParams(request.method === "GET" ? request.query : request.body);
  const operation = form.get("Action");
  if (operation === null || form.get("Version") !== version || !/^[A-Za-z0-9]{1,128}$/.test(operation)) return null;
  return { operation, parameters: formParameters(form) };
}

function malformedXml(): Rendered {
  return { status: 200, headers: XML, body: "<ListRolesResponse><ListRolesResult><Roles><member><Arn>arn:aws" };
}
