/** Words of the history, in English. */

export default {
  ask: "Ask about a value",
  asked: "Asked",
  kind: "Kind",
  more: "Show more",
  nav: "History",
  none: "Nothing has been asked yet.",
  noneNext: "Every request stays here with its answers.",
  title: "History",
  value: "Value",
  verdict: "Verdict",
} as const;
