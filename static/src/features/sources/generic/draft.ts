/** A source without code as it is typed, and what is sent of it. */

import type { Source, SourceCreate, SourcePatch } from "@/api/sources";
import { fieldTrouble, type Trouble } from "@/api/trouble";
import { withoutBlanks } from "../settings";
import type { Template } from "./queries";

export type Draft = {
  name: string;
  kinds: readonly string[];
  activity: Source["activity"];
  scheduled: boolean;
  /** Seconds between refreshes. */
  interval: number;
  /** What is not as the template has it, by name. */
  values: ReadonlyMap<string, unknown>;
};

type Setting = Template["settings"][number];
export type Value = { name: string; value: unknown };

const DAY = 86_400;

export function draftOf(template: Template): Draft {
  return {
    name: "",
    kinds: template.kinds,
    activity: template.activity,
    scheduled: true,
    interval: template.taskInterval ?? DAY,
    values: new Map(),
  };
}

/** Those that must be set come first. */
export function inOrder(settings: readonly Setting[]): Setting[] {
  return [...settings.filter((one) => one.required), ...settings.filter((one) => !one.required)];
}

/**
 * What was set, in the template's order. Required ones are always said, so that the server can name
 * the place of one that is missing.
 */
export function valuesToSend(settings: readonly Setting[], values: Draft["values"]): Value[] {
  return settings
    .filter(({ name, required }) => required || values.has(name))
    .map(({ name, default: unset }) => ({
      name,
      value: withoutBlanks(values.has(name) ? values.get(name) : unset),
    }));
}

/** What every body has; feeds are refreshed, and answer from here whatever is said. */
function common(template: Template, draft: Draft) {
  const isFeed = template.taskInterval !== null;
  return {
    name: draft.name.trim(),
    configValues: valuesToSend(template.settings, draft.values),
    ...(isFeed
      ? { taskEnabled: draft.scheduled, taskInterval: draft.interval }
      : { activity: draft.activity }),
  };
}

export function creation(template: Template, draft: Draft): SourceCreate {
  const made: Partial<SourceCreate> = {
    kind: "SYSTEM",
    template: template.template,
    supportedIndicators: [...draft.kinds],
    ...common(template, draft),
  };
  // What is left out is as the template has it.
  return made as SourceCreate;
}

export function change(template: Template, draft: Draft): SourcePatch {
  return common(template, draft);
}

/** What the server says of each setting, by name. */
export function settingTroubles(
  trouble: Trouble | null,
  sent: readonly Value[],
): ReadonlyMap<string, string> {
  const said = sent.flatMap(({ name }, index): [string, string][] => {
    const message = fieldTrouble(trouble, `/configValues/${index}`);
    return message === null ? [] : [[name, message]];
  });
  return new Map(said);
}

const PLACES = /^\/(name|supportedIndicators|taskInterval|configValues\/\d+)(\/|$)/;

/** Whether something is wrong that no field of the form can say. */
export function isElsewhere(trouble: Trouble): boolean {
  const pointers = Object.keys(trouble.fields);
  return pointers.length === 0 || pointers.some((pointer) => !PLACES.test(pointer));
}

/** Where to go on after the source was made: to its key, its first copy, or a trial. */
export function nextTab(template: Template, draft: Draft): "keys" | "runs" | "try" | "overview" {
  const said = JSON.stringify([...draft.values.values()]);
  const wanted = template.secrets.some(
    ({ name, required }) => required || said.includes(`{${name}}`),
  );
  if (wanted) return "keys";
  if (template.taskInterval === null) return "try";
  return draft.values.get("url") ? "runs" : "overview";
}
