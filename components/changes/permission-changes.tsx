import { counted } from "@/components/shared/number";
import type { ChangedPermissions, ServiceChange } from "@/lib/contracts/api";

/** Services and actions that credentials gain and lose, and how certain that is. */
export function PermissionChanges({ permissions }: { permissions: ChangedPermissions }) {
  return (
    <section aria-label="Permissions" className="flex flex-col gap-2">
      <Group sign="+" title="Gained" className="text-add" changes={permissions.gained} />
      <Group
        sign="+"
        title="Certain now, under conditions before"
        className="text-add"
        changes={permissions.strengthened}
      />
      <Group sign="−" title="Lost" className="text-remove" changes={permissions.lost} />
      <Group
        sign="−"
        title="Under conditions now, certain before"
        className="text-remove"
        changes={permissions.weakened}
      />
      <Group sign="?" title="Not known before" className="text-n8" changes={permissions.becameKnown} />
      <Group sign="?" title="Not known any more" className="text-n8" changes={permissions.becameUnknown} />
    </section>
  );
}

function Group({
  sign,
  title,
  className,
  changes,
}: {
  sign: string;
  title: string;
  className: string;
  changes: readonly ServiceChange[];
}) {
  if (changes.length === 0) return null;
  return (
    <div>
      <h3 className={className}>
        <span aria-hidden="true">{sign} </span>
        {title}
      </h3>
      <ul>
        {changes.slice(0, 40).map((change) => (
          <li key={change.service} className="py-0.5 pl-4">
            <span className="font-medium">{change.name}</span>{" "}
            <span className="text-n8">
              {change.levels.join(", ").toLowerCase()}, {counted(change.actionCount, "action", "actions")}
            </span>{" "}
            <code className="break-words text-n8">
              {change.actions.slice(0, 12).join(", ")}
              {change.actionCount > 12 ? ", …" : null}
            </code>
            {change.resources.length > 0 ? (
              <code className="block break-all text-n8">on {change.resources.join(", ")}</code>
            ) : null}
          </li>
        ))}
      </ul>
      {changes.length > 40 ? <p className="pl-4 text-n8">and {changes.length - 40} more services</p> : null}
    </div>
  );
}
