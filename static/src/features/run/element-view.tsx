/**
 * The declared display elements of an answer.
 *
 * Sources are written by many hands: a value that does not fit its kind, or a kind that is newer
 * than this page, is shown as JSON rather than left out.
 */

import { type ReactNode, useState } from "react";
import { isObject, type Json } from "@/api/json";
import type { Element } from "@/api/types";
import { useFormat, useT } from "@/i18n/language";
import { OutLink } from "@/ui/controls";
import { LEVEL_INK, LEVEL_WORDS } from "@/ui/level-chip";
import { ShapeMark } from "@/ui/shapes";
import { Time } from "@/ui/time";
import { CodeBlock, Tags } from "./pieces";

const SHOWN_AT_FIRST = 20;
const LONG_TEXT = 60;
const LONG_CELL = 20;

export function ElementList({ elements, now }: { elements: readonly Element[]; now: number }) {
  if (elements.length === 0) return null;
  return (
    // As many columns as there is room for where it stands: a drawer is narrower than the page.
    <div className="@container">
      <dl className="grid grid-cols-1 gap-x-6 gap-y-3 @sm:grid-cols-2 @2xl:grid-cols-3 @5xl:grid-cols-4">
        {elements.map((element, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an answer's elements never change places
          <div key={index} className={`min-w-0 ${isWide(element) ? "col-span-full" : ""}`}>
            <dt className="text-label text-muted">{element.label}</dt>
            <dd className="mt-0.5 text-body wrap-anywhere">
              <Coloured element={element}>
                <ElementValue element={element} now={now} />
              </Coloured>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function isWide({ kind, value }: Element): boolean {
  if (kind === "TEXT") return typeof value === "string" && value.length > LONG_TEXT;
  return !["NUMBER", "DATE", "BOOLEAN", "LINK"].includes(kind);
}

function Coloured({ element, children }: { element: Element; children: ReactNode }) {
  const t = useT();
  if (element.colour === null) return children;
  return (
    <div className={`flex gap-1.5 ${LEVEL_INK[element.colour]}`}>
      <span className="mt-1">
        <ShapeMark shape={element.colour} size="size-3" />
        <span className="sr-only">{t(LEVEL_WORDS[element.colour])}: </span>
      </span>
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}

export function ElementValue({ element, now }: { element: Element; now: number }) {
  const draw = DRAWN[element.kind];
  const drawn = draw?.(element.value, { label: element.label, now }) ?? null;
  if (drawn !== null) return drawn;
  return <CodeBlock label={element.label} text={JSON.stringify(element.value, null, 2) ?? "—"} />;
}

type Surroundings = { label: string; now: number };

/** Each returns null when the value does not fit. */
const DRAWN: Record<string, (value: unknown, around: Surroundings) => ReactNode> = {
  TEXT: (value) => (typeof value === "string" ? value : null),
  NUMBER: (value) => (typeof value === "number" ? String(value) : null),
  BOOLEAN: (value) => (typeof value === "boolean" ? <YesNo value={value} /> : null),
  DATE: (value, { now }) => (typeof value === "string" ? <Time time={value} now={now} /> : null),
  TAGS: (value) => (isTexts(value) ? <Tags tags={value} /> : null),
  LIST: (value) => (isTexts(value) ? <Lines lines={value} /> : null),
  CODE: (value, { label }) =>
    typeof value === "string" ? <CodeBlock label={label} text={value} /> : null,
  LINK: (value) =>
    isObject(value) && typeof value.url === "string" ? (
      <OutLink url={value.url}>{cell(value.label) || value.url}</OutLink>
    ) : null,
  KEY_VALUES: (value) => (isObjects(value) ? <KeyValues pairs={value} /> : null),
  TABLE: (value, { label }) =>
    isObject(value) && isTexts(value.columns) && isRows(value.rows) ? (
      <Table label={label} columns={value.columns} rows={value.rows} />
    ) : null,
};

function Lines({ lines }: { lines: readonly string[] }) {
  const [shown, more] = useShown(lines);
  if (lines.length === 0) return <None />;
  return (
    <>
      <ul className="columns-[14rem] gap-x-6 font-mono text-small">
        {shown.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines may repeat and never change places
          <li key={index}>{line}</li>
        ))}
      </ul>
      {more}
    </>
  );
}

function KeyValues({ pairs }: { pairs: readonly Json[] }) {
  const [shown, more] = useShown(pairs);
  if (pairs.length === 0) return <None />;
  return (
    <>
      <dl className="grid grid-cols-[fit-content(40%)_1fr] text-small">
        {shown.map((pair, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: pairs may repeat and never change places
          <div key={index} className="group contents">
            <dt className="border-line border-t py-1 pr-6 text-muted group-first:border-t-0">
              {cell(pair.key)}
            </dt>
            <dd className="border-line border-t py-1 group-first:border-t-0">{cell(pair.value)}</dd>
          </div>
        ))}
      </dl>
      {more}
    </>
  );
}

type TableProps = { label: string; columns: readonly string[]; rows: readonly unknown[][] };

function Table({ label, columns, rows }: TableProps) {
  const [shown, more] = useShown(rows);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard */}
      <section aria-label={label} tabIndex={0} className="overflow-x-auto">
        <table className="w-full border-collapse text-small">
          <thead>
            <tr>
              {columns.map((column) => (
                <th
                  key={column}
                  scope="col"
                  className={`py-1 pr-4 text-left font-semibold ${widthFor(column)}`}
                >
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows may repeat and never change places
              <tr key={index} className="border-line border-t align-top">
                {columns.map((column, at) => (
                  <td key={column} className={`py-1 pr-4 ${widthFor(cell(row[at]))}`}>
                    {cell(row[at])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {more}
    </>
  );
}

/** The first of many, and a button for the rest: a source may list thousands. */
function useShown<T>(all: readonly T[]): [readonly T[], ReactNode] {
  const t = useT();
  const format = useFormat();
  const [whole, setWhole] = useState(false);
  if (whole || all.length <= SHOWN_AT_FIRST) return [all, null];
  const more = (
    <button
      type="button"
      onClick={() => setWhole(true)}
      className="mt-1 min-h-8 cursor-pointer text-small text-accent underline underline-offset-2 hover:text-accent-strong"
    >
      {t("run.showAll", { total: format.number(all.length) })}
    </button>
  );
  return [all.slice(0, SHOWN_AT_FIRST), more];
}

function YesNo({ value }: { value: boolean }) {
  const t = useT();
  return t(value ? "run.yes" : "run.no");
}

function None() {
  const t = useT();
  return <span className="text-muted">{t("run.none")}</span>;
}

/** Text breaks anywhere to fit; a least width keeps it from becoming a tower of letters. */
function widthFor(text: string): string {
  return text.length > LONG_CELL ? "min-w-56" : "whitespace-nowrap";
}

/** A cell's text: a dash stands for nothing, JSON for what should not be there. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return "—";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

function isObjects(value: unknown): value is Json[] {
  return Array.isArray(value) && value.every(isObject);
}

function isRows(value: unknown): value is unknown[][] {
  return Array.isArray(value) && value.every(Array.isArray);
}
