/** Words of setting up, in French. */

import type { Words } from "@/i18n/catalogue";
import type en from "./words.en";

export default {
  how: "Créez le premier sur le serveur :",
  noAccount: "Il n’y a pas encore de compte.",
  signIn: "Se connecter",
  title: "Mise en service",
} satisfies Words<typeof en>;
