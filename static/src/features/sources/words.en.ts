/** Words of sources, in English. */

export default {
  builtIn: "This source is built in.",
  builtInWhy: "Its code is part of the program and can't be changed here.",
  code: "Code",
  kinds: "Kinds",
  name: "Name",
  nav: "Sources",
  new: "New source",
  newHow: "Sources are added by the API.",
  newNext: "POST /api/v1/sources takes a name, a kind and the code.",
  off: "Off",
  on: "On",
  overview: "Overview",
  state: "State",
  title: "Sources",
} as const;
