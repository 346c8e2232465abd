import { Glyph } from "@/components/ui/icons";
import type { LayerNotRead } from "@/lib/contracts/api";

/** What could change the answer and was not read, each with the permission that would mend it. */
export function LayersNotRead({ layers }: { layers: readonly LayerNotRead[] }) {
  if (layers.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1" aria-label="Layers that were not read">
      {layers.map((layer, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: one layer may be missing for two reasons
        <li key={at} className="flex gap-2 text-n9">
          <span className="mt-0.5 shrink-0 text-info">
            <Glyph name="info" size={14} />
          </span>
          <span className="min-w-0">
            {layer.text}
            {layer.missingPermission === null ? null : (
              <>
                {" Missing: "}
                <code className="break-words">{layer.missingPermission}</code>.
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
