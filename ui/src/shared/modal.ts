/** Shows a dialog above everything else; when it goes, whatever has the focus now gets it back. */
export function modal(): (dialog: HTMLDialogElement) => () => void {
  const before = document.activeElement;
  return (dialog) => {
    dialog.showModal();
    return () => {
      dialog.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  };
}

/** Leaves it to whoever has opened a dialog to take it away. */
export function onCancel(close: () => void): (event: Event) => void {
  return (event) => {
    event.preventDefault();
    close();
  };
}
