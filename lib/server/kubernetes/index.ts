export { createKubernetesSource, type KubernetesSourceOptions } from "./source";
