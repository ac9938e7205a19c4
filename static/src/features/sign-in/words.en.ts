/** Words of signing in, in English. */

export default {
  email: "E-mail",
  emailMissing: "Enter your e-mail address.",
  enter: "Sign in",
  entering: "Signing in …",
  password: "Password",
  passwordMissing: "Enter your password.",
  refused: "E-mail or password is not right, or the account is locked.",
  title: "Sign in",
} as const;
