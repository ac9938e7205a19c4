/** Words of the comparison of two requests, in English. */

export default {
  after: "After",
  became: "is now",
  before: "Before",
  changed: "Changed",
  choose: "Which two requests?",
  chooseHow: "Select two in the history (x), then compare them (c).",
  gone: "Gone",
  goneSource: "a deleted source",
  list: "What is different",
  new: "New",
  same: "Nothing is different.",
  sorts: "Sorts of changes",
  swap: "Swap",
  title: "Two requests compared",
  toHistory: "To the history",
  unchanged: { one: "{count} is the same", other: "{count} are the same" },
  verdict: "Verdict",
} as const;
