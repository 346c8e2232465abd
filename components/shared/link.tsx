"use client";
import NextLink from "next/link";
import { useRouter } from "next/navigation";
import type { ComponentProps } from "react";

type Props = Omit<ComponentProps<typeof NextLink>, "prefetch" | "href"> & {
  readonly href: string;
  /** `false` in rows of lists, over which a pointer passes on its way. */
  readonly prefetch?: false;
};

/**
 * A link within the product. What is behind it is fetched when one turns to it, not when it is seen: else each page would
 * ask for every page that its links name, which was most of its requests.
 */
export function Link({ prefetch, ...props }: Props) {
  const router = useRouter();
  const turn = prefetch === false ? undefined : () => router.prefetch(props.href);
  return <NextLink onPointerEnter={turn} onFocus={turn} {...props} prefetch={false} />;
}
