/** Words of the comparison of two requests, in French. */

import type { Words } from "@/i18n/catalogue";
import type en from "./words.en";

export default {
  after: "Après",
  became: "est maintenant",
  before: "Avant",
  changed: "Modifié",
  choose: "Quelles deux requêtes ?",
  chooseHow: "Sélectionnez-en deux dans l’historique (x), puis comparez-les (c).",
  gone: "Disparu",
  goneSource: "une source supprimée",
  list: "Ce qui diffère",
  new: "Nouveau",
  same: "Rien ne diffère.",
  sorts: "Sortes de changements",
  swap: "Échanger",
  title: "Comparaison de deux requêtes",
  toHistory: "Vers l’historique",
  unchanged: { one: "{count} inchangé", other: "{count} inchangés" },
  verdict: "Verdict",
} satisfies Words<typeof en>;
