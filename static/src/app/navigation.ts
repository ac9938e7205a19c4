/** Where the shell leads: side nav, bottom tabs, palette and `g` keys are all made of this. */

import { Database, Eye, History, ListX, type LucideIcon, Search, User } from "lucide-react";
import type { Permission } from "@/api/me";
import type { PlainKey } from "@/i18n/translate";

export type Destination = {
  to: "/" | "/history" | "/watchlists" | "/lists" | "/sources" | "/me";
  label: PlainKey;
  icon: LucideIcon;
  keys: string;
  needs?: Permission;
};

export const DESTINATIONS: readonly Destination[] = [
  { to: "/", label: "ask.nav", icon: Search, keys: "g q", needs: "request_create" },
  { to: "/history", label: "history.nav", icon: History, keys: "g h", needs: "request_view" },
  { to: "/watchlists", label: "watch.nav", icon: Eye, keys: "g w", needs: "request_view" },
  { to: "/lists", label: "lists.nav", icon: ListX, keys: "g l" },
  { to: "/sources", label: "sources.nav", icon: Database, keys: "g s" },
  { to: "/me", label: "me.nav", icon: User, keys: "g m" },
];
