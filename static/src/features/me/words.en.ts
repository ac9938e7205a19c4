/** Words of the own account, in English. */

export default {
  email: "E-mail",
  endOthers: "Sign out everywhere else",
  endOthersWhat: "All other browsers in which you are signed in have to sign in again.",
  name: "Name",
  nav: "Account",
  othersEnded: "You are signed in here alone now.",
  page: "This page",
  roles: "Roles",
  sessions: "Sessions",
  title: "Your account",
  who: "Who you are",
} as const;
