/** The page: ask, see what went wrong, read the answers. */

import { AskForm } from "@/features/ask/ask-form";
import { TroubleNotice } from "@/features/ask/trouble-notice";
import { Announcer } from "@/features/run/announcer";
import { RunView } from "@/features/run/run-view";
import { useRun } from "@/features/run/use-run";
import { ThemeChoice } from "@/ui/theme-choice";

export function App() {
  const { run, ask, resume } = useRun();
  const asked = run.phase !== "idle";
  const accepted = run.phase === "following" || run.phase === "done";
  const asking = run.phase === "asking";
  const hasAnswers = run.state.start !== null;
  return (
    <div className="mx-auto max-w-7xl px-4 2xl:max-w-[100rem] pb-16 text-body sm:px-6">
      <header className="flex flex-wrap items-center gap-3 py-3">
        <img src="/favicon.svg" alt="" width="24" height="24" />
        <p className="text-section font-semibold">Indicator Aggregator</p>
        <div className="ml-auto">
          <ThemeChoice />
        </div>
      </header>
      <main className="space-y-4">
        <h1 className="pt-2 text-title font-semibold">What do all sources know about this?</h1>
        <AskForm accepted={accepted} trouble={run.trouble} onAsk={asking ? ignore : ask} />
        {run.trouble !== null && run.trouble.field === null && (
          <TroubleNotice
            trouble={run.trouble}
            action={
              run.cut !== null && run.trouble.again
                ? { label: "Go on where it broke", run: resume }
                : null
            }
          />
        )}
        {asked && (run.phase !== "failed" || hasAnswers) && <RunView run={run} />}
        <Announcer run={run} />
      </main>
    </div>
  );
}

/** While the server takes a question, a second press of Enter must not ask it twice. */
function ignore(): void {}
