/** One request, running or of long ago: its answers as they come, or as they came. */

import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { lazy } from "react";
import { requestQuery } from "@/api/requests";

// One in the background is paged through; every other one is followed. Each is a chunk of its own.
const FollowedRun = lazy(() => import("./followed-run"));
const LargeRun = lazy(() => import("./large-run"));

export function RunPage() {
  const { id } = useParams({ from: "/shell/run/$id" });
  return <OneRun key={id} id={id} />;
}

function OneRun({ id }: { id: string }) {
  const { data: request } = useSuspenseQuery(requestQuery(id));
  if (request.background) return <LargeRun id={id} begin={request} />;
  return <FollowedRun id={id} request={request} />;
}
