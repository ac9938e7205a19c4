/** Words of sources, in French. */

import type { Words } from "@/i18n/catalogue";
import type en from "./words.en";

export default {
  builtIn: "Cette source est intégrée.",
  builtInWhy: "Son code fait partie du programme et ne peut pas être modifié ici.",
  code: "Code",
  kinds: "Types",
  name: "Nom",
  nav: "Sources",
  new: "Nouvelle source",
  newHow: "Les sources s’ajoutent par l’API.",
  newNext: "POST /api/v1/sources prend un nom, un type et le code.",
  off: "Désactivée",
  on: "Activée",
  overview: "Aperçu",
  state: "État",
  title: "Sources",
} satisfies Words<typeof en>;
