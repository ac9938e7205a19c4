import { QueryClientProvider } from "@tanstack/react-query";
import { isNotFound, RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { TroubleError } from "@/api/http";
import { reloadOnceAfterUpgrade } from "@/app/reload-once";
import { queryClient, router } from "@/app/router";
import { languageAtStart, speak } from "@/i18n/language";
import "@/ui/styles.css";

/** The server's trouble and missing pages are shown; anything else that is caught is a defect. */
function onCaughtError(error: unknown): void {
  if (!(error instanceof TroubleError) && !isNotFound(error)) console.error(error);
}

reloadOnceAfterUpgrade();
const root = document.getElementById("root");
if (root === null) throw new Error('index.html has no element with id "root"');
// Without its words the page is still of use: in English.
await speak(languageAtStart()).catch(() => {});
createRoot(root, { onCaughtError }).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
