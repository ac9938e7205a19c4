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
speak(languageAtStart()).then(draw, sayWhatIsMissing);

function draw(): void {
  const root = document.getElementById("root");
  if (root === null) throw new Error('index.html has no element with id "root"');
  createRoot(root, { onCaughtError }).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}

/** The words themselves could not be read, so these are here. */
function sayWhatIsMissing(): void {
  document.body.append(
    "A part of this page could not be loaded: reload it. / ",
    "Une partie de cette page n’a pas pu être chargée : rechargez-la.",
  );
}
