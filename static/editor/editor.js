// The editor of code and SQL parts, made of CodeMirror 6. It stands in a shadow root, where its style sheets are
// adopted and need no exception from the content policy. The text area beneath keeps the text: the form, the drafts
// and a page without script know nothing of the editor.

import { history, historyKeymap, defaultKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { sql, SQLite } from "@codemirror/lang-sql";
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, gutter, GutterMarker, highlightActiveLine, keymap, lineNumbers }
  from "@codemirror/view";
import { tags } from "@lezer/highlight";

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: "var(--code-keyword)", fontWeight: "600" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--code-text)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-number)" },
  { tag: tags.comment, color: "var(--ink-3)", fontStyle: "italic" },
  { tag: [tags.function(tags.definition(tags.variableName)), tags.typeName], color: "var(--code-name)" },
]);

const theme = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--panel)", border: "1px solid var(--edge)", borderRadius: "3px",
    fontSize: "0.83rem" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--mono)", fontVariantLigatures: "none", lineHeight: "1.5", overflow: "auto" },
  ".cm-content": { padding: "0.35rem 0", caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--panel)", color: "var(--ink-3)", border: "0" },
  ".cm-activeLine": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine": { backgroundColor: "var(--well)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
    { backgroundColor: "var(--code-selection)" },
  ".cm-line.wrong": { boxShadow: "inset 3px 0 0 var(--bad)", backgroundColor: "var(--code-wrong)" },
  ".cm-wrongGutter": { width: "0.9rem" },
  ".wrongMark": { color: "var(--bad)", fontWeight: "700" },
  ".cm-matchingBracket": { backgroundColor: "var(--well)", outline: "1px solid var(--edge)" },
});

// The line that a verdict points at: marked until the line is changed.
const point = StateEffect.define();
const pointed = StateField.define({
  create: () => 0,
  update(line, tr) {
    for (const e of tr.effects) if (e.is(point)) return e.value;
    if (!line || !tr.docChanged) return line;
    const from = tr.startState.doc.line(line);
    if (tr.changes.touchesRange(from.from, from.to)) return 0;
    return tr.state.doc.lineAt(tr.changes.mapPos(from.from, 1)).number;
  },
  provide: (field) => EditorView.decorations.from(field, (line) => (view) => {
    const n = view.state.field(field);
    if (!n) return Decoration.none;
    return Decoration.set([Decoration.line({ class: "wrong" }).range(view.state.doc.line(n).from)]);
  }),
});
const mark = new class extends GutterMarker {
  toDOM() {
    const b = document.createElement("span");
    b.className = "wrongMark";
    b.textContent = "!";
    b.title = "A check points at this line";
    return b;
  }
}();
const wrongGutter = gutter({
  class: "cm-wrongGutter",
  lineMarker: (view, line) => {
    const n = view.state.field(pointed);
    return n && view.state.doc.lineAt(line.from).number === n ? mark : null;
  },
  lineMarkerChange: (u) => u.startState.field(pointed) !== u.state.field(pointed),
  initialSpacer: () => mark,
});

// A browser that types over a selection keeps the look of what was there in style attributes, which the content policy
// refuses. What is typed is therefore put in by the editor itself; what an input method composes is not.
const typed = EditorView.domEventHandlers({
  beforeinput(e, view) {
    if (e.inputType !== "insertText" || e.isComposing || view.composing || e.data === null) return false;
    e.preventDefault();
    view.dispatch(view.state.replaceSelection(e.data), { userEvent: "input.type", scrollIntoView: true });
    return true;
  },
});

/**
 * Puts an editor in the place of a text area, which stays the field of the form: every change is written to it with an
 * input event, and a change from outside is taken over.
 * @param {HTMLTextAreaElement} area
 * @param {{language: "sql"|"starlark", label: string}} options
 * @returns {{point(line: number): void, focus(): void}} marks a line, 0 for none; moves the focus
 */
export function edit(area, { language, label }) {
  const host = document.createElement("div");
  host.className = "editor";
  const root = host.attachShadow({ mode: "open" });
  area.before(host);
  let writing = false;
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: area.value,
      extensions: [
        wrongGutter, lineNumbers(), history(), drawSelection(), indentOnInput(), bracketMatching(),
        highlightActiveLine(), keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]), indentUnit.of("    "),
        EditorState.tabSize.of(4), language === "sql" ? sql({ dialect: SQLite }) : python(),
        syntaxHighlighting(colours),
        theme, pointed, typed,
        EditorView.contentAttributes.of({ "aria-label": label, "aria-multiline": "true", spellcheck: "false",
          autocapitalize: "off", autocorrect: "off",
          "aria-description": "Tab indents. Press Escape and then Tab to leave the field." }),
        EditorView.updateListener.of((u) => {
          if (!u.docChanged || writing) return;
          writing = true;
          area.value = u.state.doc.toString();
          area.dispatchEvent(new Event("input", { bubbles: true }));
          writing = false;
        }),
      ],
    }),
  });
  area.addEventListener("input", () => {
    if (writing || area.value === view.state.doc.toString()) return;
    writing = true;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: area.value } });
    writing = false;
  });
  const height = Math.max(area.offsetHeight, 80);
  view.dom.style.maxHeight = "34rem";
  view.scrollDOM.style.minHeight = height + "px";
  area.hidden = true;
  return {
    point(line) {
      const n = line > 0 && line <= view.state.doc.lines ? line : 0;
      const seen = n ? [EditorView.scrollIntoView(view.state.doc.line(n).from)] : [];
      view.dispatch({ effects: [point.of(n), ...seen] });
    },
    focus: () => view.focus(),
  };
}
