/**
 * The code editor: CodeMirror in a shadow root, whose styles are adopted sheets, as the page's
 * policy forbids inline ones.
 *
 * Tab indents; Escape and then Tab leaves, as CodeMirror's documentation proposes for WCAG 2.1.2.
 */

import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import {
  bracketMatching,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { type Diagnostic, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { useEffect, useRef } from "react";
import { colours, look } from "./look";

export type CodeLanguage = "PYTHON" | "JAVA_SCRIPT";

/** A place in the code and what is wrong there; lines and columns from 1, column 0 is unknown. */
export type Mark = { line: number; column: number; message: string };

export type CodeEditorProps = {
  label: string;
  language: CodeLanguage;
  value: string;
  onChange: (value: string) => void;
  marks?: readonly Mark[];
  /** Ctrl+Enter. */
  onRun?: () => void;
  /** Ctrl+S. */
  onSave?: () => void;
};

export default function CodeEditor(props: CodeEditorProps) {
  const { label, language, value, marks = [] } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef(props);
  const inLanguage = useRef(new Compartment());
  useEffect(() => {
    latest.current = props;
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor is made once; see below
  useEffect(() => {
    if (host.current === null) return;
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: "open" });
    const made = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: value,
        extensions: [
          inLanguage.current.of([]),
          // contenteditable takes focus by itself; tabindex says so to those who look for it.
          EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
          callbacks(latest),
          basics(),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, []);

  useEffect(() => {
    let isLatest = true;
    void syntaxOf(language).then((syntax) => {
      if (isLatest) view.current?.dispatch({ effects: inLanguage.current.reconfigure(syntax) });
    });
    return () => {
      isLatest = false;
    };
  }, [language]);

  useEffect(() => {
    const shown = view.current;
    if (shown === null || shown.state.doc.toString() === value) return;
    shown.dispatch({ changes: { from: 0, to: shown.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    const shown = view.current;
    if (shown === null) return;
    shown.dispatch(
      setDiagnostics(
        shown.state,
        marks.map((mark) => diagnostic(shown.state, mark)),
      ),
    );
  }, [marks]);

  return <div ref={host} className="overflow-hidden rounded-panel border border-line-strong" />;
}

/** How a language is written, from a chunk of its own. */
async function syntaxOf(language: CodeLanguage): Promise<Extension> {
  if (language === "PYTHON") {
    const { python } = await import("@codemirror/lang-python");
    return [python(), indentUnit.of("    ")];
  }
  const { javascript } = await import("@codemirror/lang-javascript");
  return javascript({ typescript: true }); // every source of that language may have types
}

function basics(): Extension {
  return [
    lineNumbers(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    highlightSelectionMatches(),
    syntaxHighlighting(colours),
    keymap.of([
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...searchKeymap,
      ...historyKeymap,
      indentWithTab,
    ]),
    EditorState.tabSize.of(4),
    look,
  ];
}

/** Calls of the properties as they are by then. */
function callbacks(latest: { current: CodeEditorProps }): Extension {
  const run = (name: "onRun" | "onSave") => () => {
    latest.current[name]?.();
    return latest.current[name] !== undefined;
  };
  return [
    // Before the editor's own: Ctrl+Enter there is a new line.
    keymap.of([
      { key: "Mod-Enter", run: run("onRun") },
      { key: "Mod-s", run: run("onSave"), preventDefault: true },
    ]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) latest.current.onChange(update.state.doc.toString());
    }),
  ];
}

function diagnostic(state: EditorState, { line, column, message }: Mark): Diagnostic {
  const at = state.doc.line(Math.min(Math.max(line, 1), state.doc.lines));
  const from = column === 0 ? at.from : Math.min(at.from + column - 1, at.to);
  return { from, to: at.to, severity: "error", message };
}
