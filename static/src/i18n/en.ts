/** All words in English, by feature. This is the catalogue that the others are held to. */

import app from "@/app/words.en";
import ask from "@/features/ask/words.en";
import compare from "@/features/compare/words.en";
import history from "@/features/history/words.en";
import lists from "@/features/lists/words.en";
import me from "@/features/me/words.en";
import run from "@/features/run/words.en";
import setup from "@/features/setup/words.en";
import signIn from "@/features/sign-in/words.en";
import sources from "@/features/sources/words.en";
import watch from "@/features/watch/words.en";
import ui from "@/ui/words.en";

export default { app, ask, compare, history, lists, me, run, setup, signIn, sources, ui, watch };
