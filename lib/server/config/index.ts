export { ConfigError } from "./config-error";
export { type Environment, readEnvironment } from "./environment";
export { DEFAULT_CONFIG_FILE, isLoopback, type LoadedConfig, loadConfig, parseConfig } from "./load-config";
