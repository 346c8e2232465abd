/** Is the event for a field or a menu: then a single key is text (or a choice), not a command. */
export function isTyping(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing || event.metaKey || event.ctrlKey || event.altKey) return true;
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.closest("input,textarea,select,[role=menu],[role=listbox],[role=tablist]") !== null
  );
}

/** A modal window is open: the page under it takes no keys. */
export function isModalOpen(): boolean {
  return document.querySelector('[role="dialog"][aria-modal="true"],[role="menu"],[data-base-ui-inert]') !== null;
}
