export function Kbd({ children }: { children: string }) {
  return (
    <kbd className="inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm border border-line-strong bg-n1 px-1 text-n8 text-xs leading-none">
      {children}
    </kbd>
  );
}
