/** Parts of an answer that a list and the drawer both show. */

import { type ReactNode, useState } from "react";
import type { Cache, Result, Link as SourceLink } from "@/api/types";
import { utc } from "@/i18n/format";
import { useFormat, useT } from "@/i18n/language";
import { OutLink } from "@/ui/controls";
import { CopyButton } from "@/ui/copy-button";
import { ElementList } from "./element-view";
import { CodeBlock, Tags } from "./pieces";

/** What the source says: tags, families, its declared elements, its links. */
export function Findings({ result, now }: { result: Result; now: number }) {
  const t = useT();
  const links = result.links.filter((link) => link.url !== "");
  return (
    <div className="space-y-3 empty:hidden">
      {result.tags.length > 0 && <Tags tags={result.tags} />}
      {result.families.length > 0 && (
        <div>
          <p className="text-label text-muted">{t("run.families")}</p>
          <Tags tags={result.families} />
        </div>
      )}
      <ElementList elements={result.elements} now={now} />
      {links.length > 0 && (
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-small">
          {links.map((link) => (
            <li key={`${link.label} ${link.url}`}>
              <HostLink link={link} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** A link out that says where it leads before it is followed. */
function HostLink({ link: { label, url } }: { link: SourceLink }) {
  const host = URL.canParse(url) ? new URL(url).host : "";
  return (
    <>
      <OutLink url={url}>{label || url}</OutLink>
      {label !== "" && host !== "" && <span className="text-muted wrap-anywhere"> ({host})</span>}
    </>
  );
}

/** Whether the answer was kept from before, or is kept from now on; and until when. */
export function CacheAge({ cache, now }: { cache: Cache; now: number }) {
  const t = useT();
  const format = useFormat();
  const age = cache.cachedAt === null ? null : format.ago(cache.cachedAt, now);
  const from = age === null ? t("run.cached") : t("run.cachedAgo", { age });
  return (
    <span title={useCacheEnd(cache) ?? undefined}>
      {cache.action === "FROM_CACHE" ? from : t("run.cacheSaved")}
    </span>
  );
}

export function useCacheEnd(cache: Cache): string | null {
  const t = useT();
  const until = cache.expiresAt === null ? null : utc(cache.expiresAt);
  return until === null ? null : t("run.cacheUntil", { time: until });
}

export function Logs({ name, lines }: { name: string; lines: readonly string[] }) {
  const t = useT();
  return (
    <Fold summary={t("run.logs", { count: lines.length })} name={name}>
      {() => <CodeBlock label={t("run.logsOf", { name })} text={lines.join("\n")} />}
    </Fold>
  );
}

export function Raw({ name, raw }: { name: string; raw: unknown }) {
  const t = useT();
  return (
    <Fold summary={t("run.raw")} name={name}>
      {() => {
        const text = JSON.stringify(raw, null, 2);
        return (
          <div className="relative">
            <CodeBlock label={t("run.rawOf", { name })} text={text} />
            <span className="absolute top-0.5 right-3 rounded-control bg-sunken">
              <CopyButton text={text} label={t("run.copyRaw")} />
            </span>
          </div>
        );
      }}
    </Fold>
  );
}

/** Closed at first; what is within is made only when it is opened: it may be large. */
function Fold(props: { summary: string; name: string; children: () => ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="w-fit py-0.5 text-small text-accent hover:text-accent-strong pointer-coarse:py-3">
        {props.summary}
        <span className="sr-only"> ({props.name})</span>
      </summary>
      {open && <div className="mt-1">{props.children()}</div>}
    </details>
  );
}
