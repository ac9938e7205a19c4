/** Words of the question, in English. */

export default {
  ask: "Ask",
  help: "An IP address, network, domain, URL, e-mail address, hash, CVE or AS number. Enter asks every source.",
  missing: "Paste a value first.",
  nav: "New query",
  refused: "The server can't take this value. {detail}",
  title: "What do all sources know about this?",
  value: "Value",
} as const;
