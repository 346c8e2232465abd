/** Everything that activity is read from, in one process: loading the SDK's clients is most of the work of each. */
import "./sources-s3";
import "./sources-lookup";
import "./sources-athena";
import "./sources-session";
import "./sources-permissions";
import "./sources-digests";
