// Takes from the page what a browser offers by itself: shortcuts, menus, zoom, dragging,
// selecting, further buttons of a mouse. The browser's policies (`deploy/kiosk/chromium`) and the
// window manager shut the rest; a keyboard is plugged in only by who wants to get out, but a
// scanner types too, and what it types may be a barcode somebody brought.

const BROWSER_KEY = /^(F\d{1,2}|Browser\w+|Launch\w+|ContextMenu|PrintScreen|Escape|Help|Find|Open|Save|Print)$/;
const MODIFIERS = ["Control", "Alt", "Meta"] as const;
const MAIN_BUTTON = 0;

export function lockPage(): void {
  const refuse = (event: Event) => event.preventDefault();
  const options = { capture: true, passive: false };
  for (const kind of ["contextmenu", "dragstart", "dragover", "drop", "selectstart", "auxclick"])
    addEventListener(kind, refuse, options);
  addEventListener("keydown", (event) => isForBrowser(event) && refuse(event), options);
  addEventListener("mousedown", (event) => event.button !== MAIN_BUTTON && refuse(event), options);
  addEventListener("mouseup", (event) => event.button !== MAIN_BUTTON && refuse(event), options);
  addEventListener("wheel", (event) => event.ctrlKey && refuse(event), options);
  addEventListener("touchmove", (event) => event.touches.length > 1 && refuse(event), options);
  navigation()?.addEventListener("navigate", (event) => {
    const { destination } = event as Event & { destination: { url: string } };
    if (new URL(destination.url).origin !== location.origin) refuse(event);
  });
}

/** The browser's own account of where a page goes; older ones have none. */
function navigation(): EventTarget | undefined {
  return (globalThis as { navigation?: EventTarget }).navigation;
}

/** Whether a browser, not this page, would do something with a key. */
export function isForBrowser(event: KeyboardEvent): boolean {
  return BROWSER_KEY.test(event.key) || MODIFIERS.some((name) => event.getModifierState(name));
}
