/** Words of the own account, in French. */

import type { Words } from "@/i18n/catalogue";
import type en from "./words.en";

export default {
  email: "E-mail",
  endOthers: "Se déconnecter partout ailleurs",
  endOthersWhat:
    "Tous les autres navigateurs dans lesquels vous êtes connecté devront se reconnecter.",
  name: "Nom",
  nav: "Compte",
  othersEnded: "Vous n’êtes plus connecté qu’ici.",
  page: "Cette page",
  roles: "Rôles",
  sessions: "Sessions",
  title: "Votre compte",
  who: "Qui vous êtes",
} satisfies Words<typeof en>;
