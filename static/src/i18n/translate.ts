/** `t("history.title")`, `t("run.noSay", { count: 3 })`: keys and parameters are checked by type. */

import { type Arguments, fill, type Word, type Words } from "./catalogue";
import type en from "./en";

type English = typeof en;
export type Catalogue = { readonly [Feature in keyof English]: Words<English[Feature]> };

type Pairs = {
  [Feature in keyof English & string]: {
    [Key in keyof English[Feature] & string as `${Feature}.${Key}`]: English[Feature][Key];
  };
}[keyof English & string];
type Merged<Union> = (Union extends unknown ? (one: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;
type ByKey = Merged<Pairs>;

export type Key = keyof ByKey & string;
/** Keys of words without parameters: what tables of words hold. */
export type PlainKey = { [K in Key]: Arguments<ByKey[K]> extends [] ? K : never }[Key];

export type Translate = <K extends Key>(key: K, ...rest: Arguments<ByKey[K]>) => string;

export function translator(catalogue: Catalogue, language: string): Translate {
  return (key, ...rest) => {
    const at = key.indexOf(".");
    const feature = catalogue[key.slice(0, at) as keyof Catalogue] as Record<string, Word>;
    const word = feature[key.slice(at + 1)];
    return word === undefined ? key : fill(word, rest[0] ?? {}, language);
  };
}
