import { fromBoolean, MAYBE, NO } from "../tri";
import { rangeHolds, readIpRange } from "./ip-range";
import { withNegation } from "./operator";

/** IPv4 and IPv6 in CIDR form; what is no address, on either side, matches nothing. */
export const ipAddress = withNegation(
  "IpAddress",
  "NotIpAddress",
  (values) => {
    const ranges = values.map(readIpRange).filter((range) => range !== null);
    return {
      match(value) {
        const address = readIpRange(value);
        return address === null ? NO : fromBoolean(ranges.some((range) => rangeHolds(range, address)));
      },
      relate: () => MAYBE,
    };
  },
  (text) => readIpRange(text) !== null,
);
