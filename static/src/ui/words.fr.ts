/** Words of the shared pieces, in French. */

import type { Words } from "@/i18n/catalogue";
import type en from "./words.en";

export default {
  cancel: "Annuler",
  close: "Fermer",
  copied: "Copié.",
  dismiss: "Masquer",
  levelBenign: "Bénin",
  levelInformational: "Informatif",
  levelMalicious: "Malveillant",
  levelSuspicious: "Suspect",
  levelUnknown: "Inconnu",
  limitLeft: "{left} sur {limit} restants {window}",
  loading: "Chargement…",
  loadingLong: "Chargement toujours en cours. Le serveur met plus de temps que d’habitude…",
  nextBroken:
    "Réessayez dans un instant. Si cela persiste, un administrateur trouvera la cause dans le journal du serveur.",
  nextConflict: "Regardez l’état actuel, puis décidez à nouveau.",
  nextForbidden: "Demandez l’autorisation à un administrateur.",
  nextInvalid: "Corrigez, puis réessayez.",
  nextMissing: "L’élément a peut-être été supprimé, ou l’adresse est incomplète.",
  nextRefused: "Réessayez ; si cela persiste, rechargez la page.",
  nextSignedOut: "Connectez-vous, puis réessayez.",
  nextStrange:
    "Vérifiez si un proxy répond à la place du serveur, ou rechargez la page : elle est peut-être plus ancienne que le serveur.",
  nextTooOften: "Attendez un peu, puis réessayez.",
  nextUnreachable:
    "Vérifiez que l’appliance fonctionne et que cet ordinateur est connecté, puis réessayez.",
  nextWait: "Attendez {seconds} s, puis réessayez.",
  notCopied:
    "Le navigateur n’a pas autorisé la copie. Sélectionnez le texte et copiez-le à la main.",
  perDay: "par jour",
  perHour: "par heure",
  perMinute: "par minute",
  perMonth: "par mois",
  perSecond: "par seconde",
  perSeconds: "par {seconds} s",
  perWeek: "par semaine",
  trace: "La trace {id} mène un administrateur à la cause.",
  troubleBroken: "Le serveur n’a pas pu le faire.",
  troubleConflict: "Une autre modification est passée avant.",
  troubleForbidden: "Votre compte n’a pas ce droit.",
  troubleInvalid: "Le serveur ne peut pas accepter cette saisie.",
  troubleMissing: "Le serveur ne connaît pas (ou plus) cet élément.",
  troubleRefused: "Le serveur a refusé.",
  troubleSignedOut: "Vous n’êtes pas (ou plus) connecté.",
  troubleStrange: "La réponse ne vient pas de ce serveur.",
  troubleTooOften: "Trop de demandes en peu de temps.",
  troubleUnreachable: "Le serveur est injoignable.",
} satisfies Words<typeof en>;
