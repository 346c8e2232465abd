import { buttonClass } from "@/components/ui/button";
import { Glyph } from "@/components/ui/icons";

/** Opens the AWS console in a new tab, without telling it where from. Nothing is drawn where no address is known. */
export function ConsoleLink({
  url,
  what,
  text,
}: {
  url: string | null;
  what: string;
  /** Shown beside the icon, where there is room. */
  text?: string;
}) {
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
      className={
        text === undefined
          ? "inline-flex size-6 shrink-0 items-center justify-center rounded-control text-n8 hover:bg-n3 hover:text-n10"
          : buttonClass("plain")
      }
    >
      {text}
      <Glyph name="external" size={14} />
    </a>
  );
}
