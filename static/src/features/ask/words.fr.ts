/** Words of the page for new questions, in French. */

import type { Words } from "@/i18n/catalogue";
import type en from "./words.en";

export default {
  again: "Réessayer",
  ask: { one: "Interroger sur {count} indicateur", other: "Interroger sur {count} indicateurs" },
  chooseAll: "Tout choisir",
  chooseNone: "Ne rien choisir",
  clear: "Vider",
  costInside: "rien ne sort de ce réseau",
  costOutside: { one: "{count} sort de ce réseau", other: "{count} sortent de ce réseau" },
  costQuestions: { one: "{count} question", other: "{count} questions" },
  costSources: { one: "{count} source", other: "{count} sources" },
  file: "Ouvrir un fichier texte",
  fileBinary:
    "{name} n’est pas un fichier texte. Ouvrez un fichier texte, un journal ou un fichier CSV.",
  fileLarge:
    "{name} dépasse {most} octets. Ouvrez un fichier plus petit, ou une partie de celui-ci.",
  help: "Adresses IP, réseaux, domaines, URL, adresses électroniques, empreintes, CVE, numéros d’AS : un seul, plusieurs, ou un texte qui en contient, même désarmés (hxxp, [.]). Ctrl+Entrée interroge.",
  keyAsk: "Interroger",
  keyBox: "Vers la zone de saisie",
  kindOf: "Type de {value}",
  label: "Indicateurs",
  list: "Ce sur quoi portera la question",
  local: "locale",
  looking: {
    one: "Examen de {count} élément …",
    other: "Examen de {count} éléments …",
  },
  nav: "Requête",
  noKey: "sans clé",
  ofAll: "Toutes les sources",
  ofChosen: "Sources choisies",
  ofLocal: "Sources locales seulement",
  others: {
    one: "{count} élément n’est pas un indicateur",
    other: "{count} éléments ne sont pas des indicateurs",
  },
  refresh: "Interroger à nouveau, sans le cache",
  remove: "Retirer {value}",
  restore: { one: "En remettre {count}", other: "En remettre {count}" },
  sample: "Essayer un exemple",
  showAll: { one: "Afficher {count}", other: "Afficher les {count}" },
  specialBenchmarking: "mesure de performance",
  specialBroadcast: "diffusion",
  specialDocumentation: "documentation",
  specialExampleName: "nom d’exemple",
  specialLinkLocal: "locale au lien",
  specialLocalName: "nom local",
  specialLoopback: "bouclage",
  specialMulticast: "multidiffusion",
  specialOnion: "nom Tor",
  specialPrivate: "privée",
  specialReserved: "réservée",
  specialShared: "partagée",
  specialSpecialUse: "usage spécial",
  specialUnspecified: "non spécifiée",
  title: "Que savent toutes les sources à ce sujet ?",
  tooMany:
    "Une requête accepte au plus {most} indicateurs. Retirez-en, ou procédez en plusieurs fois.",
  who: "Qui est interrogé",
} satisfies Words<typeof en>;
