export { ConfigError } from "./config-error";
export { type Environment, readEnvironment } from "./environment";
export { DEFAULT_CONFIG_FILE, type LoadedConfig, loadConfig } from "./load-config";
export { openMuteFile } from "./mute-file";
