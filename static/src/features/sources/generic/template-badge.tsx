/** What a source without code was made of. */

import { useQuery } from "@tanstack/react-query";
import { useT } from "@/i18n/language";
import { Badge } from "@/ui/badge";
import { genericQuery } from "./queries";
import { templateName } from "./words";

export function TemplateBadge({ of }: { of: string }) {
  const t = useT();
  const { data } = useQuery(genericQuery);
  const template = data?.find((one) => one.template === of);
  return <Badge>{template === undefined ? of : templateName(t, template)}</Badge>;
}
