import { css, html, nothing, type TemplateResult } from "lit";

/** Sentences in a list. */
export function notes(texts: readonly string[]): TemplateResult | typeof nothing {
  if (texts.length === 0) return nothing;
  return html`<ul class="notes">
    ${texts.map((one) => html`<li>${one}</li>`)}
  </ul>`;
}

export const noteStyles = css`
  ul.notes {
    list-style: disc;
    padding-inline-start: 20px;
  }
`;
