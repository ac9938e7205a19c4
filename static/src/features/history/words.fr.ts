/** Words of the history, in French. */

import type { Words } from "@/i18n/catalogue";
import type en from "./words.en";

export default {
  ask: "Interroger sur une valeur",
  asked: "Demandé",
  kind: "Type",
  more: "Afficher plus",
  nav: "Historique",
  none: "Rien n’a encore été demandé.",
  noneNext: "Chaque requête reste ici avec ses réponses.",
  title: "Historique",
  value: "Valeur",
  verdict: "Verdict",
} satisfies Words<typeof en>;
