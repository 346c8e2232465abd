/** Images that one pushes over those that pods run: where a tag can be moved, the next pod runs what is behind it then. */
import type { Profile } from "@/lib/domain/access/profile";
import type { ClusterFacts } from "@/lib/domain/snapshot/facts";
import { isBroad } from "../../reach/breadth";
import type { Step } from "../step";
import type { World } from "../world";
import { toPods } from "./access-entries";
import { callsOf } from "./pass-role";

export const IMAGE_POWERS = ["ecr:PutImage"];

const PUSH = ["ecr:PutImage", "ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload"];

/** Which images pods run is not read: only a right to push into every repository counts. */
export function* images(world: World, from: Profile, cluster: ClusterFacts): Iterable<Step> {
  if (!world.may(from, "ecr:PutImage")) return;
  const wide = world.index.engine
    .plainGrants(from.sets, world.named("ecr:PutImage"))
    .some(({ may, region }) => !may.isEmpty && isBroad(region));
  const called = wide ? callsOf(world, from, { id: "image", thing: "", principals: [], calls: [PUSH] }) : null;
  if (!called) return;
  yield* toPods(
    world,
    from,
    cluster,
    {
      technique: "push-image",
      text: `push an image that pods of cluster ${cluster.name} run`,
      answers: called.answers,
      conditions: ["a pod with that role runs an image of the account by a tag that can be moved"],
    },
    false,
  );
}
