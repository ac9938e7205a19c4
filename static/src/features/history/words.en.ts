/** Words of the history, in English. */

export default {
  again: "Try again",
  answers: "Answers",
  ask: "Ask something",
  cancelled: "Stopped",
  count: { one: "{count} request", other: "{count} requests" },
  failed: { one: "{count} did not answer", other: "{count} did not answer" },
  found: { one: "{count} found it", other: "{count} found it" },
  keyNext: "Next request",
  keyPrevious: "Previous request",
  keySearch: "Search",
  kind: "Kind",
  list: "Requests, newest first",
  more: { one: "+ {count} more", other: "+ {count} more" },
  noMatch: "No request has “{q}” in its value.",
  noMatchNext:
    "Search for a part of the value, in its canonical form: example.com, not example[.]com.",
  noVerdict: "No verdict",
  nothing: "Nothing was asked yet.",
  nothingNext: "Every request stays here, with every answer.",
  running: "Running",
  search: "Search for a value",
  time: "Asked",
  title: "History",
  value: "Indicators",
  verdict: "Verdict",
} as const;
