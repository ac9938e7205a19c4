/** How the question was marked, and that nobody outside was asked. */

import type { Request } from "@/api/requests";
import { MARKING_WORDS } from "@/features/ask/markings";
import { useT } from "@/i18n/language";
import { Badge } from "@/ui/badge";

export function Markings({ request }: { request: Request }) {
  const t = useT();
  const { tlp, pap, offline } = request;
  return (
    <>
      {tlp && <Badge>TLP {t(MARKING_WORDS[tlp])}</Badge>}
      {pap && <Badge>PAP {t(MARKING_WORDS[pap])}</Badge>}
      {offline && <Badge>{t("run.offline")}</Badge>}
    </>
  );
}
