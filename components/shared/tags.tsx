import { None } from "./field-list";

/** Tags as `key = value`, in the order given; long values wrap. */
export function Tags({ tags }: { tags: readonly { readonly key: string; readonly value: string }[] }) {
  if (tags.length === 0) return <None />;
  return (
    <ul className="flex flex-col gap-0.5">
      {tags.map((tag) => (
        <li key={tag.key}>
          <code className="break-all">
            <span className="text-n8">{tag.key}</span>
            <span className="text-n8"> = </span>
            {tag.value === "" ? <span className="text-n8">(empty)</span> : tag.value}
          </code>
        </li>
      ))}
    </ul>
  );
}
