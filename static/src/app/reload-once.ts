/**
 * After an upgrade the server no longer has the chunks of a page that is still open: reload it.
 *
 * Once, so that a chunk that is missing for another reason does not reload for ever.
 */

const KEY = "reloaded";
const AGAIN_AFTER_MILLISECONDS = 60_000;

export function reloadOnceAfterUpgrade(): void {
  window.addEventListener("vite:preloadError", (event) => {
    try {
      const last = Number(sessionStorage.getItem(KEY) ?? 0);
      if (Date.now() - last < AGAIN_AFTER_MILLISECONDS) return; // it is then shown as an error
      sessionStorage.setItem(KEY, String(Date.now()));
    } catch {
      return; // storage is forbidden: nothing would end the reloading
    }
    event.preventDefault();
    location.reload();
  });
}
