import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { reloadOnceAfterUpgrade } from "@/app/reload-once";
import { queryClient, router } from "@/app/router";
import { languageAtStart, speak } from "@/i18n/language";
import "@/ui/styles.css";

reloadOnceAfterUpgrade();
const root = document.getElementById("root");
if (root === null) throw new Error('index.html has no element with id "root"');
// Without its words the page is still of use: in English.
await speak(languageAtStart()).catch(() => {});
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
