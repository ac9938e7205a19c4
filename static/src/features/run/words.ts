/** Brings a run's English words along; imported by all that other rooms take from here, and the page. */

import catalogue from "@/i18n/en";
import words from "./words.en";

Object.assign(catalogue.run, words);
