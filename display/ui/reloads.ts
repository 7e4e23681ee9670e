// Over HTTPS, or on the server's own machine, a worker of the browser keeps what the page is made
// of: loaded anew while the server is away, the screen still has its letters and its voice.

const IS_OWN = /^\/(static\/(display|voices|media)\/|hall\/voices$)/;

/** Lets the worker of a page serve it from now on. Does nothing where browsers forbid it. */
export function surviveReloads(scope: string): void {
  if (!("serviceWorker" in navigator)) return;
  const { serviceWorker } = navigator;
  void serviceWorker.register(`${scope}/worker.js`, { scope }).catch(() => undefined);
  void serviceWorker.ready.then(({ active }) => active?.postMessage({ keep: [scope, ...fetched()] }));
}

/** What was fetched before the worker was there. */
function fetched(): string[] {
  const paths = performance.getEntriesByType("resource").map(({ name }) => name.replace(location.origin, ""));
  return [...new Set(paths)].filter((path) => IS_OWN.test(path));
}
