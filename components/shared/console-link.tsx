import { Glyph } from "@/components/ui/icons";

/** Opens the AWS console in a new tab, without telling it where from. Nothing is drawn where no address is known. */
export function ConsoleLink({ url, what }: { url: string | null; what: string }) {
  if (url === null) return null;
  const label = `Open ${what} in the AWS console (new tab)`;
  return (
    <a
      href={url}
      target="_blank"
      rel="noreferrer noopener"
      title={label}
      aria-label={label}
      data-chrome
      className="inline-flex size-6 shrink-0 items-center justify-center rounded-control text-n8 hover:bg-n3 hover:text-n10"
    >
      <Glyph name="external" size={14} />
    </a>
  );
}
