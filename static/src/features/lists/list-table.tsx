/** All lists: switched on or off here, opened for the rest. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { troubleOf } from "@/api/http";
import { changeList, type IgnoreList, listsQuery } from "@/api/lists";
import { useFormat, useT } from "@/i18n/language";
import { toast } from "@/ui/announce";
import { Badge } from "@/ui/badge";
import { LINK } from "@/ui/controls";
import { Cell, Row, Table } from "@/ui/table";
import { RelativeTime } from "@/ui/time";
import { troubleText } from "@/ui/trouble-notice";

type Props = { lists: readonly IgnoreList[]; mayEdit: boolean };

export function ListTable({ lists, mayEdit }: Props) {
  const t = useT();
  const format = useFormat();
  const columns = [
    t("lists.isOn"),
    t("lists.name"),
    t("lists.entries"),
    t("lists.does"),
    t("lists.scope"),
    t("lists.changed"),
  ];
  return (
    <>
      <div className="max-sm:hidden">
        <Table label={t("lists.title")} columns={columns} numeric={2}>
          {lists.map((list) => (
            <Row key={list.id}>
              <Cell>
                <Switch list={list} mayEdit={mayEdit} />
              </Cell>
              <Cell className="max-w-md">
                <Name list={list} />
              </Cell>
              <Cell className="text-right">{format.number(list.entryCount)}</Cell>
              <Cell>
                <Does list={list} />
              </Cell>
              <Cell>{t(list.global ? "lists.global" : "lists.linked")}</Cell>
              <Cell>
                <RelativeTime time={list.updatedAt} />
              </Cell>
            </Row>
          ))}
        </Table>
      </div>
      <ul aria-label={t("lists.title")} className="space-y-2 sm:hidden">
        {lists.map((list) => (
          <li
            key={list.id}
            className="flex items-start gap-2 rounded-panel border border-line bg-surface p-3 text-small"
          >
            <Switch list={list} mayEdit={mayEdit} />
            <div className="min-w-0 space-y-1">
              <Name list={list} />
              <p className="flex flex-wrap gap-x-3 gap-y-1 text-muted">
                <Does list={list} />
                <span>{t("lists.count", { count: list.entryCount })}</span>
                <span>{t(list.global ? "lists.global" : "lists.linked")}</span>
              </p>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

function Name({ list }: { list: IgnoreList }) {
  const t = useT();
  const expired = list.expiresAt !== null && Date.parse(list.expiresAt) < Date.now();
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      <Link
        to="/lists/$id"
        params={{ id: list.id }}
        className={`inline-block wrap-anywhere pointer-coarse:py-2.5 ${LINK}`}
      >
        {list.name}
      </Link>
      {list.origin === "MISP_WARNINGLIST" && <Badge>MISP {list.version ?? ""}</Badge>}
      {expired && <Badge tone="warning">{t("lists.expired")}</Badge>}
    </span>
  );
}

export function Does({ list: { action } }: { list: Pick<IgnoreList, "action"> }) {
  const t = useT();
  return action === "BLOCK" ? (
    <Badge tone="warning">{t("lists.blocks")}</Badge>
  ) : (
    <Badge>{t("lists.annotates")}</Badge>
  );
}

function Switch({ list, mayEdit }: { list: IgnoreList; mayEdit: boolean }) {
  const t = useT();
  const client = useQueryClient();
  const changing = useMutation({
    mutationFn: (enabled: boolean) => changeList(list.id, { enabled }),
    onError: (error) => toast(troubleText(t, troubleOf(error))),
    onSettled: () => client.invalidateQueries({ queryKey: listsQuery.queryKey, exact: true }),
  });
  return (
    <label className="-m-2 inline-flex cursor-pointer p-2 align-middle pointer-coarse:p-3">
      <span className="sr-only">{t("lists.switch", { name: list.name })}</span>
      <input
        type="checkbox"
        className="size-4 accent-accent"
        disabled={!mayEdit}
        checked={changing.isPending ? changing.variables : list.enabled}
        onChange={(event) => changing.mutate(event.target.checked)}
      />
    </label>
  );
}
