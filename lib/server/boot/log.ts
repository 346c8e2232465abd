export { createLog } from "@/lib/server/log/log";
