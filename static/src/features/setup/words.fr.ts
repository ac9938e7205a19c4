/** Words of the set-up, in French. */

import type { Words } from "@/i18n/catalogue";
import type en from "./words.en";

export default {
  aboutFree: "Elles sont interrogées par internet, sans clé.",
  aboutFreeKey: "Elles répondent avec une clé que leur fournisseur donne gratuitement.",
  aboutLocal: "Elles répondent à partir d’une copie sur cette machine ; rien ne sort de ce réseau.",
  aboutPaidKey: "Elles répondent avec une clé que leur fournisseur vend.",
  account: "L’administrateur",
  accountWhy: "Ce compte peut tout faire. Les autres sont créés plus tard.",
  again: "Réessayer",
  askSample: "Interroger toutes les sources",
  back: "Retour aux sources",
  email: "Adresse électronique",
  groupFree: "Gratuites",
  groupFreeKey: "Avec une clé gratuite",
  groupLocal: "Locales",
  groupPaidKey: "Avec une clé payante",
  hasKey: "a sa clé",
  keyFrom: "Une clé se crée à l’adresse",
  keyOf: "Clé pour {name}",
  makeAccount: "Créer l’administrateur",
  name: "Nom (facultatif)",
  next: "Continuer vers la première question",
  noKey: "demande une clé",
  noRows: "pas encore chargée",
  password: "Mot de passe",
  passwordHelp: "Au moins {least} caractères ; une phrase se retient bien.",
  question: "Une première question",
  rows: "{rows} lignes",
  sample: "Une valeur sur laquelle interroger",
  sampleHelp:
    "Celle-ci est un exemple qu’aucune source ne connaît. Toute valeur de votre choix convient aussi.",
  skip: "Passer cette étape",
  sourcesWhy:
    "Chaque source activée est interrogée. Tout cela se change plus tard sur la page Sources.",
  stepAccount: "Administrateur",
  stepQuestion: "Première question",
  stepSources: "Sources",
  title: "Mettre en service cet appareil",
  token: "Jeton à usage unique",
  tokenHelp:
    "Il se trouve après #token= dans le lien affiché au démarrage ; la commande « status » affiche de nouveau ce lien.",
  tokenWrong:
    "Le lien date peut-être d’un démarrage antérieur : la commande « status » affiche le lien actuel.",
} satisfies Words<typeof en>;
