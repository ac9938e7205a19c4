/** Words of the question, in French. */

import type { Words } from "@/i18n/catalogue";
import type en from "./words.en";

export default {
  ask: "Interroger",
  help: "Une adresse IP, un réseau, un domaine, une URL, une adresse e-mail, une empreinte, une CVE ou un numéro d’AS. Entrée interroge toutes les sources.",
  missing: "Collez d’abord une valeur.",
  nav: "Requête",
  refused: "Le serveur ne peut pas accepter cette valeur. {detail}",
  title: "Qu’en savent toutes les sources ?",
  value: "Valeur",
} satisfies Words<typeof en>;
