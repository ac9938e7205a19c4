/** All words in French; a chunk of its own, read when French is chosen. */

import app from "@/app/words.fr";
import ask from "@/features/ask/words.fr";
import compare from "@/features/compare/words.fr";
import history from "@/features/history/words.fr";
import lists from "@/features/lists/words.fr";
import me from "@/features/me/words.fr";
import run from "@/features/run/words.fr";
import setup from "@/features/setup/words.fr";
import signIn from "@/features/sign-in/words.fr";
import sources from "@/features/sources/words.fr";
import watch from "@/features/watch/words.fr";
import ui from "@/ui/words.fr";
import type { Catalogue } from "./translate";

export default {
  app,
  ask,
  compare,
  history,
  lists,
  me,
  run,
  setup,
  signIn,
  sources,
  ui,
  watch,
} satisfies Catalogue;
