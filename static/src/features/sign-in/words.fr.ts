/** Words of signing in, in French. */

import type { Words } from "@/i18n/catalogue";
import type en from "./words.en";

export default {
  email: "E-mail",
  emailMissing: "Saisissez votre adresse e-mail.",
  enter: "Se connecter",
  entering: "Connexion…",
  password: "Mot de passe",
  passwordMissing: "Saisissez votre mot de passe.",
  refused: "L’e-mail ou le mot de passe est incorrect, ou le compte est bloqué.",
  title: "Connexion",
} satisfies Words<typeof en>;
