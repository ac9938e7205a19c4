/** Words of the history, in French. */

import type { Words } from "@/i18n/catalogue";
import type en from "./words.en";

export default {
  again: "Réessayer",
  answers: "Réponses",
  ask: "Poser une question",
  cancelled: "Arrêtée",
  clear: "Effacer",
  compare: "Comparer",
  count: { one: "{count} requête", other: "{count} requêtes" },
  failed: { one: "{count} sans réponse", other: "{count} sans réponse" },
  found: { one: "{count} l’a trouvé", other: "{count} l’ont trouvé" },
  keyNext: "Requête suivante",
  keyPrevious: "Requête précédente",
  keySearch: "Rechercher",
  keySelect: "Sélectionner la requête, ou ne plus la sélectionner",
  kind: "Type",
  list: "Requêtes, les plus récentes d’abord",
  more: { one: "+ {count} autre", other: "+ {count} autres" },
  nav: "Historique",
  noMatch: "Aucune requête n’a « {q} » dans sa valeur.",
  noMatchNext:
    "Cherchez une partie de la valeur, sous sa forme canonique : example.com, et non example[.]com.",
  nothing: "Rien n’a encore été demandé.",
  nothingNext: "Chaque requête reste ici, avec chaque réponse.",
  noVerdict: "Sans verdict",
  paused: "En pause",
  running: "En cours",
  search: "Rechercher une valeur",
  select: "Sélectionner {value}",
  selectAnother: "Sélectionnez-en une autre pour les comparer.",
  selected: { one: "{count} sélectionnée", other: "{count} sélectionnées" },
  selection: "Sélection",
  time: "Demandé",
  title: "Historique",
  value: "Indicateurs",
  verdict: "Verdict",
} satisfies Words<typeof en>;
