/** Words of setting up, in English. */

export default {
  how: "Make the first one on the server:",
  noAccount: "There is no account yet.",
  signIn: "Sign in",
  title: "Set up",
} as const;
