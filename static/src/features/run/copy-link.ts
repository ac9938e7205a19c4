/** The address of what is shown, for others. */

import type { Translate } from "@/i18n/translate";
import { toast } from "@/ui/announce";
import { copyText } from "@/ui/copy-button";

export function copyLink(t: Translate): void {
  copyText(location.href).then(
    () => toast(t("run.shared")),
    () => toast(t("ui.notCopied")),
  );
}
